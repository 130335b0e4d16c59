"""Who may pass when: groups, the weekly schedules they pass by, and holidays."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from gate.access.errors import AccessError
from gate.access.rules.accounts import Account, Role
from gate.access.rules.holiday import Calendar
from gate.access.rules.rulebook import Group, Right, Rulebook
from gate.access.rules.schedule import DAYS, Schedule, Window
from gate.access.store.access import Access
from gate.desk.acting import changing, demand
from gate.gallery.names import tidy_name
from gate.home import Home
from gate.settings import SettingsError, read_settings
from gate.witness import open_access


@dataclass(frozen=True)
class GroupLine:
    """A group, and what it may."""

    id: str
    name: str
    people: int
    rights: tuple[Right, ...]


@dataclass(frozen=True)
class ScheduleLine:
    """A week."""

    id: str
    schedule: Schedule


@dataclass(frozen=True)
class RuleView:
    """Everything at one moment."""

    gate: str
    """This gate's name."""
    zone: str
    """This machine's time zone, for a new schedule."""
    groups: tuple[GroupLine, ...]
    schedules: tuple[ScheduleLine, ...]


@dataclass(frozen=True)
class Draft:
    """A schedule as somebody has typed it."""

    name: str
    zone: str
    windows: tuple[Window, ...]
    holidays: str = ""
    """A country's or region's, ISO 3166: `JP`, `DE-BY`; empty: none."""
    extra: str = ""
    """Days that are holidays as well, `2026-12-24 2026-12-31`."""
    working: str = ""
    """Days that are none."""


class RuleCalls(Protocol):
    """What the page Access asks; all of it takes the role manage.

    Raises, each call: AccessError where the role is missing, the rules can't be used, or somebody else has changed
    them since they were `seen`; AuditError where what is done can't be recorded. Nothing is changed then.
    """

    def rules(self, by: Account) -> RuleView:
        """The rules as they are now."""
        ...

    def add_group(self, name: str, seen: RuleView, by: Account) -> RuleView:
        """Add a group without rights. From the first one on, whoever is in none may not pass."""
        ...

    def remove_group(self, group: str, seen: RuleView, by: Account) -> RuleView:
        """Remove a group, by id; its people lose its rights."""
        ...

    def allow(self, group: str, schedule: str, gate: str | None, seen: RuleView, by: Account) -> RuleView:
        """Let a group (id) pass by a schedule (id), at one gate or at all."""
        ...

    def disallow(self, group: str, schedule: str, gate: str | None, seen: RuleView, by: Account) -> RuleView:
        """Take such a right back."""
        ...

    def save_schedule(self, schedule: str | None, draft: Draft, seen: RuleView, by: Account) -> RuleView:
        """Put a schedule in the place of another one (id), whose rights it keeps; None: a new one."""
        ...

    def remove_schedule(self, schedule: str, seen: RuleView, by: Account) -> RuleView:
        """Remove a schedule, by id, that no group has."""
        ...


