"""A challenge: poses of the head asked for in an order, and how far somebody has come with it. Pure.

What a recording can't know is which pose comes next: another one than was asked for, one before it was asked for, or
none in time ends the challenge. The next pose is asked for as soon as one has clearly begun, and nobody need look
straight in between: that keeps a visit short. It counts once it is reached, and before that no other is taken.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import Literal, Protocol

from gate.vision.liveness.limits import Limits
from gate.vision.liveness.orders import DIRECTION, TURNS, Action, Order
from gate.vision.liveness.parallax import Parallax

_OPPOSITE = {
    one: other
    for a, b in (
        (Action.TURN_LEFT, Action.TURN_RIGHT),
        (Action.LOOK_UP, Action.LOOK_DOWN),
        (Action.TILT_LEFT, Action.TILT_RIGHT),
    )
    for one, other in ((a, b), (b, a))
}
_ALONG = 0.8
"""Cosine of the angle by which a turn may miss its direction: 37 degrees."""

Phase = Literal["asked", "shown", "done", "failed"]
"""A pose is asked for; all were seen, and the last turn is watched for a moment more."""
Problem = Literal["early", "wrong", "late", "flat", "loose"]
"""A pose before it was asked for; another one; none in time; turns of a plane or sheet; of nothing rigid."""


@dataclass(frozen=True)
class Progress:
    """How far a challenge has come."""

    order: Order
    number: int = 0
    """Index of the pose that is asked for."""
    phase: Phase = "asked"
    since: float = 0.0
    """When the pose was asked for, or the last one seen, seconds."""
    turns: tuple[tuple[Action, Parallax], ...] = ()
    """Those seen so far, each at its widest; the last may still become wider."""
    reached: bool = True
    """The pose before was, and not only begun."""
    leaving: Parallax | None = None
    """The pose before at its widest."""
    strayed: float | None = None
    """When the head came into a pose that was not asked for; None: it is in none."""
    problem: Problem | None = None

    @property
    def over(self) -> bool:
        """Nothing changes any more."""
        return self.phase in ("done", "failed")

    @property
    def last(self) -> bool:
        """The last pose is asked for."""
        return self.number == len(self.order) - 1

    @property
    def action(self) -> Action:
        """What is asked for, or was at last."""
        return self.order[min(self.number, len(self.order) - 1)]

    @property
    def held(self) -> Action | None:
        """What was asked for before."""
        return self.order[self.number - 1] if self.number else None


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
    if progress.over:
        return progress
    progress = _widened(progress, turn, limits)
    if progress.phase == "shown":
        return _judged(progress, passed, limits, upper_only=upper_only)
    if progress.reached and in_pose(progress.action, turn, limits):
        if passed < limits.reaction:
            return _failed(progress, "early")
        return _judged(_answered(progress, turn, now, reached=True), 0.0, limits, upper_only=upper_only)
    if progress.reached and not progress.last and passed >= limits.reaction and begun(progress, turn, limits):
        return _answered(progress, turn, now, reached=False)
    if any(in_pose(other, turn, limits) for other in Action if other is not progress.held):
        progress = replace(progress, strayed=now if progress.strayed is None else progress.strayed)
    else:
        progress = replace(progress, strayed=None)
    if progress.strayed is not None and now - progress.strayed >= limits.passing:
        return _failed(progress, "wrong")
    return _failed(progress, "late") if passed > limits.answer else progress


def in_pose(action: Action, turn: Parallax, limits: Limits) -> bool:
    """Whether a head is held so. Whoever tilts the head turns it a little, too: the larger of both counts."""
    tilted = abs(turn.roll) > turn.size
    if action in TURNS:
        return not tilted and turn.size >= limits.turned and turn_along(turn, action) >= _ALONG * turn.size
    return tilted and _amount(turn, action) >= limits.tilted


def begun(progress: Progress, turn: Parallax, limits: Limits) -> bool:
    """Whether a head is clearly on its way to the asked pose: further than to any but the one that it leaves.

    What was there of it in the pose before does not count: who tilts the head turns it, too. From one side to the
    other it need only have left: any other pose would show by then.
    """
    asked, held = progress.action, progress.held
    others = max(_amount(turn, other) for other in Action if other not in (asked, held, _OPPOSITE[asked]))
    left = _amount(turn, held) if held else 0.0
    if progress.leaving is None:
        before = 0.0
    elif held is _OPPOSITE[asked]:
        return left <= limits.clearly * _amount(progress.leaving, held) and others <= limits.begun
    else:
        before = max(0.0, _amount(progress.leaving, asked))
    return _amount(turn, asked) - before >= max(limits.begun, limits.clearly * left) and _amount(turn, asked) >= others


def ending(progress: Progress, turn: Parallax, limits: Limits) -> bool:
    """Whether the last pose may be reached with the next frame."""
    return progress.reached and progress.last and _amount(turn, progress.action) >= limits.begun / 2


def _amount(turn: Parallax, action: Action) -> float:
    """How far a head is held so: about the sine of the angle, for turns and tilts alike."""
    if action in TURNS:
        return turn_along(turn, action)
    return turn.roll if action is Action.TILT_LEFT else -turn.roll


def turn_along(turn: Parallax, action: Action) -> float:
    """How far a head has turned in a turn's direction, as parallax."""
    x, y = DIRECTION[action]
    return x * turn.x + y * turn.y


