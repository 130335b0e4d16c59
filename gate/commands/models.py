"""`gate models`: the networks of a gate, and how those that don't ship with it come in."""

from __future__ import annotations

import json
from pathlib import Path

import click

from engines.builtin import BUILTINS, SHIPPED
from engines.card import card_path, read_card
from engines.errors import ModelError
from engines.liveness.add import add as add_weights
from engines.liveness.add import fetch as fetch_weights
from engines.liveness.known import KNOWN
from gate.commands.options import home_option, json_option
from gate.home import Home


@click.group("models")
def command() -> None:
    """List the networks of this gate, add or fetch those that it does not ship with.

    \b
    gate models list
    gate models add liveness 2.7_80x80_MiniFASNetV2.pth 4_0_0_80x80_MiniFASNetV1SE.pth
    """  # noqa: D301 - click reads the \b


@command.command("list")
@home_option
@json_option
def list_models(home: Home, as_json: bool) -> None:
    """What is built in, what was added, and what could be.

    \b
    gate models list
    """  # noqa: D301 - click reads the \b
    cards = [
        *(builtin.card for builtin in BUILTINS.values()),
        *(read_card(card_path(path)) for path in SHIPPED.values()),
    ]
    lines = [
        {"name": card.name, "kind": card.kind, "state": "built in", "licence": card.licence}
        for card in sorted(cards, key=lambda card: card.name)
    ]
    for known in KNOWN:
        path = home.models / known.file
        state = "not installed"
        if path.is_file():
            try:
                state = f"installed, digest {read_card(card_path(path)).digest[:12]}…"
            except ModelError as error:
                state = f"can't be used: {error}"
        lines.append({"name": known.name, "kind": "liveness", "state": state, "licence": "Apache-2.0"})
    for line in lines:
        said = "{name}: {kind}, {state}, {licence}".format(**line)
        click.echo(json.dumps(line, ensure_ascii=False) if as_json else said)


@command.group("add")
def add() -> None:
    """Add files that were downloaded elsewhere."""


@add.command("liveness")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@home_option
def add_liveness(files: tuple[Path, ...], home: Home) -> None:
    """Convert official Silent-Face weights (.pth) to ONNX for this gate; other files are refused by their digest.

    \b
    gate models add liveness 2.7_80x80_MiniFASNetV2.pth 4_0_0_80x80_MiniFASNetV1SE.pth
    """  # noqa: D301 - click reads the \b
    for file in files:
        click.echo(f"added {add_weights(file, home.models)}")


@command.command("fetch")
@home_option
def fetch(home: Home) -> None:
    """Download the official liveness weights (https, digests checked) and convert them.

    \b
    gate models fetch
    """  # noqa: D301 - click reads the \b
    for known in KNOWN:
        if (home.models / known.file).is_file():
            click.echo(f"{known.name} is installed")
        else:
            click.echo(f"added {fetch_weights(known, home.models)}")
