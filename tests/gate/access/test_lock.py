"""A lock's line: the level that unlocks is never left standing."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gate.access.errors import LockError
from gate.access.lock import MAX_UNLOCK, FakeLine, Keeper, Lock, LockType, Wiring

SOUND: list[tuple[LockType, Wiring, bool]] = [
    ("fail_secure", "no", True),
    ("fail_secure", "direct", True),
    ("fail_safe", "nc", True),
    ("fail_safe", "direct", False),
]


@pytest.mark.parametrize(("kind", "wiring", "unlocking"), SOUND)
def test_levels(kind: LockType, wiring: Wiring, unlocking: bool) -> None:
    lock = Lock(kind, wiring)
    assert (lock.unlocking, lock.locking) == (unlocking, not unlocking)


@pytest.mark.parametrize(("kind", "wiring", "right"), [("fail_secure", "nc", "NO"), ("fail_safe", "no", "NC")])
def test_a_wiring_that_rests_unlocked_is_refused(kind: LockType, wiring: Wiring, right: str) -> None:
    with pytest.raises(LockError, match=f"unlocked whenever the gate is not running.*{right}"):
        Lock(kind, wiring)


@pytest.fixture(params=SOUND, ids=lambda s: f"{s[0]}-{s[1]}")
def keeper(request: pytest.FixtureRequest) -> tuple[Keeper, FakeLine, Lock]:
    lock, line = Lock(request.param[0], request.param[1]), FakeLine()
    keeper = Keeper(line, lock)
    keeper.open()
    return keeper, line, lock


def test_a_pulse(keeper: tuple[Keeper, FakeLine, Lock]) -> None:
    keep, line, lock = keeper
    assert line.level == lock.locking, "from the first moment"
    assert keep.unlock_until(15.0, 10.0)
    assert (line.level, line.timed[-1]) == (lock.unlocking, 5.0), "a device that can time it is told how long"
    assert not keep.keep(14.999)
    assert keep.keep(15.0)
    assert line.level == lock.locking
    assert not keep.keep(16.0)
    keep.unlock_until(30.0, 20.0)
    keep.close()
    assert line.history[-1] == lock.locking
    assert line.level is None


@pytest.mark.parametrize("deadline", [10.0, 0.0, -math.inf, math.nan])
def test_a_deadline_that_is_past_locks(keeper: tuple[Keeper, FakeLine, Lock], deadline: float) -> None:
    keep, line, lock = keeper
    assert not keep.unlock_until(deadline, 10.0)
    keep.unlock_until(11.0, 10.0)
    assert keep.unlock_until(deadline, 10.5)
    assert line.level == lock.locking


def test_no_order_lasts_for_ever(keeper: tuple[Keeper, FakeLine, Lock]) -> None:
    keep, line, lock = keeper
    keep.unlock_until(math.inf, 10.0)
    assert keep.deadline == 10.0 + MAX_UNLOCK
    keep.keep(10.0 + MAX_UNLOCK)
    assert line.level == lock.locking


def test_a_device_that_fails_half_way_is_taken_for_unlocked(keeper: tuple[Keeper, FakeLine, Lock]) -> None:
    keep, line, lock = keeper
    line.broken = "no answer"
    with pytest.raises(LockError):
        keep.unlock_until(15.0, 10.0)
    assert keep.deadline == 15.0
    with pytest.raises(LockError):
        keep.keep(15.0)
    line.broken = None
    assert keep.keep(15.1), "and is tried again until it has obeyed"
    assert line.level == lock.locking
    line.broken = "gone"
    keep.close()


@settings(deadline=None)
@given(st.lists(st.tuples(st.floats(0, 10), st.floats(-5, 400), st.booleans()), max_size=30))
def test_whatever_is_ordered_the_line_is_locked_in_the_end(orders: list[tuple[float, float, bool]]) -> None:
    lock, line = Lock(), FakeLine()
    keep, now = Keeper(line, lock), 0.0
    keep.open()
    for wait, ahead, broken in orders:
        now += wait
        line.broken = "broken" if broken else None
        try:
            keep.keep(now)
            keep.unlock_until(now + ahead, now)
        except LockError:
            assert broken
        line.broken = None
        keep.keep(now)
        assert (line.level == lock.unlocking) <= (keep.deadline is not None)
    keep.keep(now + MAX_UNLOCK)
    assert line.level == lock.locking
