"""A challenge: movements asked for in a random order, at random moments. Pure; chance comes in by a protocol.

What a recording can't know is which movement comes next and when: a movement before it was asked for, another one than
was asked for, or none in time ends the challenge. Left and right are the person's own.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum
from typing import Literal, Protocol

from gate.vision.liveness.limits import Limits
from gate.vision.liveness.parallax import Parallax


class Action(str, Enum):
    """What tracked points can prove; blinking is not among them: no eye-state model exists here."""

    TURN_LEFT = "turn_left"
    TURN_RIGHT = "turn_right"
    LOOK_UP = "look_up"
    LOOK_DOWN = "look_down"


ACTIONS = tuple(Action)
_DIRECTION = {
    Action.TURN_LEFT: (1, 0),
    Action.TURN_RIGHT: (-1, 0),
    Action.LOOK_UP: (0, -1),
    Action.LOOK_DOWN: (0, 1),
}
SHORTEST_PAUSE, LONGEST_PAUSE = 0.2, 1.0
"""Seconds of looking straight ahead before a movement is asked for."""


class Dice(Protocol):
    """Chance."""

    def below(self, count: int) -> int:
        """0 to count - 1, each as likely."""
        ...


class SecretDice:
    """Nobody can foresee it: the operating system's randomness."""

    def below(self, count: int) -> int:
        """See `Dice.below`."""
        return secrets.randbelow(count)


class LoadedDice:
    """Always the same numbers, over and over: for tests, and for the demo, whose people can't hear what is asked."""

    def __init__(self, numbers: Iterable[int]) -> None:
        self._numbers, self._next = tuple(numbers), 0

    def below(self, count: int) -> int:
        """See `Dice.below`."""
        number = self._numbers[self._next % len(self._numbers)]
        self._next += 1
        return number % count


@dataclass(frozen=True)
class Step:
    """One movement."""

    action: Action
    pause: float
    """Seconds of looking straight before it is asked for."""


def draw(dice: Dice, count: int) -> tuple[Step, ...]:
    """A new challenge of so many steps; a movement may come twice in a row."""
    span = LONGEST_PAUSE - SHORTEST_PAUSE
    return tuple(
        Step(ACTIONS[dice.below(len(ACTIONS))], SHORTEST_PAUSE + span * dice.below(1001) / 1000) for _ in range(count)
    )


Phase = Literal["pause", "asked", "back", "done", "failed"]
Problem = Literal["early", "wrong", "late", "flat", "loose"]
"""A movement before it was asked for; another one; none in time; that of a plane or sheet; of nothing rigid."""


@dataclass(frozen=True)
class Progress:
    """How far a challenge has come."""

    steps: tuple[Step, ...]
    number: int = 0
    """Index of the step under way."""
    phase: Phase = "pause"
    since: float = 0.0
    """When the phase began, seconds."""
    problem: Problem | None = None
    turned: float = 0.0
    """Size of the turn in the frame before."""

    @property
    def over(self) -> bool:
        """Nothing changes any more."""
        return self.phase in ("done", "failed")

    @property
    def step(self) -> Step:
        """The one under way, or the last."""
        return self.steps[min(self.number, len(self.steps) - 1)]


def advance(progress: Progress, turn: Parallax, now: float, limits: Limits, *, upper_only: bool = False) -> Progress:
    """Take in what the head does now.

    Args:
        progress: So far.
        turn: Since the head last looked straight ahead.
        now: Seconds, of the frame.
        limits: What counts.
        upper_only: The points are the upper face's alone.
    """
    passed, before = now - progress.since, progress.turned
    progress = progress if progress.over else replace(progress, turned=turn.size)
    if progress.phase == "pause":
        if turn.size > limits.early:
            return _failed(progress, "early")
        return replace(progress, phase="asked", since=now) if passed >= progress.step.pause else progress
    if progress.phase == "asked":
        return _asked(progress, turn, now, passed, limits, upper_only=upper_only)
    if progress.phase == "back":
        if turn.size < limits.neutral and abs(turn.size - before) < limits.rest:
            number = progress.number + 1
            return replace(
                progress, number=number, phase="done" if number == len(progress.steps) else "pause", since=now
            )
        return _failed(progress, "late") if passed > limits.back else progress
    return progress


def _asked(
    progress: Progress, turn: Parallax, now: float, passed: float, limits: Limits, *, upper_only: bool
) -> Progress:
    if turn.size < limits.turned:
        return _failed(progress, "late") if passed > limits.answer else progress
    if passed < limits.reaction:
        return _failed(progress, "early")
    x, y = _DIRECTION[progress.step.action]
    along, across = x * turn.x + y * turn.y, abs(y * turn.x) + abs(x * turn.y)
    if along < 0.8 * turn.size or across > along:
        return _failed(progress, "wrong")
    relief = x * turn.relief_x + y * turn.relief_y
    error = turn.error_x if x else turn.error_y
    needed = limits.relief_upper if upper_only else limits.relief
    if relief >= max(needed, limits.relief_error * error) and turn.residual <= limits.residual:
        return replace(progress, phase="back", since=now)
    if turn.size < 2 * limits.turned and passed <= limits.answer:
        return progress  # what a small turn leaves open, a larger one may show
    return _failed(progress, "loose" if turn.residual > limits.residual else "flat")


def _failed(progress: Progress, problem: Problem) -> Progress:
    return replace(progress, phase="failed", problem=problem)
