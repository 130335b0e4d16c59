"""Hours in which a door stays unlocked, from the first person who came in. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from gate.access.rules.schedule import Schedule, open_windows


@dataclass(frozen=True)
class UnlockHours:
    """A schedule during which the door stays unlocked; what its windows ask for doesn't matter here."""

    schedule: Schedule
    first_person_in: bool = True
    """Not before somebody entitled has come in during these hours, each day anew."""


@dataclass(frozen=True)
class FirstIn:
    """What the hours remember; aware moments."""

    came_in: datetime | None = None
    """When somebody entitled last came in during the hours."""
    suspended: datetime | None = None
    """When an operator last locked the door, which ends the hours of that day."""


def in_hours(hours: UnlockHours, utc: datetime) -> bool:
    """Whether a moment lies in the hours, by the clock on the wall where the schedule is."""
    return bool(open_windows(hours.schedule, utc))


def came_in(state: FirstIn, utc: datetime) -> FirstIn:
    """Somebody entitled has come in."""
    return replace(state, came_in=utc)


def stays_unlocked(hours: Iterable[UnlockHours], utc: datetime, state: FirstIn) -> bool:
    """Whether the door is to stay unlocked now.

    Args:
        hours: All that hold for this door.
        utc: Now, aware.
        state: Who came in, and whether an operator has locked the door for the day.
    """
    return any(
        in_hours(one, utc)
        and _day(state.suspended, one) != _day(utc, one)
        and (not one.first_person_in or _day(state.came_in, one) == _day(utc, one))
        for one in hours
    )


def _day(moment: datetime | None, hours: UnlockHours) -> date | None:
    return moment.astimezone(ZoneInfo(hours.schedule.zone)).date() if moment else None
