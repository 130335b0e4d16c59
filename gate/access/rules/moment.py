"""The time that a rule is judged at, and whether it can be relied on.

Durations (waits, pauses, pulses) run on `Clock.mono` and never come here; only what people write as dates and hours
depends on the wall clock. That clock is in doubt while nothing synchronises it, and for a while after it has jumped:
moved by other than the time that has passed on the monotonic clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

JUMP_SECONDS = 5.0
"""A wall clock that has moved by this much more or less than the monotonic one has jumped; slewing stays far below."""

SETTLE_SECONDS = 60.0
"""After a jump the clock stays in doubt for so long."""


@dataclass(frozen=True)
class Moment:
    """A time for rules."""

    utc: datetime
    """Aware."""
    sure: bool
    """False: doubt, which takes the stricter rule."""

    def __post_init__(self) -> None:
        if self.utc.tzinfo is None:
            raise ValueError("a moment needs an aware time")


@dataclass(frozen=True)
class ClockState:
    """What was seen of the two clocks last."""

    utc: datetime
    mono: float
    doubtful_until: float = float("-inf")
    """`Clock.mono`."""


@dataclass(frozen=True)
class Reading:
    """What a look at the clocks says."""

    state: ClockState
    moment: Moment
    jump: float
    """Seconds by which the wall clock has jumped since the last look; 0: it has not."""


def read_clock(before: ClockState | None, utc: datetime, mono: float, *, synchronised: bool | None) -> Reading:
    """Judge the wall clock.

    Args:
        before: The last look's state; None: this is the first.
        utc: `Clock.utc`.
        mono: `Clock.mono`, at the same time.
        synchronised: Whether something keeps the wall clock right; None: nobody can say, which is doubt.
    """
    jump, doubtful_until = 0.0, float("-inf")
    if before is not None:
        moved = (utc - before.utc).total_seconds() - (mono - before.mono)
        jump = moved if abs(moved) >= JUMP_SECONDS else 0.0
        doubtful_until = mono + SETTLE_SECONDS if jump else before.doubtful_until
    sure = synchronised is True and mono >= doubtful_until
    return Reading(ClockState(utc, mono, doubtful_until), Moment(utc, sure), jump)
