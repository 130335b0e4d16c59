"""What can go wrong with rules and records; each message is one sentence for a person."""

from __future__ import annotations


class AccessError(Exception):
    """The access rules can't be read, changed or applied."""


class AuditError(Exception):
    """The audit log can't be written, read or trusted."""
