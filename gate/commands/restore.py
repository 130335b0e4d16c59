"""`gate restore`: everybody back, from a backup."""

from __future__ import annotations

from pathlib import Path

import click

from gate.auditing import note
from gate.commands.options import home_option, passphrase_option
from gate.gallery.archive import ArchiveKeys, read_keys, restore
from gate.home import Home
from gate.passphrase import read_passphrase
from gate.settings import read_settings
from gate.vault import open_gallery, unlock


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--keys", "keys_file", type=click.Path(path_type=Path, dir_okay=False), help="Default: FILE.keys")
@click.option("--own-keys", is_flag=True, help="The archive was made by this gate: its own keys open it.")
@click.option("--replace", is_flag=True, help="Also if people are enrolled here: they go.")
@passphrase_option
@home_option
def command(
    file: Path, keys_file: Path | None, own_keys: bool, replace: bool, passphrase_file: Path | None, home: Home
) -> None:
    """Put the people of a backup into this gate, sealed under its own keys.

    \b
    gate keys init --tpm
    gate restore /media/usb/gate-2026-11.archive --keys /media/safe/gate.keys
    """  # noqa: D301 - click reads the \b
    settings = read_settings(home.settings)
    if own_keys:
        keys = ArchiveKeys.of(unlock(home, settings).keys)
    else:
        passphrase = read_passphrase("the backup", file=passphrase_file)
        keys = read_keys(keys_file or file.with_name(file.name + ".keys"), passphrase)
    with open_gallery(home, settings, template_space=None) as gallery:
        note(home, "admin", "restore")
        done = restore(gallery, file, keys, replace=replace)
    click.echo(f"{done.people} people are restored.")
    if done.removed:
        click.echo(f"left out, removed on this gate: {done.removed}")
    if done.without_key:
        click.echo(f"left out, their key is gone: {done.without_key}")
