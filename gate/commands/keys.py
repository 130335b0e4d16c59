"""`gate keys`: what guards the templates."""

from __future__ import annotations

import json
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from gate.auditing import note
from gate.clock import SystemClock
from gate.commands.options import home_option, json_option, passphrase_option
from gate.gallery.errors import GalleryError
from gate.gallery.file import kept_in
from gate.gallery.keys.keyring import read_slots
from gate.gallery.keys.lock import KeyRefusedError, Slot
from gate.home import Home
from gate.settings import read_settings
from gate.vault import KINDS, LABELS, NO_KEY, lock_of, make_keys, open_gallery, unlock

_STOLEN_DISK = "The key lies on the same disk as the templates: whoever takes the disk has both."


@click.group("keys")
def command() -> None:
    """Choose, list, add and renew the keys of the sealed gallery.

    \b
    gate keys init --tpm
    gate keys add --passphrase --label "recovery, in the safe"
    gate keys list
    gate keys rotate
    """  # noqa: D301 - click reads the \b


def _kind_options(function: click.decorators.FC) -> click.decorators.FC:
    helps = {
        "tpm": "Sealed by this machine's TPM 2.0: opens unattended, and on this machine only.",
        "passphrase": "Asked for at every start, or given by systemd or GATE_PASSPHRASE_FILE.",
        "file": "A file on the same disk: whoever takes the disk has the templates.",
    }
    for kind in reversed(KINDS):
        function = click.option(f"--{kind}", "kind", flag_value=kind, help=helps[kind])(function)
    return function


@command.command("init")
@_kind_options
@passphrase_option
@home_option
def init(kind: str | None, passphrase_file: Path | None, home: Home) -> None:
    """Make the gate's keys; a gallery that is not sealed yet is sealed with them.

    \b
    gate keys init --tpm
    gate keys init --passphrase
    gate keys init --file
    """  # noqa: D301 - click reads the \b
    settings = read_settings(home.settings)
    kind = kind or settings.privacy.key
    if kind is None:
        raise KeyRefusedError(NO_KEY)
    unsealed = home.gallery.exists() and kept_in(home.gallery) == "plain"
    if not (home.keyring.exists() and unsealed):  # a kill may have come between the keys and the sealing
        make_keys(home, settings, kind, passphrase_file=passphrase_file)
        click.echo(f"The gate's templates are guarded by: {LABELS[kind]}.")
        if kind == "file":
            click.echo(_STOLEN_DISK, err=True)
    if unsealed:
        with open_gallery(home, settings, template_space=None) as gallery:
            people = len(gallery.people())
        click.echo(f"{people} people were kept unsealed and are sealed now; a sealed backup is in {home.backups}.")
    click.echo(f"Without {home.keyring} nothing opens: keep a backup elsewhere, `gate backup FILE`.")


@command.command("list")
@home_option
@json_option
def list_slots(home: Home, as_json: bool) -> None:
    """Every way to open the gallery; none is opened for it."""
    slots = _slots(home)
    if as_json:
        for slot in slots:
            record = {"id": slot.id, "kind": slot.kind, "label": slot.label, "created": slot.created.isoformat()}
            click.echo(json.dumps(record, ensure_ascii=False))
        return
    table = Table("Key", "Kind", "Label", "Made", box=None)
    for slot in slots:
        table.add_row(slot.id[:8], slot.kind, slot.label, f"{slot.created:%Y-%m-%d %H:%M} UTC")
    Console().print(table)


@command.command("add")
@_kind_options
@click.option("--label", help="What it is for, to tell it from others.")
@passphrase_option
@home_option
def add(kind: str | None, label: str | None, passphrase_file: Path | None, home: Home) -> None:
    """Let one more key open the gallery: a passphrase for emergencies, the TPM of a second device."""
    if kind is None:
        raise click.UsageError("name the kind: --tpm, --passphrase or --file")
    settings = read_settings(home.settings)
    keyring = unlock(home, settings).keys
    lock = lock_of(kind, home, settings, passphrase_file=passphrase_file)
    note(home, "admin", "add key", kind_of_key=kind)
    slot = keyring.add_slot(lock, label=label or LABELS[kind], created=SystemClock().utc())
    click.echo(f"The gallery opens with one more key: {slot.label} ({slot.id[:8]}).")
    if kind == "file":
        click.echo(_STOLEN_DISK, err=True)


@command.command("remove")
@click.argument("key")
@home_option
def remove(key: str, home: Home) -> None:
    """Take KEY (as listed; its first characters do) away. A copy of the keyring made before still opens with it."""
    found = [slot for slot in _slots(home) if slot.id.startswith(key)]
    if len(found) != 1:
        raise GalleryError(f"{len(found) or 'no'} keys begin with {key}: see `gate keys list`")
    keyring = unlock(home, read_settings(home.settings)).keys
    note(home, "admin", "remove key", kind_of_key=found[0].kind)
    keyring.remove_slot(found[0])
    if found[0].kind == "file" and not any(slot.kind == "file" for slot in _slots(home)):
        home.key_file.unlink(missing_ok=True)
    click.echo(f"The gallery no longer opens with: {found[0].label}.")


@command.command("rotate")
@home_option
def rotate(home: Home) -> None:
    """Renew everything: gallery key, everybody's keys, the secret rotation; seal all templates anew."""
    with open_gallery(home, read_settings(home.settings), template_space=None) as gallery:
        note(home, "admin", "rotate keys")
        gallery.reencode(gallery.ledger.store)
        people = len(gallery.people())
    click.echo(f"{people} people are sealed under new keys. Older backups keep their own keys file: make a new one.")


def _slots(home: Home) -> list[Slot]:
    if not home.keyring.exists():
        raise KeyRefusedError(NO_KEY)
    return read_slots(home.keyring)
