"""`gate people`: who is enrolled."""

from __future__ import annotations

import json

import click
from rich.console import Console
from rich.table import Table

from gate.commands.options import home_option, json_option
from gate.gallery.errors import GalleryError
from gate.gallery.gallery import Gallery
from gate.gallery.types import Person
from gate.home import Home
from gate.settings import read_settings
from gate.vault import open_gallery


@click.group("people")
def command() -> None:
    r"""List, show and remove enrolled people.

    \b
    gate people list
    gate people show "Anna Berg"
    gate people remove "Anna Berg" --yes
    """


@command.command("list")
@home_option
@json_option
def list_people(home: Home, as_json: bool) -> None:
    """Everybody enrolled, by name."""
    people: list[Person] = []
    if home.gallery.exists():
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
        person = _find(gallery, name)
        consents, templates = gallery.consents(person), gallery.records(person)
    if as_json:
        record = json.loads(_json(person))
        record["consents"] = [
            {"text": c.text, "purpose": c.purpose, "operator": c.operator, "given": c.given.isoformat()}
            for c in consents
        ]
        record["records"] = [
            {"source": t.source, "quality": round(t.quality, 3), "model": t.model, "template_space": t.template_space}
            for t in templates
        ]
        click.echo(json.dumps(record, ensure_ascii=False))
        return
    click.echo(f"{person.name}, enrolled {person.created:%Y-%m-%d %H:%M} UTC")
    for consent in consents:
        click.echo(f"  consent: {consent.text} (recorded by {consent.operator}, {consent.given:%Y-%m-%d %H:%M} UTC)")
    for template in templates:
        click.echo(f"  template: {template.source}, quality {template.quality:.2f}, model {template.model[:12]}")


@command.command("remove")
@click.argument("name")
@click.option("--yes", is_flag=True, help="Do not ask.")
@home_option
def remove_person(name: str, yes: bool, home: Home) -> None:
    """Remove a person with consents and templates, for good."""
    with _open(home, read_only=False) as gallery:
        person = _find(gallery, name)
        if not yes:
            click.confirm(f"Remove {person.name} with {person.templates} templates?", abort=True)
        gallery.remove(person)
    click.echo(f"{person.name} is removed.")


def _open(home: Home, *, read_only: bool) -> Gallery:
    return open_gallery(home, read_settings(home.settings), template_space=None, read_only=read_only)


def _find(gallery: Gallery, name: str) -> Person:
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
    }
    return json.dumps(record, ensure_ascii=False)
