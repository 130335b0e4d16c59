"""Hours in which a door stays unlocked, from the first person who came in. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from gate.access.settings import Day, UnlockSettings

_DAYS: tuple[Day, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True)
class FirstIn:
    """What the hours remember; local days."""

    came_in: date | None = None
    """When somebody entitled last came in during the hours."""
    suspended: date | None = None
    """When an operator last locked the door, which ends the hours of that day."""


def in_hours(hours: UnlockSettings, local: datetime) -> bool:
    """Whether a moment, in the machine's local time, lies in the hours: from `start`, before `end`."""
    return _DAYS[local.weekday()] in hours.days and hours.start <= local.time() < hours.end


def came_in(state: FirstIn, local: datetime) -> FirstIn:
    """Somebody entitled has come in."""
    return replace(state, came_in=local.date())


def stays_unlocked(hours: UnlockSettings, local: datetime, state: FirstIn) -> bool:
    """Whether the door is to stay unlocked now.

    Args:
        hours: The settings.
        local: Now, in the machine's local time.
        state: Who came in, and whether an operator has locked the door for the day.
    """
    today = local.date()
    return in_hours(hours, local) and state.suspended != today and (not hours.first_person_in or state.came_in == today)
