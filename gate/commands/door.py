"""`gate door`: look at the door of a running gate, and move it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, TypeVar

import click

from gate.access.door_types import Action
from gate.commands.options import home_option, json_option
from gate.door_socket import Who, ask
from gate.home import Home
from gate.settings import read_settings

_Command = TypeVar("_Command", bound=Callable[..., Any])

_account = click.option("--account", metavar="NAME", help="An administrator; the password is asked for.")


@click.group("door")
def command() -> None:
    """The door of the gate that runs in this home. Orders are recorded in the audit log.

    \b
    gate door status
    gate door open                 # one pulse
    gate door unlock               # until it is locked again
    gate door emergency-lock
    gate door events
    """  # noqa: D301 - click reads the \b


@command.command("status")
@_account
@home_option
@json_option
def status(account: str | None, home: Home, as_json: bool) -> None:
    """The door's state, the line's level and what is not working."""
    _order(home, "status", account, as_json)


@command.command("events")
@_account
@home_option
@json_option
def events(account: str | None, home: Home, as_json: bool) -> None:
    """Every event from now on, until Ctrl-C."""
    for place, said in enumerate(ask(home.door_socket, "events", **_who(home, account))):
        if place == 0:
            continue  # the state, before anything has happened
        if as_json:
            click.echo(json.dumps(said, ensure_ascii=False))
        else:
            details = [said.get(name) for name in ("person", "reason", "state", "cause", "detail")]
            click.echo("  ".join([said["time"], said["event"], *(str(detail) for detail in details if detail)]))


def _word(action: Action, doc: str) -> None:
    @command.command(action.value.replace("_", "-"), help=doc)
    @_account
    @home_option
    @json_option
    def order(account: str | None, home: Home, as_json: bool) -> None:
        _order(home, action.value, account, as_json)


for _action, _doc in {
    Action.OPEN: "One pulse, as a grant gives.",
    Action.UNLOCK: "Unlock until it is locked again.",
    Action.LOCK: "Lock: ends a pulse, an unlocking, and the unlock hours of this day.",
    Action.EMERGENCY_LOCK: "Nobody comes in until `emergency-end`; the way out stays free.",
    Action.EMERGENCY_UNLOCK: "Unlock until `emergency-end`, whatever the schedules say.",
    Action.EMERGENCY_END: "End an emergency; nothing that was unlocked before unlocks by itself.",
}.items():
    _word(_action, _doc)


def _order(home: Home, order: str, account: str | None, as_json: bool) -> None:
    (said,) = ask(home.door_socket, order, **_who(home, account))
    if as_json:
        click.echo(json.dumps(said, ensure_ascii=False))
        return
    line = "unlocked" if said["unlocked"] else "locked"
    problems = "".join(f"; {name}: {problem}" for name, problem in said["problems"].items())
    click.echo(f"{said['gate']}: {said['state'].replace('_', ' ')}, the line {line}{problems}")


def _who(home: Home, account: str | None) -> Who:
    if account is None and read_settings(home.settings).policy.door_accounts:
        account = str(click.prompt("Account", err=True))
    password = click.prompt("Password", hide_input=True, err=True) if account else None
    return Who(account=account, password=password)
