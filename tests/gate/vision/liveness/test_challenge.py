"""A challenge is passed by the asked movements in order and in time, and by nothing else."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate.vision.liveness.challenge import (
    ACTIONS,
    LONGEST_PAUSE,
    SHORTEST_PAUSE,
    Action,
    LoadedDice,
    Progress,
    SecretDice,
    Step,
    advance,
    draw,
)
from gate.vision.liveness.limits import LIMITS
from gate.vision.liveness.parallax import Parallax

WAYS = {Action.TURN_LEFT: (1, 0), Action.TURN_RIGHT: (-1, 0), Action.LOOK_UP: (0, -1), Action.LOOK_DOWN: (0, 1)}


def turn(
    x: float = 0.0, y: float = 0.0, *, relief: float = 0.9, error: float = 0.01, residual: float = 0.01
) -> Parallax:
    return Parallax(x, y, relief * x, relief * y, error, error, residual, 60)


def toward(action: Action, size: float = 0.3) -> Parallax:
    x, y = WAYS[action]
    return turn(size * x, size * y)


def asked(action: Action = Action.TURN_LEFT) -> Progress:
    return Progress((Step(action, 0.5), Step(Action.LOOK_DOWN, 0.5)), phase="asked", since=10.0)


@pytest.mark.parametrize("action", ACTIONS)
def test_the_asked_movement_is_taken(action: Action) -> None:
    assert advance(asked(action), toward(action), 10.8, LIMITS).phase == "back"


@given(st.sampled_from(ACTIONS), st.sampled_from(ACTIONS))
def test_any_other_movement_ends_it(wanted: Action, made: Action) -> None:
    found = advance(asked(wanted), toward(made), 10.8, LIMITS)
    assert (found.problem == "wrong") is (wanted is not made)


FAULTS = {
    "nothing in time": (turn(), 10.0 + LIMITS.answer + 0.1, "late"),
    "sooner than anybody can": (turn(0.3), 10.05, "early"),
    "half sideways, half down": (turn(0.25, 0.25), 10.8, "wrong"),
    "a plane's": (turn(0.5, relief=0.0), 10.8, "flat"),
    "a plane's, not far, to the end": (turn(0.3, relief=0.0), 10.0 + LIMITS.answer + 0.1, "flat"),
    "a bent sheet's": (turn(0.5, relief=0.2), 10.8, "flat"),
    "relief within its error": (turn(0.5, relief=0.5, error=0.13), 10.8, "flat"),
    "of nothing rigid": (turn(0.5, residual=0.2), 10.8, "loose"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_is_no_answer(fault: str) -> None:
    movement, now, problem = FAULTS[fault]
    found = advance(asked(), movement, now, LIMITS)
    assert (found.phase, found.problem) == ("failed", problem)


def test_moving_before_it_is_asked_ends_it() -> None:
    waiting = replace(asked(), phase="pause", since=10.0)
    assert advance(waiting, turn(0.2), 10.1, LIMITS).problem == "early"
    assert advance(waiting, turn(0.05), 10.6, LIMITS).phase == "asked"


def test_a_small_turn_that_shows_too_little_may_go_on() -> None:
    going = advance(asked(), turn(0.25, relief=0.1), 10.8, LIMITS)
    assert going.phase == "asked"
    assert advance(going, turn(0.4), 10.9, LIMITS).phase == "back"


def test_looking_straight_comes_before_the_next_step() -> None:
    back = replace(asked(), phase="back", since=11.0)
    assert advance(back, turn(0.3), 11.5, LIMITS).phase == "back"
    passing = advance(replace(back, turned=0.2), turn(0.05), 11.7, LIMITS)
    assert passing.phase == "back", "still moving"
    following = advance(passing, turn(0.04), 11.8, LIMITS)
    assert (following.number, following.phase) == (1, "pause")
    assert advance(back, turn(0.3), 11.1 + LIMITS.back, LIMITS).problem == "late"


def test_the_last_step_ends_it_and_nothing_changes_any_more() -> None:
    done = advance(replace(asked(), number=1, phase="back"), turn(), 11.0, LIMITS)
    assert done.phase == "done"
    assert advance(done, turn(0.5), 99.0, LIMITS) == done
    failed = advance(asked(), turn(-0.5), 11.0, LIMITS)
    assert advance(failed, turn(0.5), 11.1, LIMITS) == failed


def test_the_operating_systems_dice_draw_everything() -> None:
    drawn = [step for _ in range(300) for step in draw(SecretDice(), 3)]
    assert set(Counter(step.action for step in drawn)) == set(ACTIONS)
    pauses = [step.pause for step in drawn]
    assert min(pauses) < SHORTEST_PAUSE + 0.1
    assert max(pauses) > LONGEST_PAUSE - 0.1
    assert all(SHORTEST_PAUSE <= pause <= LONGEST_PAUSE for pause in pauses)


def test_loaded_dice_draw_the_same_again() -> None:
    dice = LoadedDice((0, 500, 3, 500))
    first = draw(dice, 2)
    assert [step.action for step in first] == [Action.TURN_LEFT, Action.LOOK_DOWN]
    assert draw(dice, 2) == first
