"""`gate access groups` and `gate access schedules`."""

from __future__ import annotations

import json
import re
from datetime import date, datetime, time

import click

from gate.access.rules.factors import Requirement
from gate.access.rules.holiday import Calendar
from gate.access.rules.rulebook import Rulebook
from gate.access.rules.schedule import DAYS, Schedule, Window
from gate.commands.changing import changing
from gate.commands.options import home_option, json_option
from gate.home import Home
from gate.witness import open_access

_WINDOW = re.compile(r"\s*(\S+)\s+(\d\d:\d\d)-(\d\d:\d\d)(?:\s+(\w+))?\s*")


def _windows(_context: click.Context, _parameter: click.Parameter, texts: tuple[str, ...]) -> tuple[Window, ...]:
    return tuple(map(_window, texts))


def _window(text: str) -> Window:
    """One window: `DAYS HH:MM-HH:MM [REQUIREMENT]`."""
    found = _WINDOW.fullmatch(text)
    try:
        if found is None:
            raise ValueError
        start, end = (time.fromisoformat(hour) for hour in found.group(2, 3))
        return Window(_days(found[1]), start, end, Requirement(found[4] or "face"))
    except ValueError:
        choices = ", ".join(one.value for one in Requirement)
        raise click.BadParameter(
            f"{text!r} is no window: write days and hours like 'mon-fri 07:00-19:00' or 'sat,holiday 00:00-00:00 both';"
            f" days are {', '.join(DAYS)}, all; the last word is one of {choices}"
        ) from None


def _days(text: str) -> frozenset[int]:
    if text == "all":
        return frozenset(range(len(DAYS)))
    days: set[int] = set()
    for part in text.lower().split(","):
        first, dash, last = part.partition("-")
        start, end = DAYS.index(first), DAYS.index(last if dash else first)
        if end < start:
            raise ValueError
        days |= set(range(start, end + 1))
    return frozenset(days)


@click.group("groups")
def groups() -> None:
    """People with the same rights.

    \b
    gate access groups add staff --schedule office
    gate access groups allow staff nights --gate "Side door"
    gate access groups list
    """  # noqa: D301 - click reads the \b


@groups.command("list")
@home_option
@json_option
def list_groups(home: Home, as_json: bool) -> None:
    """Every group with its schedules and how many are in it."""
    book = _rulebook(home)
    for group in book.groups.values():
        rights = [{"schedule": book.schedules[right.schedule].name, "gate": right.gate} for right in group.rights]
        people = sum(group.id in standing.groups for standing in book.standings.values())
        if as_json:
            click.echo(json.dumps({"name": group.name, "rights": rights, "people": people}, ensure_ascii=False))
        else:
            said = ", ".join(f"{r['schedule']} at {r['gate'] or 'every gate'}" for r in rights) or "no rights"
            click.echo(f"{group.name}: {said}; {people} people")
    if not book.groups and not as_json:
        click.echo("There is no group, so everybody enrolled may pass.")


@groups.command("add")
@click.argument("name")
@click.option("--schedule", multiple=True, help="Let the group pass by this schedule at every gate.")
@home_option
def add_group(name: str, schedule: tuple[str, ...], home: Home) -> None:
    """Add a group. From the first one on, whoever is in none may not pass."""
    with changing(home, "group add", group=name, schedules=schedule) as access:
        access.rules.add_group(name)
        for one in schedule:
            access.rules.allow(name, one, None)
    click.echo(f"The group {name.strip()} is added.")


@groups.command("remove")
@click.argument("name")
@home_option
def remove_group(name: str, home: Home) -> None:
    """Remove a group; its people lose its rights. Without any group left, everybody enrolled may pass again."""
    with changing(home, "group remove", group=name) as access:
        access.rules.remove_group(name)
        left = len(access.rules.rulebook().groups)
    click.echo(f"The group {name.strip()} is removed." + ("" if left else " No group is left: everybody may pass."))


@groups.command("allow")
@click.argument("group")
@click.argument("schedule")
@click.option("--gate", metavar="NAME", help="At this gate only (ui.gate in its settings).")
@home_option
def allow(group: str, schedule: str, gate: str | None, home: Home) -> None:
    """Let GROUP pass by SCHEDULE."""
    with changing(home, "group allow", group=group, schedule=schedule, at=gate) as access:
        access.rules.allow(group, schedule, gate)
    click.echo(f"{group} may pass by {schedule} at {gate or 'every gate'}.")


@groups.command("disallow")
@click.argument("group")
@click.argument("schedule")
@click.option("--gate", metavar="NAME", help="The right at this gate; left out: the one for every gate.")
@home_option
def disallow(group: str, schedule: str, gate: str | None, home: Home) -> None:
    """Take such a right back."""
    with changing(home, "group disallow", group=group, schedule=schedule, at=gate) as access:
        access.rules.disallow(group, schedule, gate)
    click.echo(f"{group} may not pass by {schedule} at {gate or 'every gate'} any more.")


@click.group("schedules")
def schedules() -> None:
    """Weeks of hours, by the clock on the wall.

    \b
    gate access schedules add office --zone Europe/Berlin --window "mon-fri 07:00-19:00" --holidays DE-BY
    gate access schedules add nights --zone Europe/Berlin --window "all 19:00-07:00 both"
    gate access schedules list
    """  # noqa: D301 - click reads the \b