class HomeRules:
    """Answers from a gate's folder."""

    def __init__(self, home: Home) -> None:
        self._home = home

    def rules(self, by: Account) -> RuleView:
        """See `RuleCalls`."""
        demand(by, Role.MANAGE)
        if not self._home.access.exists():
            return self._view(Rulebook())
        with open_access(self._home, read_only=True) as access:
            return self._view(access.rules.rulebook())

    def add_group(self, name: str, seen: RuleView, by: Account) -> RuleView:
        """See `RuleCalls`."""
        with changing(self._home, by, Role.MANAGE, "group add", group=name) as access:
            _unchanged(access, seen)
            access.rules.add_group(name)
        return self.rules(by)

    def remove_group(self, group: str, seen: RuleView, by: Account) -> RuleView:
        """See `RuleCalls`."""
        with changing(self._home, by, Role.MANAGE, "group remove", group=group) as access:
            _unchanged(access, seen)
            access.rules.remove_group(_group(access, group).name)
        return self.rules(by)

    def allow(self, group: str, schedule: str, gate: str | None, seen: RuleView, by: Account) -> RuleView:
        """See `RuleCalls`."""
        with changing(self._home, by, Role.MANAGE, "group allow", group=group, schedule=schedule, at=gate) as access:
            _unchanged(access, seen)
            access.rules.allow(_group(access, group).name, _schedule(access, schedule).name, gate)
        return self.rules(by)

    def disallow(self, group: str, schedule: str, gate: str | None, seen: RuleView, by: Account) -> RuleView:
        """See `RuleCalls`."""
        with changing(self._home, by, Role.MANAGE, "group disallow", group=group, schedule=schedule, at=gate) as access:
            _unchanged(access, seen)
            access.rules.disallow(_group(access, group).name, _schedule(access, schedule).name, gate)
        return self.rules(by)

    def save_schedule(self, schedule: str | None, draft: Draft, seen: RuleView, by: Account) -> RuleView:
        """See `RuleCalls`."""
        made = made_of(draft)
        action = "schedule add" if schedule is None else "schedule change"
        details: dict[str, Any] = {
            "schedule": made.name,
            "zone": made.zone,
            "windows": list(map(_written, made.windows)),
            "holidays": draft.holidays,
        }
        with changing(self._home, by, Role.MANAGE, action, **details) as access:
            _unchanged(access, seen)
            rights = []
            if schedule is not None:  # its rights go to the new one, within the same change
                before = _schedule(access, schedule).name
                for group in access.rules.rulebook().groups.values():
                    rights += [(group.name, right.gate) for right in group.rights if right.schedule == schedule]
                for name, gate in rights:
                    access.rules.disallow(name, before, gate)
                access.rules.remove_schedule(before)
            access.rules.add_schedule(made)
            for name, gate in rights:
                access.rules.allow(name, made.name, gate)
        return self.rules(by)

    def remove_schedule(self, schedule: str, seen: RuleView, by: Account) -> RuleView:
        """See `RuleCalls`."""
        with changing(self._home, by, Role.MANAGE, "schedule remove", schedule=schedule) as access:
            _unchanged(access, seen)
            access.rules.remove_schedule(_schedule(access, schedule).name)
        return self.rules(by)

    def _view(self, book: Rulebook) -> RuleView:
        try:
            gate = read_settings(self._home.settings).ui.gate
        except SettingsError:
            gate = ""
        counts = dict.fromkeys(book.groups, 0)
        for standing in book.standings.values():
            for group in standing.groups & counts.keys():
                counts[group] += 1
        groups = tuple(GroupLine(one.id, one.name, counts[one.id], one.rights) for one in book.groups.values())
        schedules = tuple(ScheduleLine(key, schedule) for key, schedule in book.schedules.items())
        return RuleView(gate, local_zone(), groups, schedules)


def made_of(draft: Draft) -> Schedule:
    """The schedule of a draft.

    Raises:
        AccessError: something in it makes no sense.
    """
    if not draft.windows:
        raise AccessError("a schedule without hours lets nobody in: add some")
    country, _, region = draft.holidays.strip().upper().partition("-")
    extra, working = _days(draft.extra), _days(draft.working)
    calendar = Calendar(country or None, region or None, extra, working) if country or extra or working else None
    return Schedule(tidy_name(draft.name), draft.zone.strip(), draft.windows, calendar)


def draft_of(schedule: Schedule) -> Draft:
    """A schedule as it is typed."""
    calendar = schedule.calendar or Calendar()
    return Draft(
        schedule.name,
        schedule.zone,
        schedule.windows,
        "-".join(filter(None, (calendar.country, calendar.region))),
        " ".join(day.isoformat() for day in sorted(calendar.extra)),
        " ".join(day.isoformat() for day in sorted(calendar.working)),
    )


def local_zone() -> str:
    """This machine's time zone by its IANA name; UTC where it has none."""
    try:
        path = Path("/etc/localtime").resolve()
    except OSError:
        return "UTC"
    _, found, name = str(path).partition("zoneinfo/")
    return name.removeprefix("posix/").removeprefix("Etc/") if found else "UTC"


def _written(window: Window) -> str:
    days = ",".join(DAYS[day] for day in sorted(window.days))
    return f"{days} {window.start:%H:%M}-{window.end:%H:%M} {window.requirement.value}"


def _days(text: str) -> frozenset[date]:
    days = set()
    for word in re.split(r"[\s,;、]+", text.strip()):
        if word:
            try:
                days.add(date.fromisoformat(word))
            except ValueError:
                raise AccessError(f"{word} is no day: write it like 2026-12-24") from None
    return frozenset(days)


def _unchanged(access: Access, seen: RuleView) -> None:
    book = access.rules.rulebook()
    groups = {line.id: Group(line.id, line.name, line.rights) for line in seen.groups}
    if (book.groups, book.schedules) != (groups, {line.id: line.schedule for line in seen.schedules}):
        raise AccessError("somebody else has changed the rules meanwhile: look at them again; nothing was changed now")


def _group(access: Access, group: str) -> Group:
    found = access.rules.rulebook().groups.get(group)
    if found is None:
        raise AccessError("this group is gone: somebody else has removed it")
    return found


def _schedule(access: Access, schedule: str) -> Schedule:
    found = access.rules.rulebook().schedules.get(schedule)
    if found is None:
        raise AccessError("this schedule is gone: somebody else has removed it")
    return found
