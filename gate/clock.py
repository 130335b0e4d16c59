"""Time, as the gate sees it. All code takes its clock from here, so that tests and replays own the time."""

from __future__ import annotations

import time
from datetime import datetime, timedelta, timezone
from typing import Protocol


class Clock(Protocol):
    """Two times: `mono` for durations and deadlines, `utc` for records."""

    def mono(self) -> float:
        """Seconds from an arbitrary start; never goes back."""
        ...

    def utc(self) -> datetime:
        """Aware datetime in UTC."""
        ...


class SystemClock:
    """The machine's own clocks."""

    def mono(self) -> float:
        """Seconds of CLOCK_MONOTONIC, the same for all processes of the machine."""
        return time.monotonic()

    def utc(self) -> datetime:
        """The wall clock."""
        return datetime.now(timezone.utc)


class ManualClock:
    """A clock that stands still until told: the shipped fake, and the clock of `--every-frame` replays."""

    def __init__(self, start: datetime = datetime(2026, 1, 1, tzinfo=timezone.utc)) -> None:
        self._start = start
        self._mono = 0.0
        self._jumped = timedelta()

    def mono(self) -> float:
        """Seconds set so far."""
        return self._mono

    def utc(self) -> datetime:
        """The start plus the seconds set so far, and all jumps."""
        return self._start + timedelta(seconds=self._mono) + self._jumped

    def set(self, mono: float) -> None:
        """Move to a time in seconds; it must not lie in the past."""
        if mono < self._mono:
            raise ValueError(f"a monotonic clock can't go back from {self._mono} to {mono}")
        self._mono = mono

    def advance(self, seconds: float) -> None:
        """Move on by `seconds`."""
        self.set(self._mono + seconds)

    def jump(self, by: timedelta) -> None:
        """Set the wall clock forward or back, as an administrator or a time server may; `mono` does not notice."""
        self._jumped += by
