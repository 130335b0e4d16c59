from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate.gallery.retention import due, is_trusted
from gate.gallery.types import Person

NOON = datetime(2026, 6, 1, 12, tzinfo=timezone.utc)
TODAY = NOON.date()


def _person(name: str, *, created: date = date(2026, 1, 1), expires: date | None = None) -> Person:
    return Person(name, name, datetime(created.year, created.month, created.day, tzinfo=timezone.utc), 1, expires)


@pytest.mark.parametrize(
    ("person", "seen", "days", "why"),
    [
        (_person("a"), None, None, None),
        (_person("a"), None, 151, "not seen"),
        (_person("a"), None, 152, None),
        (_person("a"), date(2026, 5, 2), 30, "not seen"),
        (_person("a"), date(2026, 5, 3), 30, None),
        (_person("a", created=date(2026, 5, 31)), date(2025, 1, 1), 30, None),
        (_person("a", expires=TODAY), TODAY, None, "expired"),
        (_person("a", expires=TODAY + timedelta(1)), None, None, None),
        (_person("a", expires=date(2026, 1, 1)), TODAY, 9999, "expired"),
    ],
)
def test_who_is_due(person: Person, seen: date | None, days: int | None, why: str | None) -> None:
    found = due([person], {"a": seen} if seen else {}, TODAY, days)
    assert [item.why for item in found] == ([why] if why else [])


@given(st.integers(1, 4000), st.integers(0, 4000), st.integers(0, 4000))
def test_nobody_goes_before_the_time(days: int, enrolled_ago: int, seen_ago: int) -> None:
    person = _person("a", created=TODAY - timedelta(enrolled_ago))
    found = due([person], {"a": TODAY - timedelta(seen_ago)}, TODAY, days)
    assert bool(found) == (min(enrolled_ago, seen_ago) >= days)


@pytest.mark.parametrize(
    ("looked", "trusted"),
    [
        (None, False),
        (NOON, True),
        (NOON - timedelta(days=31), True),
        (NOON - timedelta(days=32), False),
        (NOON - timedelta(days=3653), False),
        (NOON + timedelta(hours=1), False),
    ],
)
def test_a_clock_that_jumps_is_not_trusted(looked: datetime | None, trusted: bool) -> None:
    assert is_trusted(NOON, looked) is trusted
