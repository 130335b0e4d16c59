"""`gate access` about one person: groups, validity, suspension, badges, PINs."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import click

from gate.access.credentials import new_pin
from gate.access.errors import AccessError
from gate.auditing import note
from gate.commands.changing import changing, person_named, secret
from gate.commands.options import home_option, json_option
from gate.home import Home
from gate.settings import read_settings
from gate.witness import open_access

_stdin = click.option("--from-stdin", is_flag=True, help="Read it from standard input instead of asking.")


@click.command("assign")
@click.argument("name")
@click.argument("group")
@click.option("--remove", is_flag=True, help="Take them out of it instead.")
@home_option
def assign(name: str, group: str, remove: bool, home: Home) -> None:
    """Put the enrolled person NAME into GROUP.

    \b
    gate access assign "Anna Berg" staff
    gate access assign "Anna Berg" staff --remove
    """  # noqa: D301 - click reads the \b
    person = person_named(home, name)
    with changing(home, "unassign" if remove else "assign", subject=person.id, group=group) as access:
        if remove:
            access.rules.unassign(person.id, group)
        else:
            access.rules.assign(person.id, group)
    click.echo(f"{person.name} is {'out of' if remove else 'in'} {group}.")


@click.command("validity")
@click.argument("name")
@click.option("--from", "first", type=click.DateTime(["%Y-%m-%d"]), help="First day. Left out: no limit.")
@click.option("--until", "last", type=click.DateTime(["%Y-%m-%d"]), help="Last day, still valid. Left out: no limit.")
@click.option("--zone", default="UTC", show_default=True, help="Where these days begin and end, like Europe/Berlin.")
@home_option
def validity(name: str, first: datetime | None, last: datetime | None, zone: str, home: Home) -> None:
    """From which day to which NAME may pass; without options, the limits are lifted.

    \b
    gate access validity "Ben Ode" --from 2026-12-01 --until 2026-12-31 --zone Europe/Berlin
    """  # noqa: D301 - click reads the \b
    person = person_named(home, name)
    try:
        place = ZoneInfo(zone)
    except (OSError, ValueError, KeyError):
        raise AccessError(f"there is no time zone {zone}: give one like Europe/Berlin or UTC") from None
    start = first.replace(tzinfo=place) if first else None
    end = (last + timedelta(days=1)).replace(tzinfo=place) if last else None
    with changing(home, "validity", subject=person.id, valid_from=start, valid_until=end) as access:
        access.rules.set_validity(person.id, start, end)
    limits = [f"from {first:%Y-%m-%d}" if first else "", f"up to and including {last:%Y-%m-%d}" if last else ""]
    click.echo(f"{person.name} is valid {' '.join(filter(None, limits)) or 'without limit'}.")


@click.command("suspend")
@click.argument("name")
@home_option
def suspend(name: str, home: Home) -> None:
    """Bar NAME until further notice, whatever they show."""
    person = person_named(home, name)
    with changing(home, "suspend", subject=person.id) as access:
        access.rules.suspend(person.id, True)
    click.echo(f"{person.name} is suspended.")


@click.command("unsuspend")
@click.argument("name")
@home_option
def unsuspend(name: str, home: Home) -> None:
    """Let NAME pass by the rules again."""
    person = person_named(home, name)
    with changing(home, "unsuspend", subject=person.id) as access:
        access.rules.suspend(person.id, False)
    click.echo(f"{person.name} is no longer suspended.")


@click.command("unlock")
@click.argument("name")
@home_option
def unlock(name: str, home: Home) -> None:
    """Forget NAME's failures with badge and PIN; a running gate does so at once."""
    person = person_named(home, name)
    with changing(home, "unlock", subject=person.id) as access:
        access.failures.clear(person.id)
    click.echo(f"The failures of {person.name} are forgotten.")


@click.group("badge")
def badge() -> None:
    """Badges: a number that a reader hands in.

    \b
    gate access badge add "Anna Berg" 04A2B1
    gate access badge remove 04A2B1
    """  # noqa: D301 - click reads the \b


