"""A lock's line: which level unlocks, which one the hardware falls back to, and who sees to it that it does.

A lock is *fail-secure* when it is locked without power (most strikes) and *fail-safe* when it is unlocked without power
(magnets). The software never leaves a line at the unlocking level: a fail-secure lock energised, a fail-safe one
de-energised. What the line does while no software holds it is the hardware's part, so only wirings whose resting level
locks are accepted (`docs/door.md`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from gate.access.errors import LockError

LockType = Literal["fail_secure", "fail_safe"]
Wiring = Literal["no", "nc", "direct"]
"""`no` or `nc`: the lock's supply runs over that contact of a relay; `direct`: a transistor switches the supply, and a
resistor holds its input while nobody drives it."""

MAX_UNLOCK = 255.0
"""Seconds; no single order keeps a line unlocked for longer, whatever goes wrong with whoever gave it."""


@dataclass(frozen=True)
class Lock:
    """What hangs on the line.

    Raises:
        LockError: this wiring would leave the door unlocked whenever the gate is not running.
    """

    type: LockType = "fail_secure"
    wiring: Wiring = "no"

    def __post_init__(self) -> None:
        if (self.type, self.wiring) in {("fail_secure", "nc"), ("fail_safe", "no")}:
            right = "no" if self.type == "fail_secure" else "nc"
            raise LockError(
                f"a {self.type} lock on the relay's {self.wiring.upper()} contact is unlocked whenever the gate is not "
                f"running: wire it to the {right.upper()} contact and set [door] wiring to {right!r}"
            )

    @property
    def unlocking(self) -> bool:
        """The line's level that unlocks: True is active (relay drawn, transistor on)."""
        energised = self.type == "fail_secure"
        return energised != (self.wiring == "nc")

    @property
    def locking(self) -> bool:
        """The line's level that locks; the hardware must give it by itself while nobody drives the line."""
        return not self.unlocking


@dataclass(frozen=True)
class Inputs:
    """What is wired beside the lock; None: not fitted, or can't be read."""

    door_open: bool | None = None
    exit_pressed: bool | None = None
    emergency: bool | None = None
    """The fire alarm's contact. Its release is hard-wired; this only tells us of it."""


class Line(Protocol):
    """One output line with the inputs beside it. One process drives it; `FakeLine` is the shipped fake."""

    poll: float | None
    """Seconds between two looks at the inputs; None: there are none."""

    def open(self, level: bool) -> None:
        """Take the line for this process alone, and set it.

        Raises:
            LockError: it is not there, in use, or not ours to drive.
        """
        ...

    def set(self, level: bool, seconds: float | None = None, /) -> None:
        """Set the level.

        Args:
            level: True is active.
            seconds: A device that can time it goes back by itself after so long. Others leave that to the caller.

        Raises:
            LockError: the device did not take it.
        """
        ...

    def read(self) -> Inputs:
        """The inputs.

        Raises:
            LockError: they can't be read.
        """
        ...

    def close(self) -> None:
        """Let go of the line; never raises. The caller has set the locking level before."""
        ...


class Keeper:
    """Keeps a line at its locking level but until a deadline. No clock, no thread: `keep` is called often enough."""

    def __init__(self, line: Line, lock: Lock) -> None:
        """Take a line that is not open yet."""
        self._line = line
        self._lock = lock
        self._deadline: float | None = None

    @property
    def deadline(self) -> float | None:
        """When the line has to be locked, `Clock.mono`; None: it is."""
        return self._deadline

    def open(self) -> None:
        """Open the line, locking.

        Raises:
            LockError: it can't be had.
        """
        self._line.open(self._lock.locking)
        self._deadline = None

    def unlock_until(self, deadline: float, now: float) -> bool:
        """Unlock until a moment, or lock at once if it is past. A later order replaces an earlier one.

        Returns:
            Whether the level has changed.

        Raises:
            LockError: the device did not take it; it is tried again with the next `keep`.
        """
        deadline = min(deadline, now + MAX_UNLOCK)
        if not deadline > now:  # NaN locks
            return self._locked()
        changed = self._deadline is None
        if deadline != self._deadline:
            # Before the order goes out: if the device fails half-way, it must be taken for unlocked.
            self._deadline = deadline
            self._line.set(self._lock.unlocking, deadline - now)
        return changed

    def keep(self, now: float) -> bool:
        """Lock if the deadline has come; True if that changed the level.

        Raises:
            LockError: the device did not take it.
        """
        return self._deadline is not None and now >= self._deadline and self._locked()

    def close(self) -> None:
        """Lock and let go, whatever state the device is in."""
        try:
            self._line.set(self._lock.locking)
        except LockError:
            pass  # it is gone: its own timer or its hardware has to do it
        finally:
            self._line.close()
            self._deadline = None

    def _locked(self) -> bool:
        if self._deadline is None:
            return False
        self._line.set(self._lock.locking)
        self._deadline = None
        return True


class FakeLine:
    """The shipped fake: remembers what it was told, and fails when asked to."""

    def __init__(self, poll: float | None = None) -> None:
        self.poll = poll
        self.level: bool | None = None
        """None: nobody holds it, the hardware decides."""
        self.history: list[bool] = []
        self.timed: list[float | None] = []
        self.inputs = Inputs()
        self.broken: str | None = None
        """A sentence: every call raises it."""

    def open(self, level: bool) -> None:
        """Take the line."""
        self.set(level)

    def set(self, level: bool, seconds: float | None = None, /) -> None:
        """Remember."""
        if self.broken:
            raise LockError(self.broken)
        self.level = level
        self.history.append(level)
        self.timed.append(seconds)

    def read(self) -> Inputs:
        """What a test has put in."""
        if self.broken:
            raise LockError(self.broken)
        return self.inputs

    def close(self) -> None:
        """Let go."""
        self.level = None
