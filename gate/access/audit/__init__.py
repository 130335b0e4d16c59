"""The audit log: a chain of keyed rows about what was decided, done and read. Tamper-evident: changes are seen."""
