"""A challenge is passed by the asked poses in order and in time, and by nothing else."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate.vision.liveness.challenge import Progress, advance, begun
from gate.vision.liveness.limits import LIMITS
from gate.vision.liveness.orders import TURNS, Action, masked_orders, orders
from gate.vision.liveness.parallax import Parallax

WAYS = {Action.TURN_LEFT: (1, 0), Action.TURN_RIGHT: (-1, 0), Action.LOOK_UP: (0, -1), Action.LOOK_DOWN: (0, 1)}
ROLLS = {Action.TILT_LEFT: 1, Action.TILT_RIGHT: -1}
SIZE = 1.4 * LIMITS.turned


def turn(
    x: float = 0.0,
    y: float = 0.0,
    *,
    relief: float = 0.9,
    error: float = 0.01,
    residual: float = 0.01,
    roll: float = 0.0,
) -> Parallax:
    return Parallax(x, y, relief * x, relief * y, error, error, residual, roll, 60)


def toward(action: Action, size: float = SIZE, *, relief: float = 0.9) -> Parallax:
    if action in ROLLS:
        return turn(0.1, 0.1, roll=1.4 * LIMITS.tilted * ROLLS[action])
    x, y = WAYS[action]
    return turn(size * x, size * y, relief=relief)


def asked(action: Action = Action.TURN_LEFT, held: Action | None = None) -> Progress:
    order = (*([held] if held else []), action, Action.LOOK_DOWN)
    turns = ((held, toward(held)),) if held in TURNS else ()
    return Progress(order, number=int(held is not None), since=10.0, turns=turns)


def held_for_a_while(progress: Progress, movement: Parallax, now: float = 10.8) -> Progress:
    return advance(advance(progress, movement, now, LIMITS), movement, now + LIMITS.passing + 0.01, LIMITS)


@pytest.mark.parametrize("action", list(Action))
def test_the_asked_pose_is_taken_and_the_next_one_asked_for_at_once(action: Action) -> None:
    found = advance(asked(action), toward(action), 10.8, LIMITS)
    assert (found.number, found.phase, found.since) == (1, "asked", 10.8)


@given(st.sampled_from(Action), st.sampled_from(Action))
def test_any_other_pose_ends_it(wanted: Action, made: Action) -> None:
    if made is not wanted:
        assert held_for_a_while(asked(wanted), toward(made)).problem == "wrong"


def test_what_a_head_passes_on_its_way_is_no_other_pose() -> None:
    going = advance(asked(Action.TILT_LEFT, Action.LOOK_UP), toward(Action.TURN_LEFT), 10.8, LIMITS)
    assert going.problem is None
    assert advance(going, toward(Action.TILT_LEFT), 10.9, LIMITS).number == 2
    left = advance(going, turn(), 10.9, LIMITS)
    assert held_for_a_while(left, toward(Action.TURN_LEFT), 10.95).problem == "wrong", "it came back, and stayed"
    assert advance(left, toward(Action.TURN_LEFT), 11.0 + LIMITS.passing, LIMITS).problem is None


@given(st.sampled_from(Action), st.sampled_from(Action), st.sampled_from(Action))
def test_from_a_pose_only_the_asked_one_may_follow(held: Action, wanted: Action, made: Action) -> None:
    if held is not wanted and made is not wanted:
        found = held_for_a_while(asked(wanted, held), toward(made))
        assert (found.problem == "wrong") is (made is not held)


@pytest.mark.parametrize("side", list(ROLLS))
def test_whoever_tilts_the_head_may_turn_it_a_little_and_the_other_way_round(side: Action) -> None:
    mostly_tilted, mostly_turned = turn(0.25, roll=0.3 * ROLLS[side]), turn(0.3, roll=0.25 * ROLLS[side])
    assert advance(asked(side), mostly_tilted, 10.8, LIMITS).number == 1
    assert advance(asked(Action.TURN_LEFT), mostly_turned, 10.8, LIMITS).number == 1
    assert advance(asked(side), mostly_turned, 10.8, LIMITS).number == 0


FAULTS = {
    "nothing in time": (turn(), 10.0 + LIMITS.answer + 0.1, "late"),
    "sooner than anybody can": (turn(SIZE), 10.05, "early"),
    "half sideways, half up": (turn(SIZE, -1.01 * SIZE), 10.0 + LIMITS.answer + 0.1, "late"),
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
def test_turns_must_show_depth_in_their_time(shape: str) -> None:
    movement, problem = SHAPES[shape]
    last = Progress((Action.TURN_LEFT,), since=10.0)
    going = advance(last, movement, 10.8, LIMITS)
    if problem == "flat":
        assert (going.phase, going.since) == ("shown", 10.8), "what a small turn leaves open, a larger one may show"
        assert advance(going, toward(Action.TURN_LEFT, 0.9), 10.9, LIMITS).phase == "done"
        going = advance(going, movement, 10.8 + LIMITS.judged, LIMITS)
    assert going.problem == problem


def test_relief_within_its_error_is_judged_at_the_end_of_its_time() -> None:
    doubtful = turn(0.5, relief=0.9, error=0.3)
    going = advance(replace(asked(), order=(Action.TURN_LEFT,)), doubtful, 10.8, LIMITS)
    assert going.phase == "shown"
    assert advance(going, doubtful, 10.8 + LIMITS.judged, LIMITS).phase == "done"


def test_a_turn_is_taken_at_its_widest_while_the_next_pose_is_asked_for() -> None:
    seen = advance(asked(), toward(Action.TURN_LEFT, 0.3), 10.8, LIMITS)
    wider = advance(seen, toward(Action.TURN_LEFT, 0.6), 11.0, LIMITS)
    back = advance(wider, toward(Action.TURN_LEFT, 0.4), 11.2, LIMITS)
    assert [movement.x for _, movement in back.turns] == [0.6]


def test_a_tilt_at_the_end_leaves_nothing_to_watch() -> None:
    flat = toward(Action.TURN_LEFT, relief=0.2)
    turned = advance(Progress((Action.TURN_LEFT, Action.TILT_LEFT), since=10.0), flat, 10.8, LIMITS)
    assert advance(turned, toward(Action.TILT_LEFT), 11.8, LIMITS).problem == "flat"


def made(*shares: float, masked: bool) -> Progress:
    """A challenge of turns to either side, each with so much relief."""
    sides = [Action.TURN_LEFT, Action.TURN_RIGHT] * 2
    progress, now = Progress(tuple(sides[: len(shares)])), 0.0
    for side, share in zip(sides, shares, strict=False):
        for movement in (turn(), toward(side, relief=share), toward(side, relief=share)):
            now += 0.5
            progress = advance(progress, movement, now, LIMITS, upper_only=masked)
    return progress


@pytest.mark.parametrize("masked", [False, True])
def test_all_turns_are_judged_together(masked: bool) -> None:
    enough = LIMITS.relief
    assert made(1.3 * enough, 0.8 * enough, masked=masked).phase == "done"
    assert made(1.5 * enough, 0.3 * enough, masked=masked).problem == "flat"
    assert made(0.3 * enough, 1.5 * enough, masked=masked).problem == "flat"


SMALL = 0.1
"""Of a movement that has begun: less than counts."""


def begins(action: Action) -> Parallax:
    if action in ROLLS:
        return turn(0.0, 0.0, roll=SMALL * ROLLS[action])
    return toward(action, SMALL)


@pytest.mark.parametrize("action", list(Action))
def test_the_next_pose_is_asked_for_as_soon_as_one_has_begun(action: Action) -> None:
    going = advance(asked(action), begins(action), 10.8, LIMITS)
    assert (going.number, going.reached) == (1, False)
    there = advance(going, toward(action), 10.9, LIMITS)
    assert (there.number, there.reached, there.since) == (1, True, 10.8)
    assert [movement for _, movement in there.turns] == [toward(action)] * (action in TURNS)


@pytest.mark.parametrize("action", list(Action))
def test_a_pose_that_is_only_begun_is_none(action: Action) -> None:
    going = advance(asked(action), begins(action), 10.8, LIMITS)
    assert advance(going, begins(action), 10.8 + LIMITS.answer + 0.1, LIMITS).problem == "late"
    following = toward(going.action)
    if action is not going.action:
        early = advance(going, following, 11.4, LIMITS)
        assert early.number == 1
        assert advance(early, following, 11.41 + LIMITS.passing, LIMITS).problem == "wrong"


def test_the_last_pose_must_be_reached() -> None:
    last = replace(asked(), order=(Action.TURN_LEFT,))
    assert advance(last, begins(Action.TURN_LEFT), 10.8, LIMITS) == last
    assert advance(last, toward(Action.TURN_LEFT), 10.8, LIMITS).phase == "done"


@given(st.sampled_from(Action), st.sampled_from(Action))
def test_no_other_pose_begins_the_asked_one(wanted: Action, made: Action) -> None:
    if made is not wanted:
        assert not begun(asked(wanted), begins(made), LIMITS)
        assert not begun(asked(wanted), toward(made), LIMITS)


def test_nothing_is_begun_before_anybody_can_have_answered() -> None:
    assert advance(asked(), begins(Action.TURN_LEFT), 10.0 + 0.9 * LIMITS.reaction, LIMITS).number == 0


def leaving(held: Action, wanted: Action, widest: Parallax) -> Progress:
    return replace(asked(wanted, held), leaving=widest)


def test_what_a_pose_had_of_the_next_begins_nothing() -> None:
    """Whoever tilts the head turns it a little to the same side."""
    tilted = turn(0.2, roll=0.35)
    held = leaving(Action.TILT_LEFT, Action.TURN_LEFT, tilted)
    assert not begun(held, tilted, LIMITS)
    assert begun(held, turn(0.3, roll=0.25), LIMITS)


def test_it_has_not_clearly_begun_beside_much_of_the_pose_before() -> None:
    held = leaving(Action.TILT_LEFT, Action.TURN_LEFT, turn(roll=0.4))
    little = LIMITS.begun * 1.2
    assert not begun(held, turn(little, roll=0.38), LIMITS)
    assert begun(held, turn(little, roll=0.2), LIMITS)


def test_from_one_side_to_the_other_it_begins_when_the_first_is_left() -> None:
    held = leaving(Action.TURN_LEFT, Action.TURN_RIGHT, turn(0.5))
    assert not begun(held, turn(0.3), LIMITS)
    assert begun(held, turn(0.1), LIMITS)
    assert not begun(held, turn(0.1, 0.3), LIMITS), "it goes down"
    assert not begun(held, turn(0.1, roll=0.3), LIMITS), "it is tilted"


def test_each_turn_of_a_bare_face_shows_depth_by_itself() -> None:
    """A bent print that is pitched very far shows enough for two."""
    assert made(0.95, 0.3, masked=False).problem == "flat"
    assert made(0.3, 0.95, masked=False).problem == "flat"
    assert made(0.95, 0.4, masked=False).phase == "done"
    assert made(0.95, 0.2, masked=True).phase == "done", "an upper face may show little in one"


def test_moving_before_anybody_can_have_answered_ends_it() -> None:
    assert advance(asked(), turn(SIZE), 10.1, LIMITS).problem == "early"
    assert advance(asked(), turn(0.9 * LIMITS.turned), 10.1, LIMITS).problem is None
    turned = asked(Action.LOOK_UP, Action.TURN_LEFT)
    assert advance(turned, toward(Action.TURN_LEFT, 0.6), 10.1, LIMITS).problem is None, "a movement may run out"
    assert advance(turned, turn(), 10.1, LIMITS).problem is None, "and go back"
    assert advance(turned, toward(Action.LOOK_UP), 10.1, LIMITS).problem == "early"


def test_the_last_pose_ends_it_and_nothing_changes_any_more() -> None:
    done = advance(asked(Action.LOOK_DOWN, Action.TURN_LEFT), toward(Action.LOOK_DOWN), 11.0, LIMITS)
    done = advance(replace(done, number=2), toward(Action.LOOK_DOWN), 12.0, LIMITS)
    assert done.phase == "done"
    assert advance(done, turn(0.5), 99.0, LIMITS) == done
    failed = held_for_a_while(asked(), toward(Action.TURN_RIGHT))
    assert advance(failed, toward(Action.TURN_LEFT), 11.1, LIMITS) == failed


def allowed(order: tuple[Action, ...]) -> bool:
    """The rules of an order, told otherwise than in the code."""
    again = any(a is b for a, b in pairwise(order))
    return not again and sum(action in WAYS for action in order) >= (1 if len(order) == 2 else 2)


COUNTS = [(2, 28), (3, 116), (4, 700), (5, 3684)]


@pytest.mark.parametrize(("count", "chances"), COUNTS)
def test_every_order_is_as_likely(count: int, chances: int) -> None:
    assert len(orders(count)) == chances
    assert set(orders(count)) == {order for order in product(Action, repeat=count) if allowed(order)}


MASKED_COUNTS = [(2, 12), (3, 24), (4, 288), (5, 2184)]


@pytest.mark.parametrize(("count", "chances"), MASKED_COUNTS)
def test_a_face_in_a_mask_turns_in_three_directions(count: int, chances: int) -> None:
    assert len(masked_orders(count)) == chances
    turns = [[action for action in order if action in WAYS] for order in masked_orders(count)]
    assert all(len({*made}) >= min(3, count) for made in turns)


def answers(clip: tuple[Action, ...], order: tuple[Action, ...]) -> bool:
    """Whether a video of somebody who answered one challenge, and looked straight at last, answers another."""
    progress, now = Progress(order), 0.0
    for action in (*clip, None):
        for _ in range(3):
            now += 0.3
            progress = advance(progress, toward(action) if action else turn(), now, LIMITS)
    return progress.phase == "done"


def test_an_earlier_challenge_answers_no_other() -> None:
    told = orders(3)
    clip = told[17]
    assert [order for order in told if answers(clip, order)] == [clip]
