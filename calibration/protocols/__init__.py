"""Protocols: each module reads one layout of verification data. `registry` knows them by name."""
