"""The demo's clock, which can be put forward. No gate has one: `gate run` knows the machine's clock alone."""

from __future__ import annotations

from datetime import datetime, time, timedelta, timezone
from math import inf
from threading import Lock

from gate.clock import SystemClock

MONDAY, SATURDAY = 0, 5
"""As `datetime.weekday`."""
HOUR = time(10)
"""When a day of the demo begins."""


class DemoClock(SystemClock):
    """Begins as the machine's. Its days can be left out, and it waits for a computer that can't follow."""

    def __init__(self, start: datetime | None = None, *, hurries: bool = False) -> None:
        """Begin at a time.

        Args:
            start: Aware, or of this machine's time zone; None: now.
            hurries: What is allowed passes at once: for tests, that needn't see it.
        """
        self._hurries = hurries
        self._began = super().mono()
        self._start = super().utc() if start is None else start.astimezone(timezone.utc)
        self._lag = 0.0
        self._end = inf
        self._guard = Lock()

    def mono(self) -> float:
        """See `Clock.mono`."""
        with self._guard:
            return self._mono()

    def utc(self) -> datetime:
        """See `Clock.utc`."""
        return self._start + timedelta(seconds=self.mono() - self._began)

    def allow(self, seconds: float) -> None:
        """Go on for so long, and stand still then until the next call; without any call it never stands still."""
        with self._guard:
            now = self._mono()
            self._end = now + seconds
            self._lag = super().mono() - (self._end if self._hurries else now)

    def go_on_to(self, weekday: int) -> None:
        """Put the clock forward to the next such day, ten o'clock in this machine's time zone; any thread may.

        Args:
            weekday: 0 is Monday.
        """
        now = self.utc().astimezone()
        day = now.date() + timedelta(days=(weekday - now.weekday()) % 7)
        wanted = datetime.combine(day, HOUR).astimezone()
        if wanted <= now:
            wanted = datetime.combine(day + timedelta(days=7), HOUR).astimezone()
        self._start += wanted - now

    def _mono(self) -> float:
        return min(super().mono() - self._lag, self._end)
