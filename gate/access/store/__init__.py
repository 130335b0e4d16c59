"""Rules, credentials and accounts at rest: `HOME/access.db`, every change one transaction and one revision."""
