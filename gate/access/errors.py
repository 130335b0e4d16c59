"""What can go wrong with rules and records; each message is one sentence for a person."""

from __future__ import annotations


class AccessError(Exception):
    """The access rules can't be read, changed or applied."""


class LogInError(AccessError):
    """An administrator is not let in: a wrong name or password, or an account that waits."""

    def __init__(self, message: str, wait: float) -> None:
        """Say why.

        Args:
            message: One sentence; whether name or password is wrong is not said.
            wait: Seconds until it may be tried again; infinite: only another administrator can open the account.
        """
        super().__init__(message)
        self.wait = wait


class AuditError(Exception):
    """The audit log can't be written, read or trusted."""


class LockError(Exception):
    """The lock's line can't be driven. The message is one sentence for a person."""


class NoGateError(LockError):
    """There is no running gate to give an order to."""


class OutputError(Exception):
    """An output can't be used or did not take a message. One sentence for a person; it never holds a credential."""
