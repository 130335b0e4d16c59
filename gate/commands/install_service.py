"""`gate install-service`: the gate as a service of systemd."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from gate.home import find_home
from gate.host.errors import HostError
from gate.host.install import Places, call, files, groups_here, install, uninstall
from gate.host.units import GROUPS, SERVICE, STATE, Installation
from gate.host.update.releases import FOLDER


@click.command("install-service")
@click.option("--user", is_flag=True, help="A unit of this user's own, with this user's rights.")
@click.option("--dry-run", is_flag=True, help="Print the files, and write none.")
@click.option("--uninstall", "remove", is_flag=True, help="Stop the gate and take its units away; HOME stays.")
@click.option("--window", type=click.Choice(["x11", "wayland", "eglfs"]), help="Show the kiosk; else it runs headless.")
@click.option("--credentials", metavar="FILE", help="As `gate run --credentials`.")
@click.option("--passphrase-credential", type=click.Path(path_type=Path), help="Made by `systemd-creds encrypt`.")
@click.option("--account", default="maskgate", show_default=True, help="Who runs it; made where it is missing.")
@click.option(
    "--program", type=click.Path(path_type=Path), help="`gate` to run; default: the current release, or this."
)
@click.option("--releases", type=click.Path(path_type=Path), envvar=FOLDER, help="Default: HOME/releases.")
@click.option("--home", metavar="DIR", help=f"Default: {STATE}, or with --user this user's.")
def command(
    user: bool,
    dry_run: bool,
    remove: bool,
    window: str | None,
    credentials: str | None,
    passphrase_credential: Path | None,
    account: str,
    program: Path | None,
    releases: Path | None,
    home: str | None,
) -> None:
    """Write the units of a gate that starts with the machine, is watched, and is started anew when it stands still.

    Nothing is started: `systemctl enable --now maskgate` does that. Run again, it writes what has changed.

    \b
    sudo gate install-service
    gate install-service --dry-run --window eglfs
    gate install-service --user --window x11
    """  # noqa: D301 - click reads the \b
    place = find_home(home).path if user else Path(home or STATE)
    if window == "wayland" and not user:
        raise HostError("a Wayland session shows only its own account's windows: use --user in it, or --window eglfs")
    releases = (releases or place / "releases").absolute()
    installation = Installation(
        program=(program or _program(releases)).absolute(),
        home=place.absolute(),
        releases=releases,
        account=None if user else account,
        groups=() if user else groups_here(window),
        passphrase=passphrase_credential.absolute() if passphrase_credential else None,
        window=window,
        run_options=("--credentials", credentials) if credentials else (),
    )
    _refuse_odd(installation)
    places = Places.of_user() if user else Places.of_system()
    if dry_run:
        for path, text in files(installation, places).items():
            click.echo(f"# {path}\n{text}")
        return
    if not user and os.geteuid() != 0:
        raise HostError("units of the machine are root's to write: use sudo, or --user for one of your own")
    changed = (uninstall if remove else install)(installation, places, call)
    for path in changed:
        click.echo(f"{'removed' if remove else 'written'}: {path}")
    if not changed:
        click.echo("Nothing to do: all is as it should be.")
    elif not remove:
        _next_steps(installation)


def _program(releases: Path) -> Path:
    current = releases / "current" / "bin" / "gate"
    return current if current.exists() else Path(sys.executable).parent / "gate"


def _refuse_odd(installation: Installation) -> None:
    """A unit file splits at blanks and reads % and $ in its own way; no path needs them."""
    texts = [installation.program, installation.home, installation.releases, installation.passphrase or ""]
    texts += [*installation.run_options, installation.account or ""]
    for text in map(str, texts):
        if any(character.isspace() or character in "%$\\\"';" for character in text):
            raise HostError(f"{text!r} can't stand in a unit: choose a path without blanks, quotes, % and $")


def _next_steps(installation: Installation) -> None:
    words = "systemctl --user" if installation.account is None else "systemctl"
    missing = [] if installation.account is None else [name for name in GROUPS if name not in installation.groups]
    if missing:
        click.echo(f"This system has no group {', '.join(missing)}: see docs/service.md if the gate needs its devices.")
    click.echo(f"Next: {words} enable --now {SERVICE}")
