"""The demo's clock, which can be put forward. No gate has one: `gate run` knows the machine's clock alone."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from gate.clock import SystemClock

MONDAY, SATURDAY = 0, 5
"""As `datetime.weekday`."""
HOUR = time(10)
"""When a day of the demo begins."""


class DemoClock(SystemClock):
    """Durations are the machine's; the wall clock goes ahead of it."""

    def __init__(self, start: datetime | None = None) -> None:
        """Begin at a time; None: now.

        Args:
            start: Aware, or of this machine's time zone.
        """
        self._ahead = timedelta() if start is None else start.astimezone() - super().utc()

    def utc(self) -> datetime:
        """See `Clock.utc`."""
        return super().utc() + self._ahead

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
        self._ahead += wanted - now
