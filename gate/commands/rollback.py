"""`gate rollback`: the release before."""

from __future__ import annotations

import click

from gate.commands.options import home_option, manager_options, releases_option
from gate.home import Home
from gate.host.update.manager import Systemd
from gate.host.update.pending import read_pending
from gate.host.update.releases import Releases
from gate.host.update.switch import roll_back


@click.command("rollback")
@click.option("--if-pending", is_flag=True, help="Only from an update that has not proved itself; else do nothing.")
@click.option("--with-data", is_flag=True, help="Also put databases back that the release before can't read any more.")
@manager_options
@releases_option
@home_option
def command(if_pending: bool, with_data: bool, manager: Systemd, releases: Releases, home: Home) -> None:
    """Return to the release before, or finish an update that was cut off by returning.

    \b
    gate rollback
    gate rollback --with-data      # sets aside what was committed since, see docs/service.md
    """  # noqa: D301 - click reads the \b
    with releases.locked():
        if if_pending and read_pending(home) is None:
            click.echo("No update is pending.")
            return
        why = "it kept failing" if if_pending else "asked for"
        number = roll_back(home, releases, manager, why=why, with_data=with_data)
    click.echo(f"Release {number} runs.")
