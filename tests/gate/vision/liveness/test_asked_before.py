"""No order is asked again while half of all others were not, whoever else was asked, whatever the memory holds."""

from __future__ import annotations

from collections import deque

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from gate.vision.liveness.asked_before import ROWS, AskedBefore, Forgetful, nothing
from gate.vision.liveness.orders import Action, LoadedDice, SecretDice, masked_orders, orders

PEOPLE = st.sampled_from([None, "anna", "ben", "carla"])


@settings(max_examples=30)
@given(st.sampled_from([2, 3, 4, 5]), st.lists(st.tuples(PEOPLE, st.integers(0, 10**6)), max_size=60))
def test_nobody_is_asked_what_they_were_asked_lately(steps: int, visits: list[tuple[str | None, int]]) -> None:
    asked, half = AskedBefore(steps), len(orders(steps)) // 2
    before: dict[str | None, deque[object]] = {}
    for person, number in visits:
        order = asked.draw(LoadedDice((number,)), person)
        assert order not in before.get(person, ())
        asked.remember(order, person)
        for whom in {person, None}:
            before.setdefault(whom, deque(maxlen=half)).append(order)
            assert set(before[whom]) <= asked.lately(whom)


@pytest.mark.parametrize("steps", [2, 3, 4])
def test_it_holds_for_half_of_all_orders_and_no_longer(steps: int) -> None:
    asked, half = AskedBefore(steps), len(orders(steps)) // 2
    filmed = asked.draw(SecretDice(), "anna")
    asked.remember(filmed, "anna")
    for _ in range(half - 1):
        order = asked.draw(SecretDice(), "anna")
        assert order != filmed
        asked.remember(order, "anna")
    assert len(asked.lately("anna")) == half
    asked.remember(asked.draw(SecretDice(), "anna"), "anna")
    assert filmed not in asked.lately("anna")


@pytest.mark.parametrize("steps", [2, 3, 4])
def test_somebody_always_masked_is_never_out_of_orders(steps: int) -> None:
    asked, every = AskedBefore(steps), masked_orders(steps)
    recent: deque[object] = deque(maxlen=len(every) // 2)
    for _ in range(len(orders(steps)) + len(every)):
        order = asked.draw(SecretDice(), "anna", masked=True)
        assert order in every
        assert order not in recent
        asked.remember(order, "anna")
        recent.append(order)
    assert asked.draw(SecretDice(), "anna") in orders(steps)


def test_others_push_nobodys_out() -> None:
    asked = AskedBefore(2)
    asked.remember(orders(2)[3], "anna")
    others = [f"other {number}" for number in range(200)]
    for person in others:
        asked.remember(asked.draw(SecretDice(), person), person)
    assert orders(2)[3] in asked.lately("anna")


@given(hnp.arrays(np.uint16, (ROWS, 14)), st.integers(0, 10**6), PEOPLE)
def test_any_numbers_at_all_leave_half_to_draw_from(numbers: np.ndarray, number: int, person: str | None) -> None:
    asked = AskedBefore(2, numbers)
    assert len(asked.lately(person)) <= 14
    order = asked.draw(LoadedDice((number,)), person)
    assert order in orders(2)
    assert order not in asked.lately(person)


def test_what_is_left_is_as_likely() -> None:
    asked = AskedBefore(2)
    asked.remember(orders(2)[0], "anna")
    drawn = {asked.draw(LoadedDice((number,)), "anna") for number in range(27)}
    assert drawn == set(orders(2)[1:])


def test_the_operating_systems_dice_draw_everything() -> None:
    drawn = [action for _ in range(300) for action in AskedBefore(3).draw(SecretDice(), None)]
    assert set(drawn) == set(Action)


def test_loaded_dice_draw_the_same_again_where_nothing_is_remembered() -> None:
    dice, asked = LoadedDice((2,)), Forgetful(2)
    first = asked.draw(dice, "anna")
    asked.remember(first, "anna")
    assert asked.draw(dice, "anna") == first == (Action.TURN_LEFT, Action.LOOK_DOWN)


def test_each_change_is_kept_in_the_persons_row_and_everybodys() -> None:
    rows: list[int] = []
    numbers = nothing(3)
    AskedBefore(3, numbers, rows.append).remember(orders(3)[5], "anna")
    assert len(set(rows)) == 2
    assert (numbers[sorted(rows)][:, 0] == 5).all()
    assert sorted(rows)[1] == ROWS - 1