@schedules.command("list")
@home_option
@json_option
def list_schedules(home: Home, as_json: bool) -> None:
    """Every schedule with its windows."""
    for schedule in _rulebook(home).schedules.values():
        windows = [_written(window) for window in schedule.windows]
        calendar = schedule.calendar
        place = "-".join(filter(None, (calendar.country, calendar.region))) if calendar else None
        if as_json:
            extra, working = ([str(day) for day in sorted(days)] for days in _own_days(calendar))
            said = {"name": schedule.name, "zone": schedule.zone, "windows": windows, "holidays": place}
            click.echo(json.dumps({**said, "extra": extra, "working": working}, ensure_ascii=False))
        else:
            of = f", holidays of {place or 'its own'}" if calendar else ""
            click.echo(f"{schedule.name} ({schedule.zone}{of}): {'; '.join(windows) or 'never open'}")


@schedules.command("add")
@click.argument("name")
@click.option("--zone", metavar="ZONE", required=True, help="IANA time zone, like Europe/Berlin.")
@click.option(
    "--window", "windows", callback=_windows, multiple=True, required=True, help="'mon-fri 07:00-19:00 [both]'."
)
@click.option("--holidays", metavar="CC[-REGION]", help="A country's or region's holidays (ISO 3166), like DE-BY.")
@click.option("--holiday", "extra", type=click.DateTime(["%Y-%m-%d"]), multiple=True, help="One more holiday.")
@click.option("--workday", "working", type=click.DateTime(["%Y-%m-%d"]), multiple=True, help="No holiday here.")
@home_option
def add_schedule(
    name: str,
    zone: str,
    windows: tuple[Window, ...],
    holidays: str | None,
    extra: tuple[datetime, ...],
    working: tuple[datetime, ...],
    home: Home,
) -> None:
    """Add a schedule. A holiday is a day of its own: it is closed unless a window names it."""
    country, _, region = (holidays or "").partition("-")
    days = [frozenset(moment.date() for moment in moments) for moments in (extra, working)]
    calendar = Calendar(country or None, region or None, *days) if holidays or extra or working else None
    schedule = Schedule(name, zone, windows, calendar)
    said = [_written(window) for window in windows]
    with changing(home, "schedule add", schedule=name, zone=zone, windows=said, holidays=holidays) as access:
        access.rules.add_schedule(schedule)
    click.echo(f"The schedule {name.strip()} is added.")


@schedules.command("remove")
@click.argument("name")
@home_option
def remove_schedule(name: str, home: Home) -> None:
    """Remove a schedule that no group has."""
    with changing(home, "schedule remove", schedule=name) as access:
        access.rules.remove_schedule(name)
    click.echo(f"The schedule {name.strip()} is removed.")


@click.group("hours")
def hours() -> None:
    """Schedules during which the door stays unlocked.

    \b
    gate access hours add office                 # from the first entitled person who comes in
    gate access hours add opening --at-once --gate "Shop door"
    """  # noqa: D301 - click reads the \b


_gate = click.option("--gate", metavar="NAME", help="Of this gate alone (ui.gate in its settings).")


@hours.command("list")
@home_option
@json_option
def list_hours(home: Home, as_json: bool) -> None:
    """Every schedule during which a door stays unlocked."""
    book = _rulebook(home)
    for one in book.unlocking:
        name = book.schedules[one.schedule].name
        if as_json:
            said = {"schedule": name, "gate": one.gate, "first_person_in": one.first_person_in}
            click.echo(json.dumps(said, ensure_ascii=False))
        else:
            begin = "from the first person in" if one.first_person_in else "at once"
            click.echo(f"{name}: {one.gate or 'every gate'}, {begin}")


@hours.command("add")
@click.argument("schedule")
@_gate
@click.option("--at-once", is_flag=True, help="Do not wait for the first entitled person.")
@home_option
def add_hours(schedule: str, gate: str | None, at_once: bool, home: Home) -> None:
    """Let the door stay unlocked by SCHEDULE. An operator's lock ends it for the day."""
    with changing(home, "hours add", schedule=schedule, gate=gate, at_once=at_once) as access:
        access.rules.unlock_by(schedule, gate, first_person_in=not at_once)
    click.echo(f"The door stays unlocked by {schedule.strip()}.")


@hours.command("remove")
@click.argument("schedule")
@_gate
@home_option
def remove_hours(schedule: str, gate: str | None, home: Home) -> None:
    """Let the door be locked during SCHEDULE again."""
    with changing(home, "hours remove", schedule=schedule, gate=gate) as access:
        access.rules.lock_by(schedule, gate)
    click.echo(f"The door no longer stays unlocked by {schedule.strip()}.")


def _rulebook(home: Home) -> Rulebook:
    if not home.access.exists():
        return Rulebook()
    with open_access(home, read_only=True) as access:
        return access.rules.rulebook()


def _written(window: Window) -> str:
    days = "all" if len(window.days) == len(DAYS) else ",".join(DAYS[day] for day in sorted(window.days))
    return f"{days} {window.start:%H:%M}-{window.end:%H:%M} {window.requirement.value}"


def _own_days(calendar: Calendar | None) -> tuple[frozenset[date], frozenset[date]]:
    return (calendar.extra, calendar.working) if calendar else (frozenset(), frozenset())
