"""Clock, throttle, alarm, tailgating, accounts and secrets: the small rules, each on its own."""

from __future__ import annotations

import math
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gate.access import credentials
from gate.access.credentials import badge_number, check_pin, hash_secret, matches, new_password, new_pin
from gate.access.errors import AccessError
from gate.access.rules.accounts import Account, Role, leaves_a_manager, locked_for, may
from gate.access.rules.moment import JUMP_SECONDS, SETTLE_SECONDS, ClockState, Moment, read_clock
from gate.access.rules.tailgate import Passage, followers
from gate.access.rules.throttle import (
    AlarmRules,
    Failures,
    RecentFailures,
    ThrottleRules,
    alarmed,
    failed,
    restored,
    wait,
)

START = datetime(2026, 3, 1, tzinfo=timezone.utc)
HOUR, DECADE = timedelta(hours=1), timedelta(days=3652)


# --- the clock


@pytest.mark.parametrize(("synchronised", "sure"), [(True, True), (False, False), (None, False)])
def test_a_clock_is_sure_while_something_keeps_it_right(synchronised: bool | None, sure: bool) -> None:
    assert read_clock(None, START, 5.0, synchronised=synchronised).moment == Moment(START, sure)


@pytest.mark.parametrize("jump", [HOUR, -HOUR, DECADE, -DECADE])
def test_a_jump_is_noticed_and_doubted_for_a_while(jump: timedelta) -> None:
    first = read_clock(None, START, 0.0, synchronised=True)
    reading = read_clock(first.state, START + timedelta(seconds=10) + jump, 10.0, synchronised=True)
    assert reading.jump == pytest.approx(jump.total_seconds())
    assert not reading.moment.sure
    for later, sure in ((SETTLE_SECONDS - 1, False), (SETTLE_SECONDS, True)):
        after = START + timedelta(seconds=10 + later) + jump
        again = read_clock(reading.state, after, 10.0 + later, synchronised=True)
        assert (again.jump, again.moment.sure) == (0.0, sure)


@settings(deadline=None)
@given(st.floats(0, 1e6), st.floats(-JUMP_SECONDS * 0.99, JUMP_SECONDS * 0.99))
def test_slewing_is_no_jump(seconds: float, off: float) -> None:
    before = ClockState(START, 0.0)
    utc = START + timedelta(seconds=max(0.0, seconds + off))
    assert read_clock(before, utc, seconds, synchronised=True).jump == 0.0


def test_a_moment_has_a_zone() -> None:
    with pytest.raises(ValueError):
        Moment(datetime(2026, 1, 1), sure=True)


# --- throttling


def test_five_failures_cost_thirty_seconds_each_from_then_on() -> None:
    rules, state = ThrottleRules(), Failures()
    for number in range(1, 5):
        state = failed(state, rules, float(number))
        assert wait(state, rules, float(number)) == 0
    state = failed(state, rules, 5.0)
    assert wait(state, rules, 5.0) == 30
    assert wait(state, rules, 34.9) == pytest.approx(0.1)
    assert wait(state, rules, 35.0) == 0
    state = failed(state, rules, 35.0)
    assert wait(state, rules, 35.0) == 30


def test_a_restart_begins_the_wait_again() -> None:
    rules = ThrottleRules()
    assert wait(restored(4, rules, 0.0), rules, 0.0) == 0
    assert wait(restored(5, rules, 0.0), rules, 0.0) == 30
    assert wait(restored(100, rules, 0.0), rules, 1e9) == math.inf


@settings(deadline=None)
@given(st.integers(1, 20), st.floats(0.1, 1e4), st.lists(st.floats(0, 10), max_size=60))
def test_nobody_gets_more_tries_than_the_limits_allow(limit: int, seconds: float, pauses: list[float]) -> None:
    """Whoever tries as often as they are let, waits between tries as often as the rule says."""
    rules, state, now, tries = ThrottleRules(limit, seconds, limit + 20), Failures(), 0.0, 0
    for pause in pauses:
        now += pause
        if wait(state, rules, now) == 0:
            state, tries = failed(state, rules, now), tries + 1
    allowed = limit + math.floor(now / seconds)
    assert tries <= min(allowed, rules.disable_after)


