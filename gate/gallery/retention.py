"""Who is to be removed because their time is over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from gate.gallery.types import Person

TRUSTED_STEP = timedelta(days=31)
"""The running gate removes nobody when the clock has moved further than this since it last looked: a clock that is
wrong by years must not empty the gallery. `gate people purge` does it then, by somebody's hand."""


@dataclass(frozen=True)
class Due:
    """Somebody whose time is over."""

    person: Person
    why: Literal["expired", "not seen"]
    since: date
    """The day it ended, or they were last let in (enrolled, if never)."""


def due(people: Sequence[Person], seen: Mapping[str, date], today: date, days: int | None) -> list[Due]:
    """Who is to be removed.

    Args:
        people: Everybody.
        seen: The last day on which somebody, by id, was let in.
        today: In UTC, as all days here.
        days: How long somebody stays who is not let in; None: for ever.
    """
    found = []
    for person in people:
        last = max(person.created.date(), seen.get(person.id, date.min))
        if person.expires is not None and person.expires <= today:
            found.append(Due(person, "expired", person.expires))
        elif days is not None and last + timedelta(days=days) <= today:
            found.append(Due(person, "not seen", last))
    return found


def is_trusted(now: datetime, looked: datetime | None) -> bool:
    """Whether the clock can be believed enough to remove people without anybody's hand."""
    return looked is not None and timedelta(0) <= now - looked <= TRUSTED_STEP