def relief_along(turn: Parallax, action: Action) -> tuple[float, float]:
    """The relief in a turn's direction, and its standard error."""
    x, y = DIRECTION[action]
    return x * turn.relief_x + y * turn.relief_y, turn.error_x if x else turn.error_y


def _answered(progress: Progress, turn: Parallax, now: float, *, reached: bool) -> Progress:
    """The asked pose was reached or begun; what it shows is taken at its widest, later."""
    turns = (*progress.turns, (progress.action, turn)) if progress.action in TURNS else progress.turns
    number = progress.number + 1
    phase: Phase = "shown" if number == len(progress.order) else "asked"
    return replace(
        progress, number=number, phase=phase, since=now, turns=turns, reached=reached, leaving=turn, strayed=None
    )


def _widened(progress: Progress, turn: Parallax, limits: Limits) -> Progress:
    """A head goes on turning while the next pose is asked for: the further, the more depth it shows."""
    held = progress.held
    if held is None or not in_pose(held, turn, limits):
        return progress
    widest = max(progress.leaving or turn, turn, key=partial(_amount, action=held))
    turns = (*progress.turns[:-1], (held, widest)) if held in TURNS else progress.turns
    return replace(progress, reached=True, leaving=widest, turns=turns)


def _judged(progress: Progress, passed: float, limits: Limits, *, upper_only: bool) -> Progress:
    """All turns together, once all poses were seen, and of a bare face each by itself. A clear answer need not wait.

    Of an upper face one turn alone may show too little. Of a sheet one that is turned very far may show too much.
    """
    if progress.phase != "shown":
        return progress
    turned = sum(turn_along(turn, action) for action, turn in progress.turns)
    relief, errors = zip(*(relief_along(turn, action) for action, turn in progress.turns), strict=True)
    beyond = sum(relief) - limits.relief * turned
    doubt = limits.relief_error * sum(error**2 for error in errors) ** 0.5
    weak = not upper_only and any(
        shown < limits.each * turn_along(turn, action)
        for shown, (action, turn) in zip(relief, progress.turns, strict=True)
    )
    if (upper_only or weak or beyond < doubt) and progress.held in TURNS and passed < limits.judged:
        return progress
    if any(turn.residual > limits.residual for _, turn in progress.turns):
        return _failed(progress, "loose")
    return _failed(progress, "flat") if weak or beyond < 0 else replace(progress, phase="done")


def _failed(progress: Progress, problem: Problem) -> Progress:
    return replace(progress, phase="failed", problem=problem)
