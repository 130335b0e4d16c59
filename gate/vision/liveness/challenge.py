"""A challenge: poses asked for in a random order, at random moments. Pure; chance comes in by a protocol.

What a recording can't know is which pose comes next and when: one before it was asked for, another one than was asked
for, or none in time ends the challenge. Nobody need look straight in between, unless that is what is asked for: that
keeps a visit short. Left and right are the person's own.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum
from functools import lru_cache
from typing import Literal, Protocol

from gate.vision.liveness.limits import Limits
from gate.vision.liveness.parallax import Parallax


class Action(str, Enum):
    """What tracked points can prove; blinking is not among them: no eye-state model exists here."""

    TURN_LEFT = "turn_left"
    TURN_RIGHT = "turn_right"
    LOOK_UP = "look_up"
    LOOK_DOWN = "look_down"
    LOOK_STRAIGHT = "look_straight"
    """After a turn."""
    COME_CLOSER = "come_closer"
    """Once in a challenge. A picture can come closer, too: the order is harder to foresee, and no depth is proved."""


_DIRECTION = {
    Action.TURN_LEFT: (1, 0),
    Action.TURN_RIGHT: (-1, 0),
    Action.LOOK_UP: (0, -1),
    Action.LOOK_DOWN: (0, 1),
}
TURNS = tuple(_DIRECTION)
"""Those in which a head shows its depth."""
SHORTEST_PAUSE, LONGEST_PAUSE = 0.1, 0.3
"""Seconds between a pose and the next request."""
_ALONG = 0.8
"""Cosine of the angle by which a turn may miss its direction: 37 degrees."""


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
    """One pose."""

    action: Action
    pause: float
    """Seconds before it is asked for."""


@lru_cache
def orders(count: int) -> tuple[tuple[Action, ...], ...]:
    """Every challenge of so many poses, each as likely.

    No pose follows itself, closer comes once and nobody is asked to look straight who does; at least two (of two: one)
    are turns, because only they show depth.
    """
    found: list[tuple[Action, ...]] = [()]
    for _ in range(count):
        found = [(*order, action) for order in found for action in Action if _may_follow(order, action)]
    return tuple(order for order in found if sum(action in TURNS for action in order) >= min(2, count - 1))


def _may_follow(order: tuple[Action, ...], action: Action) -> bool:
    if action is Action.COME_CLOSER:
        return action not in order
    last = order[-1] if order else Action.LOOK_STRAIGHT
    return action is not last and (action is not Action.LOOK_STRAIGHT or last in TURNS)


def draw(dice: Dice, count: int) -> tuple[Step, ...]:
    """A new challenge of so many poses: one number for their order, one more for each pause."""
    order, span = orders(count)[dice.below(len(orders(count)))], LONGEST_PAUSE - SHORTEST_PAUSE
    return tuple(Step(action, SHORTEST_PAUSE + span * dice.below(1001) / 1000) for action in order)


Phase = Literal["pause", "asked", "done", "failed"]
Problem = Literal["early", "wrong", "late", "flat", "loose"]
"""A pose before it was asked for; another one; none in time; that of a plane or sheet; of nothing rigid."""


@dataclass(frozen=True)
class Progress:
    """How far a challenge has come."""

    steps: tuple[Step, ...]
    number: int = 0
    """Index of the step under way."""
    phase: Phase = "pause"
    since: float = 0.0
    """When the phase began, seconds."""
    arrived: float | None = None
    """When the asked turn was first seen."""
    widest: Parallax | None = None
    """Since then."""
    turned: float = 0.0
    relief: float = 0.0
    """Sums over the turns so far: parallax and relief, each in its own direction."""
    problem: Problem | None = None

    @property
    def over(self) -> bool:
        """Nothing changes any more."""
        return self.phase in ("done", "failed")

    @property
    def step(self) -> Step:
        """The one under way, or the last."""
        return self.steps[min(self.number, len(self.steps) - 1)]

    @property
    def held(self) -> Action:
        """What was asked for before."""
        return self.steps[self.number - 1].action if self.number else Action.LOOK_STRAIGHT


class Advance(Protocol):
    """`advance`, or something that measures in its place."""

    def __call__(
        self, progress: Progress, turn: Parallax, now: float, limits: Limits, *, upper_only: bool = False
    ) -> Progress:
        """See `advance`."""
        ...


def advance(progress: Progress, turn: Parallax, now: float, limits: Limits, *, upper_only: bool = False) -> Progress:
    """Take in what the head does now.

    Args:
        progress: So far.
        turn: Since the head looked straight ahead at the start.
        now: Seconds, of the frame.
        limits: What counts.
        upper_only: The points are the upper face's alone.
    """
    passed = now - progress.since
    if progress.phase == "pause":
        if _strays(turn, progress.held, limits):
            return _failed(progress, "early")
        return replace(progress, phase="asked", since=now) if passed >= progress.step.pause else progress
    if progress.phase == "asked":
        return _asked(progress, turn, now, passed, limits, upper_only=upper_only)
    return progress


def _asked(
    progress: Progress, turn: Parallax, now: float, passed: float, limits: Limits, *, upper_only: bool
) -> Progress:
    wanted = progress.step.action
    if _in_pose(wanted, turn, limits):
        if passed < limits.reaction and wanted is not Action.LOOK_STRAIGHT:
            return _failed(progress, "early")
        progress = _watched(progress, turn, now)
        if wanted not in TURNS:
            passing = wanted is Action.LOOK_STRAIGHT and now - (progress.arrived or now) < limits.rest
            return progress if passing else next_step(progress, now)
        if not upper_only and shows_depth(turn, wanted, limits):
            return _judged(progress, turn, now, limits)
    elif any(_in_pose(other, turn, limits) for other in TURNS if other is not progress.held):
        return _failed(progress, "wrong")
    elif wanted is Action.LOOK_STRAIGHT:
        progress = replace(progress, arrived=None, widest=None)
    if progress.arrived is not None and now - progress.arrived >= limits.judged:
        return _judged(progress, progress.widest or turn, now, limits)
    return _failed(progress, "late") if progress.arrived is None and passed > limits.answer else progress


def _watched(progress: Progress, turn: Parallax, now: float) -> Progress:
    if progress.widest is None:
        return replace(progress, arrived=now, widest=turn)
    action = progress.step.action
    if action not in TURNS:
        return progress
    return replace(progress, widest=max(progress.widest, turn, key=lambda seen: turn_along(seen, action)))


def shows_depth(turn: Parallax, action: Action, limits: Limits) -> bool:
    """Whether a turn is a head's beyond doubt: relief in its direction, beyond its error, of something rigid."""
    relief, error = relief_along(turn, action)
    needed = max(limits.relief * turn_along(turn, action), limits.relief_error * error)
    return relief >= needed and turn.residual <= limits.residual


