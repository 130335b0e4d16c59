"""A challenge is passed by the asked poses in order and in time, and by nothing else."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate.vision.liveness.challenge import (
    LONGEST_PAUSE,
    SHORTEST_PAUSE,
    TURNS,
    Action,
    LoadedDice,
    Progress,
    SecretDice,
    Step,
    advance,
    draw,
    orders,
)
from gate.vision.liveness.limits import LIMITS
from gate.vision.liveness.parallax import Parallax

WAYS = {Action.TURN_LEFT: (1, 0), Action.TURN_RIGHT: (-1, 0), Action.LOOK_UP: (0, -1), Action.LOOK_DOWN: (0, 1)}
STRAIGHT, CLOSER = Action.LOOK_STRAIGHT, Action.COME_CLOSER
SIZE = 1.4 * LIMITS.turned


def turn(
    x: float = 0.0,
    y: float = 0.0,
    *,
    relief: float = 0.9,
    error: float = 0.01,
    residual: float = 0.01,
    grown: float = 1.0,
) -> Parallax:
    return Parallax(x, y, relief * x, relief * y, error, error, residual, grown, 60)


def toward(action: Action, size: float = SIZE, *, relief: float = 0.9) -> Parallax:
    if action is CLOSER:
        return turn(grown=1.3)
    x, y = WAYS.get(action, (0, 0))
    return turn(size * x, size * y, relief=relief)


def asked(action: Action = Action.TURN_LEFT, held: Action | None = None) -> Progress:
    steps = ([Step(held, 0.5)] if held else []) + [Step(action, 0.5), Step(Action.LOOK_DOWN, 0.5)]
    return Progress(tuple(steps), number=int(held is not None), phase="asked", since=10.0)


@pytest.mark.parametrize("action", [*TURNS, CLOSER])
def test_the_asked_pose_is_taken(action: Action) -> None:
    found = advance(asked(action), toward(action), 10.8, LIMITS)
    assert (found.number, found.phase) == (1, "pause")


@given(st.sampled_from(TURNS), st.sampled_from(TURNS))
def test_any_other_turn_ends_it(wanted: Action, made: Action) -> None:
    found = advance(asked(wanted), toward(made), 10.8, LIMITS)
    assert (found.problem == "wrong") is (wanted is not made)


@given(st.sampled_from(TURNS), st.sampled_from([*TURNS, STRAIGHT, CLOSER]), st.sampled_from(TURNS))
def test_from_a_turn_only_the_asked_pose_may_follow(held: Action, wanted: Action, made: Action) -> None:
    found = advance(asked(wanted, held), toward(made), 10.8, LIMITS)
    assert (found.problem == "wrong") is (made not in (held, wanted))


FAULTS = {
    "nothing in time": (turn(), 10.0 + LIMITS.answer + 0.1, "late"),
    "sooner than anybody can": (turn(SIZE), 10.05, "early"),
    "half sideways, half down": (turn(SIZE, SIZE), 10.0 + LIMITS.answer + 0.1, "late"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_is_no_answer(fault: str) -> None:
    movement, now, problem = FAULTS[fault]
    found = advance(asked(), movement, now, LIMITS)
    assert (found.phase, found.problem) == ("failed", problem)


SHAPES = {
    "a plane's": (turn(0.5, relief=0.0), "flat"),
    "a bent sheet's": (turn(0.5, relief=0.3), "flat"),
    "of nothing rigid": (turn(0.5, residual=0.3), "loose"),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_turn_must_show_depth_in_its_time(shape: str) -> None:
    movement, problem = SHAPES[shape]
    last = Progress((Step(Action.TURN_LEFT, 0.5), Step(STRAIGHT, 0.5)), phase="asked", since=10.0)
    going = advance(last, movement, 10.8, LIMITS)
    assert (going.phase, going.arrived) == ("asked", 10.8), "what a small turn leaves open, a larger one may show"
    assert advance(going, toward(Action.TURN_LEFT), 10.9, LIMITS).number == 1
    assert advance(going, movement, 10.8 + LIMITS.judged, LIMITS).problem == problem


def test_relief_within_its_error_is_judged_at_the_end_of_its_time() -> None:
    doubtful = turn(0.5, relief=0.9, error=0.3)
    going = advance(asked(), doubtful, 10.8, LIMITS)
    assert going.phase == "asked"
    assert advance(going, doubtful, 10.8 + LIMITS.judged, LIMITS).number == 1


def made(*shares: float, masked: bool) -> Progress:
    """A challenge of turns to either side, each with so much relief."""
    sides = [Action.TURN_LEFT, Action.TURN_RIGHT] * 2
    progress, now = Progress(tuple(Step(side, 0.1) for side in sides[: len(shares)])), 0.0
    for side, share in zip(sides, shares, strict=False):
        for movement, seconds in ((turn(), 0.2), (toward(side, relief=share), 0.5), (toward(side, relief=share), 0.5)):
            now += seconds
            progress = advance(progress, movement, now, LIMITS, upper_only=masked)
    return progress


@pytest.mark.parametrize("masked", [False, True])
def test_all_turns_are_judged_together(masked: bool) -> None:
    enough = LIMITS.relief
    assert made(1.9 * enough, 0.3 * enough, masked=masked).phase == "done", "one turn may show little"
    assert made(1.5 * enough, 0.3 * enough, masked=masked).problem == "flat"
    assert made(0.3 * enough, 1.5 * enough, masked=masked).problem == "flat"


def test_moving_before_it_is_asked_ends_it() -> None:
    waiting = replace(asked(), phase="pause", since=10.0)
    assert advance(waiting, turn(1.1 * LIMITS.early), 10.1, LIMITS).problem == "early"
    assert advance(waiting, turn(0.9 * LIMITS.early), 10.6, LIMITS).phase == "asked"
    turned = replace(asked(Action.LOOK_UP, Action.TURN_LEFT), phase="pause", since=10.0)
    assert advance(turned, toward(Action.TURN_LEFT, 0.6), 10.1, LIMITS).problem is None, "a movement may run out"
    assert advance(turned, turn(), 10.1, LIMITS).problem is None, "and go back"
    assert advance(turned, toward(Action.LOOK_UP), 10.1, LIMITS).problem == "early"


def test_looking_straight_takes_a_moment() -> None:
    going = advance(asked(STRAIGHT, Action.TURN_LEFT), turn(), 10.5, LIMITS)
    assert going.phase == "asked", "a head that turns from side to side passes through it"
    assert advance(going, toward(Action.TURN_RIGHT), 10.6, LIMITS).problem == "wrong"
    left = advance(going, toward(Action.TURN_LEFT), 10.6, LIMITS)
    assert advance(left, turn(), 10.6 + LIMITS.rest, LIMITS).phase == "asked"
    assert advance(going, turn(), 10.51 + LIMITS.rest, LIMITS).number == 2


def test_coming_closer_is_neither_a_turn_nor_too_little() -> None:
    assert advance(asked(CLOSER), turn(grown=1.1), 10.8, LIMITS).phase == "asked"
    assert advance(asked(CLOSER), turn(SIZE, grown=1.3), 10.8, LIMITS).problem == "wrong"


def test_the_last_step_ends_it_and_nothing_changes_any_more() -> None:
    done = advance(replace(asked(), number=1), toward(Action.LOOK_DOWN), 11.0, LIMITS)
    assert done.phase == "done"
    assert advance(done, turn(0.5), 99.0, LIMITS) == done
    failed = advance(asked(), toward(Action.TURN_RIGHT), 11.0, LIMITS)
    assert advance(failed, toward(Action.TURN_LEFT), 11.1, LIMITS) == failed


def allowed(order: tuple[Action, ...]) -> bool:
    """The rules of an order, told otherwise than in the code."""
    before = (STRAIGHT, *order)
    again = any(a is b for a, b in zip(before, order, strict=False))
    idle = any(b is STRAIGHT and a is CLOSER for a, b in zip(before, order, strict=False))
    turns = sum(action in WAYS for action in order)
    return not again and not idle and order.count(CLOSER) <= 1 and turns >= (1 if len(order) == 2 else 2)


@pytest.mark.parametrize(("count", "chances"), [(2, 24), (3, 104), (4, 512), (5, 2304)])
def test_every_order_is_as_likely(count: int, chances: int) -> None:
    assert len(orders(count)) == chances
    assert set(orders(count)) == {order for order in product(Action, repeat=count) if allowed(order)}


def test_the_operating_systems_dice_draw_everything() -> None:
    drawn = [step for _ in range(300) for step in draw(SecretDice(), 3)]
    assert set(Counter(step.action for step in drawn)) == set(Action)
    pauses = [step.pause for step in drawn]
    assert min(pauses) < SHORTEST_PAUSE + 0.05
    assert max(pauses) > LONGEST_PAUSE - 0.05
    assert all(SHORTEST_PAUSE <= pause <= LONGEST_PAUSE for pause in pauses)


def test_loaded_dice_draw_the_same_again() -> None:
    dice = LoadedDice((2, 500, 500))
    first = draw(dice, 2)
    assert [step.action for step in first] == [Action.TURN_LEFT, Action.LOOK_DOWN]
    assert draw(dice, 2) == first
