"""`gate access accounts`: administrators of the gate's screens."""

from __future__ import annotations

import json

import click

from gate.access.rules.accounts import Role
from gate.commands.changing import changing, secret
from gate.commands.options import home_option, json_option
from gate.home import Home
from gate.witness import open_access

_ROLES = click.Choice([role.value for role in Role])
_stdin = click.option("--from-stdin", is_flag=True, help="Read the password from standard input instead of asking.")


@click.group("accounts")
def accounts() -> None:
    """Administrators: each with roles, a password, and a lock after failures.

    \b
    gate access accounts add chief --role manage --role audit
    gate access accounts disable chief
    """  # noqa: D301 - click reads the \b


@accounts.command("list")
@home_option
@json_option
def list_accounts(home: Home, as_json: bool) -> None:
    """Every account with its roles."""
    found = []
    if home.access.exists():
        with open_access(home, read_only=True) as access:
            found = access.accounts.all()
    for account in found:
        roles = sorted(role.value for role in account.roles)
        if as_json:
            said = {"name": account.name, "roles": roles, "disabled": account.disabled}
            click.echo(json.dumps(said, ensure_ascii=False))
        else:
            click.echo(f"{account.name}: {', '.join(roles)}{' (disabled)' if account.disabled else ''}")


@accounts.command("add")
@click.argument("name")
@click.option("--role", "roles", type=_ROLES, multiple=True, required=True, help="May be given several times.")
@_stdin
@home_option
def add(name: str, roles: tuple[str, ...], from_stdin: bool, home: Home) -> None:
    """Add an account; the first one needs the role manage."""
    password = secret("Password", from_stdin=from_stdin)
    with changing(home, "account add", account=name, roles=roles) as access:
        account = access.accounts.add(name, frozenset(Role(role) for role in roles), password)
    click.echo(f"The account {account.name} is added.")


@accounts.command("password")
@click.argument("name")
@_stdin
@home_option
def password(name: str, from_stdin: bool, home: Home) -> None:
    """Set another password, and open the account if it was locked."""
    text = secret("Password", from_stdin=from_stdin)
    with changing(home, "account password", account=name) as access:
        access.accounts.set_password(name, text)
    click.echo("The password is set.")


@accounts.command("roles")
@click.argument("name")
@click.option("--role", "roles", type=_ROLES, multiple=True, required=True, help="All that the account shall have.")
@home_option
def set_roles(name: str, roles: tuple[str, ...], home: Home) -> None:
    """Give an account these roles and no others."""
    with changing(home, "account roles", account=name, roles=roles) as access:
        access.accounts.change(name, roles=frozenset(Role(role) for role in roles))
    click.echo("The roles are set.")


@accounts.command("disable")
@click.argument("name")
@click.option("--undo", is_flag=True, help="Enable it again.")
@home_option
def disable(name: str, undo: bool, home: Home) -> None:
    """Keep an account from logging in."""
    with changing(home, "account enable" if undo else "account disable", account=name) as access:
        access.accounts.change(name, disabled=not undo)
    click.echo(f"The account is {'enabled' if undo else 'disabled'}.")


@accounts.command("remove")
@click.argument("name")
@home_option
def remove(name: str, home: Home) -> None:
    """Remove an account."""
    with changing(home, "account remove", account=name) as access:
        access.accounts.remove(name)
    click.echo("The account is removed.")
