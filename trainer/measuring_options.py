"""The options of commands that measure networks on held-out people."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

_Command = Callable[..., Any]


def measuring(family: str) -> Callable[[_Command], _Command]:
    """`--family --images --mask-seed --replicates --json`; the first by default as given."""
    options = (
        click.option(
            "--family", type=click.Choice(["all", "a", "b"]), default=family, show_default=True, help="Of masks."
        ),
        click.option(
            "--images", default=2000, show_default=True, type=click.IntRange(2), help="Held-out pictures at most."
        ),
        click.option("--mask-seed", default=0, show_default=True, help="Of the masks."),
        click.option("--replicates", default=300, show_default=True, type=click.IntRange(2), help="Of the bootstrap."),
        click.option("--json", "as_json", is_flag=True, help="Print JSON, one figure a line."),
    )

    def add(command: _Command) -> _Command:
        for option in reversed(options):
            command = option(command)
        return command

    return add
