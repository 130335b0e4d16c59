"""What can go wrong with rules and records; each message is one sentence for a person."""

from __future__ import annotations


class AccessError(Exception):
    """The access rules can't be read, changed or applied."""


class AuditError(Exception):
    """The audit log can't be written, read or trusted."""


class LockError(Exception):
    """The lock's line can't be driven. The message is one sentence for a person."""


class OutputError(Exception):
    """An output can't be used or did not take a message. One sentence for a person; it never holds a credential."""
