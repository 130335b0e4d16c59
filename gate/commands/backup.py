"""`gate backup`: everybody, sealed, in a file."""

from __future__ import annotations

from pathlib import Path

import click

from gate.auditing import note
from gate.clock import SystemClock
from gate.commands.options import home_option, passphrase_option
from gate.gallery.archive import ArchiveKeys, write_archive, write_keys
from gate.home import Home
from gate.passphrase import read_passphrase
from gate.settings import read_settings
from gate.vault import open_gallery, unlock


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--keys", "keys_file", type=click.Path(path_type=Path, dir_okay=False), help="Default: FILE.keys")
@click.option(
    "--keys-only", is_flag=True, help="Only write the keys file anew: after a removal, older archives lose it."
)
@passphrase_option
@home_option
def command(file: Path, keys_file: Path | None, keys_only: bool, passphrase_file: Path | None, home: Home) -> None:
    """Write everybody to FILE, and what opens it to FILE.keys, under a passphrase.

    Keep one keys file, apart from the archives, and write it anew after a removal: then no archive gives the removed
    person again. `gate restore` puts both into any gate.

    \b
    gate backup /media/usb/gate-2026-11.archive --keys /media/safe/gate.keys
    gate backup /media/usb/gate-2026-11.archive --keys /media/safe/gate.keys --keys-only
    """  # noqa: D301 - click reads the \b
    settings = read_settings(home.settings)
    keys_file = keys_file or file.with_name(file.name + ".keys")
    keys = ArchiveKeys.of(unlock(home, settings).keys)
    passphrase = read_passphrase("the backup", new=True, file=passphrase_file)
    passphrase.refuse_short()
    note(home, "export", "backup", keys_only=keys_only)
    if not keys_only:
        with open_gallery(home, settings, template_space=None, read_only=True) as gallery:
            people = write_archive(gallery, keys, file, SystemClock().utc())
        click.echo(f"{people} people are in {file}.")
    write_keys(keys, passphrase, keys_file)
    click.echo(f"{keys_file} opens it with the passphrase.")
