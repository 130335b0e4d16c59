"""Weekly schedules by the clock on the wall, through daylight saving and holidays.

A window belongs to the day that it begins on; one that ends at or before its start runs on into the next day. A holiday
is a day of its own kind and takes the place of its weekday: without a window for it, a holiday is closed.

Daylight saving. The wall clock decides, so an hour that is skipped in spring is nobody's. In autumn an hour comes
twice; a window that ends within it ends the first time, and does not open again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo

from gate.access.errors import AccessError
from gate.access.rules.factors import Requirement
from gate.access.rules.holiday import Calendar

HOLIDAY = 7
"""The eighth day of the week; 0 is Monday, as in `date.weekday`."""

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun", "holiday")

MIDNIGHT = time(0)


@dataclass(frozen=True)
class Window:
    """When people may pass, and with what."""

    days: frozenset[int]
    """0 to 6 from Monday on, and `HOLIDAY`."""
    start: time
    """Local; included."""
    end: time
    """Local; not included. At or before `start`: on the next day, so 00:00 to 00:00 is a whole day."""
    requirement: Requirement = Requirement.FACE

    def __post_init__(self) -> None:
        if not self.days or not self.days <= set(range(len(DAYS))):
            raise ValueError("a window needs days from Monday to Sunday, or holidays")
        if self.start.tzinfo or self.end.tzinfo:
            raise ValueError("the hours of a window are local")

    @property
    def overnight(self) -> bool:
        """It ends on the day after it began."""
        return self.end <= self.start


@dataclass(frozen=True)
class Schedule:
    """A week of windows."""

    name: str
    zone: str
    """IANA time zone, like `Europe/Berlin`."""
    windows: tuple[Window, ...]
    calendar: Calendar | None = field(default=None)
    """None: every day is a weekday."""

    def __post_init__(self) -> None:
        _zone(self.zone)

    @property
    def always(self) -> bool:
        """It is open at any time, so that no clock is needed for it."""
        whole = {day for w in self.windows if w.start == w.end == MIDNIGHT for day in w.days}
        return whole >= set(range(HOLIDAY if self.calendar is None else HOLIDAY + 1))


def open_windows(schedule: Schedule, utc: datetime) -> tuple[Window, ...]:
    """The windows that are open at a moment.

    Args:
        schedule: The week.
        utc: Aware.
    """
    zone = _zone(schedule.zone)
    now = utc.astimezone(zone)
    return tuple(_open(schedule, now, zone))


def _open(schedule: Schedule, now: datetime, zone: ZoneInfo) -> Iterator[Window]:
    today = now.date()
    yesterday = today - timedelta(days=1) if today > date.min else today
    wall = now.time()
    for window in schedule.windows:
        begun = _day(schedule, today) in window.days and wall >= window.start
        if (begun and (window.overnight or (wall < window.end and not _past(today, window.end, zone, now)))) or (
            window.overnight
            and _day(schedule, yesterday) in window.days
            and wall < window.end
            and not _past(today, window.end, zone, now)
        ):
            yield window


def _past(day: date, end: time, zone: ZoneInfo, now: datetime) -> bool:
    """Whether this hour has already come once on this day (PEP 495: fold 0 is the first time)."""
    first = datetime.combine(day, end, zone).replace(fold=0)
    return now.astimezone(timezone.utc) >= first.astimezone(timezone.utc)


def _day(schedule: Schedule, day: date) -> int:
    return HOLIDAY if schedule.calendar is not None and schedule.calendar.is_holiday(day) else day.weekday()


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, KeyError):  # ZoneInfoNotFoundError is a KeyError
        raise AccessError(f"there is no time zone {name}: give one like Europe/Berlin or UTC") from None
