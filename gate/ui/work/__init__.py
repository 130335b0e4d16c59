"""How the screens ask for work: calls run in threads of their own, and answers come back as signals."""