@badge.command("add")
@click.argument("name")
@click.argument("number")
@home_option
def add_badge(name: str, number: str, home: Home) -> None:
    """Give NAME the badge NUMBER."""
    person = person_named(home, name)
    with changing(home, "badge add", subject=person.id) as access:
        number = access.credentials.add_badge(person.id, number)
    click.echo(f"{person.name} has the badge {number}.")


@badge.command("remove")
@click.argument("number")
@home_option
def remove_badge(number: str, home: Home) -> None:
    """Take a lost or returned badge out of use."""
    with open_access(home) as access:
        subject = access.credentials.person_of_badge(number)
    with changing(home, "badge remove", subject=subject) as access:
        access.credentials.remove_badge(number)
    click.echo("The badge is out of use.")


@badge.command("list")
@click.argument("name")
@home_option
def list_badges(name: str, home: Home) -> None:
    """NAME's badges."""
    person = person_named(home, name)
    note(home, "read", "badge list", subject=person.id)
    with open_access(home) as access:
        for number in access.credentials.held(person.id).badges:
            click.echo(number)


@click.group("pin")
def pin() -> None:
    """PINs, and the personal number that is typed before them.

    \b
    gate access pin set "Anna Berg"
    printf '271828\n904417\n' | gate access pin set "Anna Berg" --duress --from-stdin
    """  # noqa: D301 - click reads the \b


@pin.command("set")
@click.argument("name")
@click.option("--duress", is_flag=True, help="Also a second PIN, which opens like the first and reports silently.")
@_stdin
@home_option
def set_pin(name: str, duress: bool, from_stdin: bool, home: Home) -> None:
    """Set NAME's PIN; earlier ones are forgotten. They keep their number."""
    person = person_named(home, name)
    shortest = read_settings(home.settings).policy.pin_digits
    digits = new_pin(secret("PIN", from_stdin=from_stdin), shortest=shortest)
    second = new_pin(secret("Duress PIN", from_stdin=from_stdin), shortest=shortest) if duress else None
    with changing(home, "pin set", subject=person.id) as access:
        number = access.credentials.set_pin(person.id, digits, second)
        access.failures.clear(person.id)
    click.echo(f"The PIN of {person.name} is set; the number before it is {number}.")
    policy = read_settings(home.settings).policy
    if duress and not (policy.duress_syslog or policy.duress_outputs):
        click.echo(
            "nobody is told of a duress PIN yet: set policy.duress_outputs or policy.duress_syslog in gate.toml",
            err=True,
        )


@pin.command("remove")
@click.argument("name")
@home_option
def remove_pin(name: str, home: Home) -> None:
    """Take NAME's PIN out of use."""
    person = person_named(home, name)
    with changing(home, "pin remove", subject=person.id) as access:
        access.credentials.remove_pin(person.id)
    click.echo(f"{person.name} has no PIN any more.")


@click.command("show")
@click.argument("name")
@home_option
@json_option
def show(name: str, home: Home, as_json: bool) -> None:
    """What is written about NAME. Whether there is a duress PIN is not said."""
    person = person_named(home, name)
    note(home, "read", "access show", subject=person.id)
    with open_access(home) as access:
        book, held = access.rules.rulebook(), access.credentials.held(person.id)
        failures = access.failures.count(person.id)
    standing = book.standing(person.id)
    said = {
        "name": person.name,
        "groups": sorted(book.groups[group].name for group in standing.groups),
        "valid_from": standing.valid_from.isoformat() if standing.valid_from else None,
        "valid_until": standing.valid_until.isoformat() if standing.valid_until else None,
        "suspended": standing.suspended,
        "badges": list(held.badges),
        "number": held.number,
        "failures": failures,
    }
    if as_json:
        click.echo(json.dumps(said, ensure_ascii=False))
        return
    for key, value in said.items():
        written = ", ".join(value) if isinstance(value, list) else value
        click.echo(f"{key.replace('_', ' ')}: {'-' if written in (None, '') else written}")
