"""People at a gate's folder: gallery, rules and audit log, for `PeopleCalls`."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import cache

from gate.access.rules.accounts import Account, Role
from gate.access.rules.rulebook import Rulebook, Standing
from gate.access.store.access import Access
from gate.clock import Clock, SystemClock
from gate.desk.acting import changing, demand, record
from gate.desk.people import Choice, Outcome, PersonCard, PersonLine, Removal, State, Written
from gate.gallery.errors import GalleryError
from gate.gallery.gallery import Gallery
from gate.gallery.rows import day_of
from gate.gallery.types import Person, RollLine
from gate.home import Home
from gate.settings import read_settings
from gate.vault import open_gallery
from gate.witness import open_access


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
            roll = gallery.roll()
        line = LineMaker(book, self._clock.utc())
        return tuple(line(one) for one in roll)

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
        listed = RollLine(found.id, found.name, found.templates, best, seen.isoformat() if seen else None)
        return PersonCard(
            LineMaker(book, self._clock.utc())(listed),
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


class LineMaker:
    """Makes the lines of many people, who are in the same few groups and were seen on the same few days."""

    def __init__(self, book: Rulebook, now: datetime) -> None:
        """Prepare.

        Args:
            book: The rules.
            now: Aware; decides whether a validity has begun and not ended.
        """
        self._book = book
        self._now = now
        self._names = cache(self._names_of)
        self._day = cache(day_of)

    def __call__(self, person: RollLine) -> PersonLine:
        """One line."""
        standing = self._book.standing(person.id)
        return PersonLine(
            person.id,
            person.name,
            self._state(standing, person.templates),
            self._names(standing.groups),
            first_day(standing.valid_from),
            last_day(standing.valid_until),
            self._day(person.seen) if person.seen else None,
            person.templates,
            person.quality,
        )

    def _names_of(self, groups: frozenset[str]) -> tuple[str, ...]:
        """Of those that there still are."""
        return tuple(sorted(self._book.groups[group].name for group in groups if group in self._book.groups))

    def _state(self, standing: Standing, templates: int) -> State:
        if standing.suspended:
            return State.SUSPENDED
        if standing.valid_until is not None and self._now >= standing.valid_until:
            return State.EXPIRED
        if standing.valid_from is not None and self._now < standing.valid_from:
            return State.NOT_YET_VALID
        if not templates:
            return State.NO_TEMPLATES
        return State.NO_GROUP if self._book.groups and not self._names(standing.groups) else State.ACTIVE


def first_day(moment: datetime | None) -> date | None:
    """The local day on which something begins."""
    return moment.astimezone().date() if moment else None


def last_day(moment: datetime | None) -> date | None:
    """The last local day before something ends, though it be only a part of it."""
    return (moment - timedelta(microseconds=1)).astimezone().date() if moment else None


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
