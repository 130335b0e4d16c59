"""Says READY once the gate works, and feeds systemd's watchdog as long as camera and inference get on.

A gate that stands still is ended and started anew by systemd (`WatchdogSec=` in the unit). One that began without a
camera or a recogniser is fed: it is in the degraded mode, badges and PINs work, and a restart would interrupt them.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from gate.clock import Clock
from gate.host.notify import Notifier
from gate.host.progress import Progress

log = logging.getLogger(__name__)


class Watchdog:
    """One look at a time; `Rounds` makes it look."""

    def __init__(
        self,
        notifier: Notifier,
        progress: Progress,
        clock: Clock,
        *,
        lost: Callable[[], tuple[str, ...]],
    ) -> None:
        """Watch.

        Args:
            notifier: Who is told.
            progress: What the loops have done.
            clock: Of the progress.
            lost: What is missing to recognise faces.
        """
        self._notifier = notifier
        self._progress = progress
        self._clock = clock
        self._lost = lost
        self._ready = False
        self._status = ""

    @property
    def ready(self) -> bool:
        """Whether READY was said."""
        return self._ready

    @property
    def words(self) -> str:
        """How the gate is, in one line."""
        return self._in_words(self._progress.stall(self._clock.mono()), self._lost())

    @property
    def seconds(self) -> float:
        """How often to look: three times within what systemd allows, and once a second at least."""
        allowed = self._notifier.watchdog_seconds
        return 1.0 if allowed is None else min(1.0, allowed / 3)

    def look(self) -> None:
        """Say what has changed, and feed the watchdog if there is reason to."""
        stall, lost = self._progress.stall(self._clock.mono()), self._lost()
        status = self._in_words(stall, lost)
        if not self._ready and (self._progress.judged or lost):
            self._ready = True
            self._notifier.ready(status)
        elif status != self._status:
            self._notifier.status(status)
        if stall is None:
            self._notifier.alive()
        elif status != self._status:
            log.error("%s: the watchdog is not fed any more", stall)
        self._status = status

    def _in_words(self, stall: str | None, lost: tuple[str, ...]) -> str:
        if stall is not None:
            return f"stands still: {stall}"
        if lost:
            return f"degraded, without {' and '.join(lost)}: badge or PIN only"
        return "recognises faces" if self._progress.judged else "starting"
