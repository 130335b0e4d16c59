"""A person was let in under threat: told to those who must know, and to nobody else."""

from __future__ import annotations

import logging
import logging.handlers
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from gate.access.errors import AccessError


@dataclass(frozen=True)
class Duress:
    """Somebody typed their duress PIN."""

    time: datetime
    """Aware."""
    mono: float
    """`Clock.mono`."""
    gate: str
    person: str
    """Person id."""


Report = Callable[[Duress], None]
"""Must return at once, whatever happens to the report: the door must not open later than for others."""


class SyslogReport:
    """Sends the report to syslog on another machine, over UDP, as an alert of the facility authpriv."""

    def __init__(self, address: str) -> None:
        """Find the machine.

        Args:
            address: `HOST:PORT`.

        Raises:
            AccessError: it is no such address, or the host is unknown.
        """
        host, _, port = address.rpartition(":")
        try:
            self._handler = logging.handlers.SysLogHandler(
                (host, int(port)), facility=logging.handlers.SysLogHandler.LOG_AUTHPRIV
            )
        except (OSError, ValueError) as error:
            raise AccessError(f"the duress report can't be sent to {address}: {error}") from error

    def __call__(self, duress: Duress) -> None:
        """Send it."""
        text = f"maskgate duress gate={duress.gate!r} person={duress.person} time={duress.time.isoformat()}"
        self._handler.emit(logging.LogRecord("maskgate", logging.CRITICAL, "", 0, text, None, None))

    def close(self) -> None:
        """Let go of the socket."""
        self._handler.close()