@pytest.mark.parametrize("values", [(0, 30, 100), (5, 0, 100), (5, math.inf, 100), (5, math.nan, 100), (5, 30, 4)])
def test_limits_that_are_none(values: tuple[int, float, int]) -> None:
    with pytest.raises(ValueError):
        ThrottleRules(*values)


def test_many_failures_in_short_time_are_an_alarm_once() -> None:
    rules, state, raised = AlarmRules(failures=3, seconds=60), RecentFailures(), []
    for now in (0.0, 50.0, 70.0, 71.0, 72.0, 73.0):
        state, alarm = alarmed(state, rules, now)
        raised.append(alarm)
    assert raised == [False, False, False, True, False, False]
    assert alarmed(RecentFailures((1e9, 1e9)), rules, 0.0)[1] is False, "a monotonic clock that lies"


# --- tailgating


def test_a_second_face_during_the_passage_is_noticed_once() -> None:
    passage = Passage(track=1, size=60.0, until=5.0)
    assert followers(passage, {1: 80.0}, 1.0) == ()
    assert followers(passage, {1: 80.0, 2: 50.0, 3: 20.0}, 1.0) == (2,), "the third is far behind"
    assert followers(Passage(1, 60.0, 5.0, frozenset({2})), {1: 80.0, 2: 50.0}, 1.0) == ()
    assert followers(passage, {2: 50.0}, 5.0) == (), "the door is closed again"
    assert followers(Passage(None, 0.0, 5.0), {2: 50.0}, 1.0) == (), "the one with the badge"
    assert followers(Passage(None, 0.0, 5.0), {2: 50.0, 4: 50.0}, 1.0) == (4,)


# --- accounts


def test_roles_are_apart() -> None:
    for role in Role:
        account = Account("a", frozenset({role}))
        assert [other for other in Role if may(account, other)] == [role]
        assert not may(Account("a", frozenset(Role), disabled=True), role)
    assert leaves_a_manager({Account("a", frozenset({Role.MANAGE}))})
    assert not leaves_a_manager({Account("a", frozenset({Role.AUDIT})), Account("b", frozenset(Role), disabled=True)})
    assert locked_for(Account("a", frozenset(Role), disabled=True), Failures(), 0.0) == math.inf
    assert locked_for(Account("a", frozenset(Role)), Failures(5, 300.0), 0.0) == 300.0


# --- secrets


@pytest.mark.parametrize("pin", ["271828", "904417", "113355"])
def test_pins_that_may_be_set(pin: str) -> None:
    assert new_pin(pin, shortest=6) == pin


@pytest.mark.parametrize(
    "pin",
    ["", "12345", "1234567890123", "000000", "123456", "987654", "890123", "121212", "12345a", "١٢٣٤٥٦", "27182 8"],
)
def test_pins_that_may_not(pin: str) -> None:
    with pytest.raises(AccessError):
        new_pin(pin, shortest=6)


def test_passwords_are_long() -> None:
    assert new_password("correct horse") == "correct horse"
    for text in ("short", "x" * 257):
        with pytest.raises(AccessError):
            new_password(text)


def test_secrets_are_argon2id_with_a_salt() -> None:
    one, other = hash_secret("271828"), hash_secret("271828")
    assert one.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert one != other
    assert matches(one, "271828")
    assert not matches(one, "271829")
    assert not matches(None, "nobody's"), "the stand-in is nobody's secret"
    assert not matches("not a hash", "271828")


def test_a_pin_is_always_compared_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    pin, duress, compared = hash_secret("271828"), hash_secret("904417"), []

    def counted(hashed: str | None, text: str) -> bool:
        compared.append(hashed)
        return matches(hashed, text)

    monkeypatch.setattr(credentials, "matches", counted)
    cases = [("271828", duress, "right"), ("904417", duress, "duress"), ("111222", duress, "wrong")]
    for digits, second, expected in [*cases, ("271828", None, "right"), ("904417", None, "wrong")]:
        compared.clear()
        assert check_pin(pin, second, digits) == expected
        assert len(compared) == 2
    assert check_pin(None, None, "271828") == "wrong"


def test_badges_have_one_spelling() -> None:
    assert badge_number(" 04:a2 b1 ") == "04:A2B1"
    for text in ("", "x" * 65, "a\nb;", "é"):
        with pytest.raises(AccessError):
            badge_number(text)


def test_secrets_do_not_show_up_in_logs() -> None:
    assert "271828" not in repr(credentials.Pin("271828", "1001"))
