"""Whether the gate's two loops get anywhere: written by the loops, read by whoever watches them. No thread of its own.

What counts is work that was finished. A thread that turns but gives no pictures, or takes pictures and never finishes
one, makes no progress. One who found the camera dead, or the recogniser failing, when the gate began has nothing to
make progress with: that is the degraded mode, which restarting would not mend. Whatever has worked once in this process
must go on working.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

PATIENCE = 10.0
"""Seconds without a picture, or inside one picture, before somebody has to be told. A camera that reopens in time is no
reason to start the gate anew."""

RATE_SECONDS = 5.0
"""The frame rate is that of the last so many seconds."""


class Progress:
    """What was done last, in seconds of `Clock.mono`. Each method is called by one thread."""

    def __init__(self, began: float, on_judged: Callable[[float, float], None] = lambda _work, _age: None) -> None:
        """Begin at a moment.

        Args:
            began: That moment.
            on_judged: Told of each judged picture, in seconds: how long the work took, how long ago it was taken.
        """
        self._on_judged = on_judged
        self.captured = 0
        """Pictures taken from the source."""
        self.judged = 0
        """Pictures that went through detection and recognition."""
        self._turned = began
        self._picture: float | None = None
        self._judgement: float | None = None
        self._first_picture: float | None = None
        self._busy_since: float | None = None
        self._failing = False
        self._recent: deque[float] = deque(maxlen=1024)

    def turned(self, now: float) -> None:
        """The camera's loop went round, with or without a picture."""
        self._turned = now

    def picture(self, now: float) -> None:
        """A new picture came."""
        self.captured += 1
        self._picture = now
        if self._first_picture is None:
            self._first_picture = now

    def begin(self, now: float) -> None:
        """The inference thread takes something up."""
        self._busy_since = now

    def finish(self, now: float, *, judged: float | None) -> None:
        """It has done with it; `judged`: when the picture was taken that went all the way through the networks."""
        began, self._busy_since = self._busy_since, None
        if judged is not None:
            self._on_judged(now - (now if began is None else began), now - judged)
            self.judged += 1
            self._judgement = now
            self._recent.append(now)
            self._failing = False

    def fail(self) -> None:
        """The recogniser failed at a picture."""
        self._failing = True

    def rate(self, now: float) -> float:
        """Pictures judged in a second, lately."""
        return sum(now - moment <= RATE_SECONDS for moment in tuple(self._recent)) / RATE_SECONDS

    def picture_age(self, now: float) -> float | None:
        """Seconds since the newest picture; None: there was none."""
        return None if self._picture is None else max(0.0, now - self._picture)

    def stall(self, now: float) -> str | None:
        """What stands still, in a few words; None: both loops get on, as far as they can."""
        if now - self._turned > PATIENCE:
            return "the camera's loop stands still"
        if self._busy_since is not None and now - self._busy_since > PATIENCE:
            return "the recogniser does not come back"
        if self._picture is None:
            return None
        if now - self._picture > PATIENCE:
            return "the camera gives no picture any more"
        return self._judgement_missed(now)

    def _judgement_missed(self, now: float) -> str | None:
        assert self._first_picture is not None
        if self._judgement is None and self._failing:  # it never worked here: degraded from the start
            return None
        since = self._first_picture if self._judgement is None else self._judgement
        return "no picture is judged any more" if now - since > PATIENCE else None
