"""Who is enrolled, and what is written about each of them. Pictures are not kept, so none are shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum
from typing import Protocol

from gate.access.rules.accounts import Account, Role
from gate.access.rules.rulebook import Rulebook, Standing
from gate.access.store.access import Access
from gate.clock import Clock, SystemClock
from gate.desk.acting import changing, demand, record
from gate.gallery.errors import GalleryError
from gate.gallery.gallery import Gallery
from gate.gallery.types import Consent, Person, TemplateRecord
from gate.home import Home
from gate.settings import read_settings
from gate.vault import open_gallery
from gate.witness import open_access


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


@dataclass(frozen=True)
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


class HomePeople:
    """Answers from a gate's folder."""

    def __init__(self, home: Home, clock: Clock | None = None) -> None:
        self._home = home
        self._clock = clock or SystemClock()

    def people(self, by: Account) -> tuple[PersonLine, ...]:
        """See `PeopleCalls`."""
        _demand_either(by)
        record(self._home, by, _either(by), "read", "people list")
        if not self._home.gallery.exists():
            return ()
        book = self._rulebook()
        with self._gallery(read_only=True) as gallery:
            people, seen, qualities = gallery.people(), gallery.last_seen(), gallery.qualities()
        now = self._clock.utc()
        return tuple(line_of(one, book, now, seen.get(one.id), qualities.get(one.id)) for one in people)

    def person(self, person: str, by: Account) -> PersonCard:
        """See `PeopleCalls`."""
        _demand_either(by)
        record(self._home, by, _either(by), "read", "people show", subject=person)
        return self._card(person)

    def change(self, person: str, seen: Standing, written: Written, by: Account) -> Outcome:
        """See `PeopleCalls`."""
        demand(by, Role.MANAGE)
        self._card(person)  # they may have been removed meanwhile
        action = "person change"
        if written.suspended != seen.suspended:
            action = "suspend" if written.suspended else "unsuspend"
        details = {"groups": written.groups, "valid_from": written.valid_from, "valid_until": written.valid_until}
        try:
            with changing(self._home, by, Role.MANAGE, action, subject=person, **details) as access:
                if access.rules.rulebook().standing(person) != seen:
                    raise _OthersFirstError
                _write(access, person, seen, written)
        except _OthersFirstError:
            return Outcome(False, self._card(person))
        return Outcome(True, self._card(person))

    def remove(self, person: str, by: Account) -> Removal:
        """See `PeopleCalls`."""
        demand(by, Role.ENROL)
        with self._gallery(read_only=False) as gallery:
            found = _find(gallery, person)
            with changing(self._home, by, Role.ENROL, "remove", subject=person) as access:
                access.forget(person)
            receipt = gallery.remove(found)
        names = tuple(file.rsplit("/", 1)[-1] for file in receipt.searched)
        now = self._clock.utc()
        return Removal(
            found.name, person, now, by.name, receipt.templates, receipt.consents, receipt.revision, searched=names
        )

    def _card(self, person: str) -> PersonCard:
        book = self._rulebook()
        with self._gallery(read_only=True) as gallery:
            found = _find(gallery, person)
            consents, templates = tuple(gallery.consents(found)), tuple(gallery.records(found))
            seen = gallery.last_seen().get(person)
        best = max((one.quality for one in templates if one.aside is None), default=None)
        return PersonCard(
            line_of(found, book, self._clock.utc(), seen, best),
            book.standing(person),
            found.created,
            found.expires,
            consents,
            templates,
            tuple(Choice(group.id, group.name) for group in book.groups.values()),
        )

    def _rulebook(self) -> Rulebook:
        if not self._home.access.exists():
            return Rulebook()
        with open_access(self._home, read_only=True) as access:
            return access.rules.rulebook()

    def _gallery(self, *, read_only: bool) -> Gallery:
        settings = read_settings(self._home.settings)
        return open_gallery(self._home, settings, template_space=None, read_only=read_only)


class _OthersFirstError(Exception):
    """Ends the transaction without a change."""


def line_of(person: Person, book: Rulebook, now: datetime, last_seen: date | None, quality: float | None) -> PersonLine:
    """A person's line.

    Args:
        person: As the gallery has them.
        book: The rules.
        now: Aware; decides whether the validity has begun and not ended.
        last_seen: Day.
        quality: Of the best template.
    """
    standing = book.standing(person.id)
    groups = sorted(book.groups[group].name for group in standing.groups if group in book.groups)
    return PersonLine(
        person.id,
        person.name,
        _state(person, standing, book, now),
        tuple(groups),
        first_day(standing.valid_from),
        last_day(standing.valid_until),
        last_seen,
        person.templates,
        quality,
    )


def first_day(moment: datetime | None) -> date | None:
    """The local day on which something begins."""
    return moment.astimezone().date() if moment else None


def last_day(moment: datetime | None) -> date | None:
    """The last local day before something ends, though it be only a part of it."""
    return (moment - timedelta(microseconds=1)).astimezone().date() if moment else None


def _state(person: Person, standing: Standing, book: Rulebook, now: datetime) -> State:
    if standing.suspended:
        return State.SUSPENDED
    if standing.valid_until is not None and now >= standing.valid_until:
        return State.EXPIRED
    if standing.valid_from is not None and now < standing.valid_from:
        return State.NOT_YET_VALID
    if not person.templates:
        return State.NO_TEMPLATES
    return State.NO_GROUP if book.groups and not standing.groups & book.groups.keys() else State.ACTIVE


def _write(access: Access, person: str, seen: Standing, written: Written) -> None:
    rules = access.rules
    start, end = seen.valid_from, seen.valid_until  # hours that were set elsewhere stay, if the day does
    if written.valid_from != first_day(start):
        start = _midnight(written.valid_from) if written.valid_from else None
    if written.valid_until != last_day(end):
        end = _midnight(written.valid_until + timedelta(days=1)) if written.valid_until else None
    if (start, end) != (seen.valid_from, seen.valid_until):
        rules.set_validity(person, start, end)
    if written.suspended != seen.suspended:
        rules.suspend(person, written.suspended)
    groups = rules.rulebook().groups
    for group in (seen.groups - written.groups) & groups.keys():
        rules.unassign(person, groups[group].name)
    for group in (written.groups - seen.groups) & groups.keys():
        rules.assign(person, groups[group].name)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(0)).astimezone()


def _find(gallery: Gallery, person: str) -> Person:
    found = gallery.get(person)
    if found is None:
        raise GalleryError("this person is no longer enrolled: somebody else has removed them")
    return found


def _either(by: Account) -> Role:
    return Role.ENROL if Role.ENROL in by.roles else Role.MANAGE


def _demand_either(by: Account) -> None:
    demand(by, _either(by))
