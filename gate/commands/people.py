"""`gate people`: who is enrolled."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from gate.auditing import note
from gate.caretaker import farewell
from gate.clock import SystemClock
from gate.commands.options import home_option, json_option
from gate.gallery.dossier import dossier
from gate.gallery.errors import GalleryError
from gate.gallery.gallery import Gallery
from gate.gallery.retention import due
from gate.gallery.types import Person, Receipt
from gate.home import Home
from gate.settings import read_settings
from gate.vault import open_gallery


@click.group("people")
def command() -> None:
    """List, show, export and remove enrolled people.

    \b
    gate people list
    gate people show "Anna Berg"
    gate people export "Anna Berg" anna.json
    gate people expire "Anna Berg" 2027-01-31
    gate people remove "Anna Berg" --yes
    gate people purge --dry-run
    """  # noqa: D301 - click reads the \b


@command.command("list")
@home_option
@json_option
def list_people(home: Home, as_json: bool) -> None:
    """Everybody enrolled, by name."""
    people: list[Person] = []
    if home.gallery.exists():
        note(home, "read", "people list")
        with _open(home, read_only=True) as gallery:
            people = gallery.people()
    if as_json:
        for person in people:
            click.echo(_json(person))
        return
    table = Table("Name", "Enrolled", "Templates", box=None)
    for person in people:
        table.add_row(person.name, f"{person.created:%Y-%m-%d %H:%M} UTC", str(person.templates))
    Console().print(table if people else "Nobody is enrolled.")


@command.command("show")
@click.argument("name")
@home_option
@json_option
def show_person(name: str, home: Home, as_json: bool) -> None:
    """One person: consents and where the templates come from. Templates themselves are never shown."""
    with _open(home, read_only=True) as gallery:
        person = find_person(gallery, name)
        note(home, "read", "people show", subject=person.id)
        consents, templates = gallery.consents(person), gallery.records(person)
    if as_json:
        record = json.loads(_json(person))
        record["consents"] = [
            {"text": c.text, "purpose": c.purpose, "operator": c.operator, "given": c.given.isoformat()}
            for c in consents
        ]
        record["records"] = [
            {
                "source": t.source,
                "quality": round(t.quality, 3),
                "model": t.model,
                "template_space": t.template_space,
                "mask": t.mask or "unknown",
                "aside": t.aside,
            }
            for t in templates
        ]
        click.echo(json.dumps(record, ensure_ascii=False))
        return
    until = f", until {person.expires}" if person.expires else ""
    click.echo(f"{person.name}, enrolled {person.created:%Y-%m-%d %H:%M} UTC{until}")
    for consent in consents:
        recorded = f"recorded by {consent.operator}, {consent.given:%Y-%m-%d %H:%M} UTC"
        click.echo(f"  consent: {consent.text}, for {consent.purpose} ({recorded})")
    for template in templates:
        aside = f", set aside: {template.aside}" if template.aside else ""
        click.echo(
            f"  template: {template.source}, quality {template.quality:.2f}, mask {template.mask or 'unknown'}, "
            f"model {template.model[:12]}{aside}"
        )


@command.command("export")
@click.argument("name")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@home_option
def export_person(name: str, file: Path, home: Home) -> None:
    """Write everything held about NAME to FILE (JSON), templates in the open included: for that person alone."""
    with _open(home, read_only=True) as gallery:
        person = find_person(gallery, name)
        note(home, "export", "person", subject=person.id)
        record = dossier(gallery, person)
    try:
        file.touch(mode=0o600, exist_ok=False)
        file.write_text(json.dumps(record, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        raise GalleryError(f"{file} can't be written: {error.strerror}") from None
    templates = len(record["templates"])
    click.echo(
        f"{file} holds all there is about {record['name']}, {templates} templates unsealed: delete it when done."
    )


@command.command("expire")
@click.argument("name")
@click.argument("day", metavar="YYYY-MM-DD|never")
@home_option
def expire_person(name: str, day: str, home: Home) -> None:
    """Set the day on which a person is removed, or lift it."""
    try:
        expires = None if day == "never" else date.fromisoformat(day)
    except ValueError:
        raise click.BadParameter(f"{day} is no day: write it like 2027-01-31, or never") from None
    with _open(home, read_only=False) as gallery:
        person = find_person(gallery, name)
        note(home, "admin", "expire", subject=person.id, day=day)
        person = gallery.expire(person, expires)
    click.echo(f"{person.name} {'stays' if expires is None else f'is removed on {expires}'}.")


@command.command("remove")
@click.argument("name")
@click.option("--yes", is_flag=True, help="Do not ask.")
@home_option
@json_option
def remove_person(name: str, yes: bool, home: Home, as_json: bool) -> None:
    """Remove a person for good: first the key of the templates, then every row. Ends in a receipt."""
    with _open(home, read_only=False) as gallery:
        person = find_person(gallery, name)
        if not yes:
            click.confirm(f"Remove {person.name} with {person.templates} templates?", abort=True)
        farewell(home, person)
        receipt = gallery.remove(person)
    _print_receipt(person, receipt, as_json=as_json)


@command.command("purge")
@click.option("--days", type=click.IntRange(1), help="Instead of [privacy] retention_days in the settings.")
@click.option("--dry-run", is_flag=True, help="Only say who it would be.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@home_option
@json_option
def purge(days: int | None, dry_run: bool, yes: bool, home: Home, as_json: bool) -> None:
    """Remove everybody whose time is over: past their day, or not let in for too long."""
    days = days or read_settings(home.settings).privacy.retention_days
    with _open(home, read_only=dry_run) as gallery:
        found = due(gallery.people(), gallery.last_seen(), SystemClock().utc().date(), days)
        for item in found:
            if as_json and dry_run:
                click.echo(json.dumps({"name": item.person.name, "why": item.why, "since": item.since.isoformat()}))
            elif not as_json:
                click.echo(f"{item.person.name}: {item.why} since {item.since}")
        if dry_run or not found:
            if not as_json:
                click.echo(f"{len(found)} people would be removed." if found else "Nobody's time is over.")
            return
        if not yes:
            click.confirm(f"Remove {len(found)} people?", abort=True)
        for item in found:
            farewell(home, item.person)
            _print_receipt(item.person, gallery.remove(item.person), as_json=as_json)
        gallery.note_looked(SystemClock().utc())


def _print_receipt(person: Person, receipt: Receipt, *, as_json: bool) -> None:
    time = SystemClock().utc().isoformat(timespec="seconds")
    if as_json:
        click.echo(json.dumps({"removed": time, **asdict(receipt)}))
        return
    click.echo(f"{person.name} is removed.")
    click.echo(f"  {time}, gallery revision {receipt.revision}, person {receipt.person}")
    click.echo(f"  key destroyed; {receipt.templates} templates and {receipt.consents} consents deleted")
    click.echo(f"  searched, and nothing found: {', '.join(Path(file).name for file in receipt.searched)}")
    click.echo(
        "  a running gate forgets within a second; backups: write their keys file anew, `gate backup --keys-only`"
    )


def _open(home: Home, *, read_only: bool) -> Gallery:
    return open_gallery(home, read_settings(home.settings), template_space=None, read_only=read_only)


def find_person(gallery: Gallery, name: str) -> Person:
    """The person of this name.

    Raises:
        GalleryError: nobody is called so.
    """
    person = gallery.find(name)
    if person is None:
        raise GalleryError(f"nobody named {name.strip()} is enrolled: see `gate people list`")
    return person


def _json(person: Person) -> str:
    record = {
        "id": person.id,
        "name": person.name,
        "created": person.created.isoformat(),
        "templates": person.templates,
        "expires": person.expires and person.expires.isoformat(),
    }
    return json.dumps(record, ensure_ascii=False)
