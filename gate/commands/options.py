"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from gate.home import Home, find_home
from gate.host.update.manager import Systemd
from gate.host.update.releases import FOLDER, Releases, releases_of

_Command = TypeVar("_Command", bound=Callable[..., Any])


def _home(_context: click.Context, _parameter: click.Parameter, value: str | None) -> Home:
    return find_home(value)


def home_option(command: _Command) -> _Command:
    """`--home DIR`: the function gets it as `home: Home`."""
    return click.option(
        "--home",
        callback=_home,
        is_eager=True,
        metavar="DIR",
        help="Where gallery, settings, logs and models live (or GATE_HOME).",
    )(command)


def json_option(command: _Command) -> _Command:
    """`--json`: the function gets it as `as_json: bool`."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON, one object a line.")(command)


def model_option(command: _Command) -> _Command:
    """`--model NAME|FILE`: the function gets it as `model: str | None`."""
    return click.option(
        "--model",
        metavar="NAME|FILE",
        help="Recogniser to use instead of the one in the settings (ONNX with its card).",
    )(command)


def passphrase_option(command: _Command) -> _Command:
    """`--passphrase-file FILE`: the function gets it as `passphrase_file: Path | None`."""
    return click.option(
        "--passphrase-file",
        type=click.Path(path_type=Path, dir_okay=False),
        help="Take the passphrase from this file instead of asking.",
    )(command)


def manager_options(command: _Command) -> _Command:
    """`--user`: the function gets `manager: Systemd`."""

    def made(_context: click.Context, _parameter: click.Parameter, user: bool) -> Systemd:
        return Systemd(user=user)

    return click.option("--user", "manager", is_flag=True, callback=made, help="The service is this user's own.")(
        command
    )


def releases_option(command: _Command) -> _Command:
    """`--releases DIR`: the function gets it as `releases: Releases`."""

    def made(context: click.Context, _parameter: click.Parameter, value: str | None) -> Releases:
        return Releases(Path(value)) if value else releases_of(context.params["home"])

    return click.option(
        "--releases", callback=made, metavar="DIR", envvar=FOLDER, help="Where releases live; default: HOME/releases."
    )(command)
