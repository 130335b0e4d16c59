"""Who is enrolled, and what is written about each of them. Pictures are not kept, so none are shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Protocol

from gate.access.rules.accounts import Account
from gate.access.rules.rulebook import Standing
from gate.gallery.types import Consent, TemplateRecord


class State(Enum):
    """What somebody's access comes to, before hours and gates are looked at."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    NOT_YET_VALID = "not_yet_valid"
    EXPIRED = "expired"
    NO_GROUP = "no_group"
    """There are groups, and this person is in none: no access."""
    NO_TEMPLATES = "no_templates"
    """Nothing to recognise them by: to be enrolled again."""


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A line of the list."""

    id: str
    name: str
    state: State
    groups: tuple[str, ...] = ()
    """Names."""
    valid_from: date | None = None
    """First day, by this machine's time zone."""
    valid_until: date | None = None
    """Last day, still valid."""
    last_seen: date | None = None
    """Last day on which they were let in."""
    templates: int = 0
    quality: float | None = None
    """Of the best template in use, 0..1."""


@dataclass(frozen=True)
class Choice:
    """A group that somebody may be put into."""

    id: str
    name: str


@dataclass(frozen=True)
class PersonCard:
    """Everything about one person; never a template itself."""

    line: PersonLine
    standing: Standing
    """As it was read: who changes it says what they have seen."""
    created: datetime
    expires: date | None
    """The day on which the person is removed."""
    consents: tuple[Consent, ...]
    templates: tuple[TemplateRecord, ...]
    choices: tuple[Choice, ...]
    """Every group that there is."""


@dataclass(frozen=True)
class Written:
    """What an administrator writes about a person."""

    groups: frozenset[str]
    """Ids."""
    valid_from: date | None
    valid_until: date | None
    suspended: bool


@dataclass(frozen=True)
class Outcome:
    """What came of a change."""

    saved: bool
    """False: somebody else has changed the person since they were read; nothing was changed now."""
    card: PersonCard
    """As it is now."""


@dataclass(frozen=True)
class Removal:
    """The receipt of a removal."""

    name: str
    person: str
    time: datetime
    by: str
    templates: int
    consents: int
    revision: int
    searched: tuple[str, ...]
    """Names of files in which nothing of the person is left."""


class PeopleCalls(Protocol):
    """What the page People asks.

    Raises, each call: AccessError where the role is missing (enrol or manage; to write: manage; to remove: enrol);
    GalleryError or AccessError where a file can't be used; AuditError where what is to be recorded can't be: nothing
    is done then.
    """

    def people(self, by: Account) -> tuple[PersonLine, ...]:
        """Everybody, by name."""
        ...

    def person(self, person: str, by: Account) -> PersonCard:
        """One person, by id; it is recorded who looks.

        Raises:
            GalleryError: they are no longer enrolled.
        """
        ...

    def change(self, person: str, seen: Standing, written: Written, by: Account) -> Outcome:
        """Write something else about a person.

        Args:
            person: Id.
            seen: What was written when it was read.
            written: What is to be written.
            by: Who does it.

        Raises:
            AccessError: the validity ends before it begins.
        """
        ...

    def remove(self, person: str, by: Account) -> Removal:
        """Remove a person for good: rights, badges, PINs, the key of the templates, every row."""
        ...