def _judged(progress: Progress, turn: Parallax, now: float, limits: Limits) -> Progress:
    """A turn has been seen. One alone may show too little, so the last is judged together with all before it."""
    if turn.residual > limits.residual:
        return _failed(progress, "loose")
    action = progress.step.action
    turned, relief = progress.turned + turn_along(turn, action), progress.relief + relief_along(turn, action)[0]
    progress = replace(progress, turned=turned, relief=relief)
    last = not any(step.action in TURNS for step in progress.steps[progress.number + 1 :])
    return _failed(progress, "flat") if last and relief < limits.relief * turned else next_step(progress, now)


def turn_along(turn: Parallax, action: Action) -> float:
    """How far a head has turned in a turn's direction, as parallax."""
    x, y = _DIRECTION[action]
    return x * turn.x + y * turn.y


def relief_along(turn: Parallax, action: Action) -> tuple[float, float]:
    """The relief in a turn's direction, and its standard error."""
    x, y = _DIRECTION[action]
    return x * turn.relief_x + y * turn.relief_y, turn.error_x if x else turn.error_y


def _in_pose(action: Action, turn: Parallax, limits: Limits) -> bool:
    if action is Action.LOOK_STRAIGHT:
        return turn.size < limits.neutral
    if action is Action.COME_CLOSER:
        return turn.grown >= limits.closer and turn.size < limits.neutral
    return turn.size >= limits.turned and turn_along(turn, action) >= _ALONG * turn.size


def _strays(turn: Parallax, held: Action, limits: Limits) -> bool:
    """Whether a head has begun a movement of its own; from a turn it may go back, or further."""
    if held in TURNS:
        return any(_in_pose(other, turn, limits) for other in TURNS if other is not held)
    return turn.size > limits.early


def next_step(progress: Progress, now: float) -> Progress:
    """The step under way was answered."""
    number = progress.number + 1
    phase: Phase = "done" if number == len(progress.steps) else "pause"
    return replace(progress, number=number, phase=phase, since=now, arrived=None, widest=None)


def _failed(progress: Progress, problem: Problem) -> Progress:
    return replace(progress, phase="failed", problem=problem)
