"""`gate admin`: the administrators' window, the first administrator, and the way back in."""

from __future__ import annotations

import os
import sys

import click

from gate.access.errors import AccessError
from gate.access.rules.accounts import Role
from gate.administration import new_password
from gate.commands.changing import changing
from gate.commands.options import home_option
from gate.home import Home


@click.group("admin", invoke_without_command=True)
@home_option
@click.pass_context
def command(context: click.Context, home: Home) -> None:
    """Open the administrators' window, or (with INIT or RESET-PASSWORD) see to who may log in there.

    \b
    gate admin
    gate admin init
    sudo gate admin reset-password admin
    """  # noqa: D301 - click reads the \b
    if context.invoked_subcommand is None:
        from gate.ui.app import run_admin

        sys.exit(run_admin(home))


@command.command("init")
@click.option("--name", default="admin", show_default=True, help="Of the account.")
@home_option
def init(name: str, home: Home) -> None:
    """Make the first administrator, with all roles and a password that is shown once and has to be replaced."""
    password = new_password()
    with changing(home, "account init", account=name) as access:
        if access.accounts.all():
            raise AccessError("there are administrators already: see `gate access accounts list`")
        account = access.accounts.add(name, frozenset(Role), password, one_time=True)
    click.echo(f"account {account.name}\npassword {password}")
    click.echo("It is shown this once; the first log-in asks for another.", err=True)


@command.command("reset-password")
@click.argument("name")
@home_option
def reset_password(name: str, home: Home) -> None:
    """Give an account a new password, shown once, and open it if it was locked. For root on the device alone."""
    if os.geteuid() != 0:
        raise AccessError("only root resets a password here: `sudo gate admin reset-password NAME`")
    password = new_password()
    with changing(home, "account reset", account=name) as access:
        access.accounts.set_password(name, password, one_time=True)
        account = access.accounts.change(name, disabled=False)
    click.echo(f"account {account.name}\npassword {password}")
    click.echo("It is shown this once; the next log-in asks for another.", err=True)
