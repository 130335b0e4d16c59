"""The rules between a grant and a pulse, and the hours: each can only refuse."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta, timezone

from hypothesis import given, settings
from hypothesis import strategies as st

from gate.access.first_in import FirstIn, UnlockHours, came_in, in_hours, stays_unlocked
from gate.access.passage import PassageRules, Passages, Verdict, admit, went
from gate.access.reasons import Reason
from gate.access.rules.schedule import Schedule, Window

HOUR = 3600.0


def _story(rules: PassageRules, *visits: tuple[str, float], through: bool = True) -> list[Verdict]:
    state, verdicts = Passages(), []
    for person, now in visits:
        state, verdict = admit(state, person, now, rules)
        verdicts.append(verdict)
        if verdict.refused is None and through:
            for who in verdict.people:
                state = went(state, who, now, rules)
    return verdicts


def _refusals(rules: PassageRules, *visits: tuple[str, float]) -> list[Reason | None]:
    return [verdict.refused for verdict in _story(rules, *visits)]


def test_the_recognition_interval() -> None:
    rules = PassageRules(interval=2.0)
    assert _refusals(rules, ("anna", 0), ("ben", 1), ("anna", 1.9), ("anna", 2.0)) == [
        None, None, Reason.TOO_SOON, None,
    ]  # fmt: skip
    assert _refusals(PassageRules(interval=0.0), ("anna", 0), ("anna", 0)) == [None, None]


def test_passback_hard_soft_and_forgotten() -> None:
    visits = (("anna", 0), ("ben", 5), ("anna", 10), ("anna", HOUR))
    hard = PassageRules(passback="hard", passback_reset=HOUR)
    assert _refusals(hard, *visits) == [None, None, Reason.PASSBACK, None]
    soft = _story(PassageRules(passback="soft", passback_reset=HOUR), *visits)
    assert [(v.refused, v.passback) for v in soft] == [(None, False), (None, False), (None, True), (None, True)]
    assert not any(v.passback for v in _story(PassageRules(), *visits))


def test_who_did_not_go_through_is_not_inside() -> None:
    hard = PassageRules(passback="hard")
    assert [v.refused for v in _story(hard, ("anna", 0), ("anna", 10), through=False)] == [None, None]


def test_two_people() -> None:
    rules = PassageRules(two_person=15.0, interval=0.0)
    visits = (("anna", 0), ("anna", 5), ("ben", 21), ("anna", 30), ("cleo", 31))
    verdicts = _story(rules, *visits)
    assert [v.refused for v in verdicts] == [
        Reason.SECOND_PERSON, Reason.SECOND_PERSON, Reason.SECOND_PERSON, None, Reason.SECOND_PERSON,
    ]  # fmt: skip
    assert verdicts[3].people == ("ben", "anna")


def test_two_people_and_hard_passback() -> None:
    rules = PassageRules(two_person=15.0, interval=0.0, passback="hard")
    assert _refusals(rules, ("anna", 0), ("ben", 1), ("ben", 20), ("cleo", 21)) == [
        Reason.SECOND_PERSON, None, Reason.PASSBACK, Reason.SECOND_PERSON,
    ]  # fmt: skip


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abc"), st.floats(0, 30)), max_size=30))
def test_two_different_people_and_never_the_same_within_the_interval(steps: list[tuple[str, float]]) -> None:
    rules = PassageRules(interval=5.0, two_person=10.0, passback="hard", passback_reset=60.0)
    state, now, last = Passages(), 0.0, dict[str, float]()
    for person, wait in steps:
        now += wait
        state, verdict = admit(state, person, now, rules)
        if verdict.refused is None:
            first, second = verdict.people
            assert first != second == person
            for who in verdict.people:
                assert now - last.get(who, -100.0) >= 5.0
                last[who] = now
                state = went(state, who, now, rules)
        else:
            assert verdict.people == ()
    assert len(state.admitted) <= 3
    assert len(state.passback.passed) <= 3


OFFICE = UnlockHours(Schedule("office", "Europe/Berlin", (Window(frozenset({0, 4}), time(8), time(17)),)))
MONDAY = datetime(2026, 3, 2, 8, tzinfo=timezone.utc)
"""Nine o'clock in Berlin."""


def test_hours() -> None:
    assert in_hours(OFFICE, MONDAY.replace(hour=7))
    assert in_hours(OFFICE, MONDAY.replace(hour=15, minute=59))
    assert not in_hours(OFFICE, MONDAY.replace(hour=16))
    assert not in_hours(OFFICE, MONDAY.replace(hour=6, minute=59))
    assert not in_hours(OFFICE, MONDAY + timedelta(days=1))
    assert not stays_unlocked((), MONDAY, FirstIn(came_in=MONDAY)), "never, unless a schedule says so"


def test_nothing_stays_unlocked_before_somebody_has_come_in() -> None:
    state = FirstIn()
    assert not stays_unlocked([OFFICE], MONDAY, state)
    state = came_in(state, MONDAY)
    assert stays_unlocked([OFFICE], MONDAY.replace(hour=15), state)
    assert not stays_unlocked([OFFICE], MONDAY.replace(hour=16), state)
    assert not stays_unlocked([OFFICE], MONDAY + timedelta(days=4), state), "each day anew"
    alone = replace(OFFICE, first_person_in=False)
    assert stays_unlocked([OFFICE, alone], MONDAY, FirstIn())
    assert not stays_unlocked([alone], MONDAY, FirstIn(suspended=MONDAY)), "an operator has locked it for the day"


def test_a_day_begins_where_the_schedule_is() -> None:
    night = UnlockHours(Schedule("night", "Asia/Tokyo", (Window(frozenset(range(7)), time(0), time(0)),)))
    evening = datetime(2026, 3, 2, 14, 59, tzinfo=timezone.utc)
    state = came_in(FirstIn(), evening)
    assert stays_unlocked([night], evening, state)
    assert not stays_unlocked([night], evening + timedelta(minutes=1), state), "in Tokyo it is another day"
