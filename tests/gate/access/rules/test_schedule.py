"""Schedules by the clock on the wall: weeks, nights, holidays, and the two days of the year when the clock is moved."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gate.access.errors import AccessError
from gate.access.rules.holiday import Calendar
from gate.access.rules.schedule import HOLIDAY, Schedule, Window, open_windows

BERLIN = "Europe/Berlin"
WORKDAYS = frozenset(range(5))
EVERY_DAY = frozenset(range(8))


def _schedule(*windows: Window, zone: str = BERLIN, calendar: Calendar | None = None) -> Schedule:
    return Schedule("test", zone, windows, calendar)


def _window(start: str, end: str, days: frozenset[int] = EVERY_DAY) -> Window:
    return Window(days, time.fromisoformat(start), time.fromisoformat(end))


def _is_open(schedule: Schedule, utc: str) -> bool:
    return bool(open_windows(schedule, datetime.fromisoformat(utc).replace(tzinfo=timezone.utc)))


@pytest.mark.parametrize(
    ("local", "expected"),
    [
        ("2026-03-02T07:59:59.999999", False),
        ("2026-03-02T08:00:00", True),
        ("2026-03-02T17:59:59.999999", True),
        ("2026-03-02T18:00:00", False),
        ("2026-03-07T12:00:00", False),  # a Saturday
    ],
)
def test_the_start_is_included_and_the_end_is_not(local: str, expected: bool) -> None:
    schedule = _schedule(_window("08:00", "18:00", WORKDAYS))
    moment = datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(BERLIN))
    assert bool(open_windows(schedule, moment)) is expected


def test_the_same_moment_is_another_hour_elsewhere() -> None:
    window = _window("08:00", "18:00")
    assert _is_open(_schedule(window, zone="Asia/Tokyo"), "2026-03-02T00:00")
    assert not _is_open(_schedule(window, zone=BERLIN), "2026-03-02T00:00")
    assert _is_open(_schedule(window, zone="Asia/Kathmandu"), "2026-03-02T02:15"), "UTC+5:45"
    assert not _is_open(_schedule(window, zone="Asia/Kathmandu"), "2026-03-02T02:14")


def test_a_night_belongs_to_the_day_that_it_begins_on() -> None:
    schedule = _schedule(_window("22:00", "06:00", frozenset({4})), zone="UTC")  # Friday
    assert not _is_open(schedule, "2026-03-06T05:00")
    assert _is_open(schedule, "2026-03-06T22:00")
    assert _is_open(schedule, "2026-03-07T05:59")
    assert not _is_open(schedule, "2026-03-07T06:00")
    assert not _is_open(schedule, "2026-03-07T22:00")


def test_midnight_to_midnight_is_a_whole_day() -> None:
    schedule = _schedule(_window("00:00", "00:00", frozenset({2})), zone="UTC")
    for utc, expected in (("03T23:59", False), ("04T00:00", True), ("04T23:59:59", True), ("05T00:00", False)):
        assert _is_open(schedule, f"2026-03-{utc}") is expected


def test_what_is_always_open() -> None:
    whole = _window("00:00", "00:00")
    assert _schedule(whole).always
    assert not _schedule(_window("00:00", "00:00", frozenset(range(7))), calendar=Calendar("DE")).always, "holidays"
    assert _schedule(_window("00:00", "00:00", frozenset(range(7)))).always, "no calendar, no holidays"
    assert not _schedule(_window("00:00", "23:59")).always
    assert not _schedule().always


# --- daylight saving: Berlin skips 02:00-03:00 on 2026-03-29 (01:00 UTC), repeats it on 2026-10-25 (01:00 UTC)


def test_the_hour_skipped_in_spring_is_nobodys() -> None:
    gone = _schedule(_window("02:00", "03:00"))
    assert not any(_is_open(gone, f"2026-03-29T{hour:02}:{minute:02}") for hour in range(4) for minute in range(60))
    across = _schedule(_window("01:30", "02:30"))
    assert _is_open(across, "2026-03-29T00:59:59")
    assert not _is_open(across, "2026-03-29T01:00"), "the wall says 03:00"
    after = _schedule(_window("02:30", "04:00"))
    assert _is_open(after, "2026-03-29T01:00")
    assert not _is_open(after, "2026-03-29T02:00")


def test_an_hour_that_comes_twice_in_autumn() -> None:
    covers = _schedule(_window("01:00", "04:00"))
    assert all(_is_open(covers, f"2026-10-{at}") for at in ("24T23:00", "25T00:30", "25T01:30", "25T02:59"))
    ends_within = _schedule(_window("22:00", "02:30"))
    assert _is_open(ends_within, "2026-10-25T00:29"), "02:29, for the first time"
    assert not _is_open(ends_within, "2026-10-25T00:30")
    assert not _is_open(ends_within, "2026-10-25T01:15"), "02:15 again: what has ended stays ended"
    within = _schedule(_window("02:15", "02:45"))
    assert _is_open(within, "2026-10-25T00:20")
    assert not _is_open(within, "2026-10-25T01:20")


def test_a_night_through_the_change_is_an_hour_shorter_or_longer() -> None:
    night = _schedule(_window("22:00", "06:00"))

    def minutes(start: str) -> int:
        begin = datetime.fromisoformat(start).replace(tzinfo=timezone.utc)
        return sum(bool(open_windows(night, begin + timedelta(minutes=m))) for m in range(12 * 60))

    assert minutes("2026-03-28T19:00") == 7 * 60
    assert minutes("2026-10-24T18:00") == 9 * 60


def test_a_change_at_midnight() -> None:
    """In Beirut the day of the change begins at 01:00."""
    schedule = _schedule(_window("00:00", "00:00", frozenset({6})), zone="Asia/Beirut")
    assert not _is_open(schedule, "2026-03-28T21:59")
    assert _is_open(schedule, "2026-03-28T22:00"), "01:00 on Sunday"


@settings(deadline=None)
@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)),
    st.sampled_from([BERLIN, "UTC", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Asia/Beirut"]),
    st.times().map(lambda t: t.replace(second=0, microsecond=0)),
    st.times().map(lambda t: t.replace(second=0, microsecond=0)),
)
def test_open_means_that_the_wall_clock_stands_within_the_window(
    utc: datetime, zone: str, start: time, end: time
) -> None:
    utc = utc.replace(tzinfo=timezone.utc)
    wall = utc.astimezone(ZoneInfo(zone)).time()
    inside = start <= wall < end if start < end else wall >= start or wall < end
    found = bool(open_windows(_schedule(Window(EVERY_DAY, start, end), zone=zone), utc))
    assert inside or not found, "never open outside"
    if utc.astimezone(ZoneInfo(zone)).fold == 0:
        assert found == inside, "and always inside, but for an end that has come once already"


# --- holidays


def test_a_holiday_takes_the_place_of_its_weekday() -> None:
    calendar = Calendar("DE", "BY")
    schedule = _schedule(_window("08:00", "18:00", WORKDAYS), calendar=calendar)
    assert not _is_open(schedule, "2026-12-25T10:00"), "a Friday"
    assert _is_open(_schedule(_window("08:00", "18:00", WORKDAYS)), "2026-12-25T10:00"), "without a calendar"
    on_holidays = _schedule(_window("09:00", "12:00", frozenset({HOLIDAY})), calendar=calendar)
    assert _is_open(on_holidays, "2026-12-25T10:00")
    assert not _is_open(on_holidays, "2026-12-24T10:00")
    assert calendar.is_holiday(date(2026, 1, 6))
    assert not Calendar("DE", "HH").is_holiday(date(2026, 1, 6)), "Epiphany is Bavaria's"


def test_a_site_adds_and_takes_away_days() -> None:
    calendar = Calendar("US", extra=frozenset({date(2026, 7, 6)}), working=frozenset({date(2026, 12, 25)}))
    assert calendar.is_holiday(date(2026, 7, 6))
    assert not calendar.is_holiday(date(2026, 12, 25))
    assert not Calendar().is_holiday(date(2026, 12, 25))


def test_a_holidays_night_runs_on_into_the_next_day() -> None:
    schedule = _schedule(_window("22:00", "06:00", frozenset({HOLIDAY})), zone="UTC", calendar=Calendar("DE"))
    assert _is_open(schedule, "2026-12-27T05:00"), "26 December is a holiday in Germany"
    assert not _is_open(schedule, "2026-12-28T05:00")


@pytest.mark.parametrize("place", [("XX", None), ("DE", "ZZ"), ("", None)])
def test_a_place_that_nobody_knows(place: tuple[str, str | None]) -> None:
    with pytest.raises(AccessError, match="no holidays are known"):
        Calendar(*place)


@pytest.mark.parametrize("zone", ["Europe/Berlln", "", "../etc/passwd", "\x00"])
def test_a_zone_that_nobody_knows(zone: str) -> None:
    with pytest.raises(AccessError, match="no time zone"):
        _schedule(zone=zone)


def test_windows_that_make_no_sense() -> None:
    for days in (frozenset[int](), frozenset({8}), frozenset({-1})):
        with pytest.raises(ValueError):
            Window(days, time(8), time(9))
    with pytest.raises(ValueError):
        Window(WORKDAYS, time(8, tzinfo=timezone.utc), time(9))
