"""Everything that is written about who may pass: one snapshot, which never changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from gate.access.rules.schedule import Schedule


@dataclass(frozen=True)
class Right:
    """A group may pass by a schedule."""

    schedule: str
    """Its id."""
    gate: str | None = None
    """The gate's name; None: at every gate of the site."""


@dataclass(frozen=True)
class Group:
    """People with the same rights."""

    id: str
    name: str
    rights: tuple[Right, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """What is written about one person."""

    person: str
    """Person id, the gallery's."""
    groups: frozenset[str] = frozenset()
    """Ids."""
    valid_from: datetime | None = None
    """Aware; from then on."""
    valid_until: datetime | None = None
    """Aware; up to then, not including it."""
    suspended: bool = False


@dataclass(frozen=True)
class Unlocking:
    """A door stays unlocked by a schedule."""

    schedule: str
    """Its id."""
    gate: str | None = None
    """The gate's name; None: every gate of the site."""
    first_person_in: bool = True
    """Not before somebody entitled has come in."""


@dataclass(frozen=True)
class Rulebook:
    """All of it at one revision."""

    revision: int = 0
    groups: Mapping[str, Group] = field(default_factory=dict)
    schedules: Mapping[str, Schedule] = field(default_factory=dict)
    standings: Mapping[str, Standing] = field(default_factory=dict)
    unlocking: tuple[Unlocking, ...] = ()

    def standing(self, person: str) -> Standing:
        """What is written about a person; for somebody unwritten, nothing: no group, no dates."""
        return self.standings.get(person, Standing(person))
