"""`gate settings`: what may stand in gate.toml."""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from gate.commands.options import json_option
from gate.host.reference import markdown, tables


@click.command("settings")
@json_option
def command(as_json: bool) -> None:
    """Print every key of gate.toml, with its default, its range, and whether a running gate takes it over.

    \b
    gate settings > docs/settings.md
    gate settings --json
    """  # noqa: D301 - click reads the \b
    if not as_json:
        click.echo(markdown(), nl=False)
        return
    for table in tables():
        click.echo(json.dumps(asdict(table), ensure_ascii=False))
