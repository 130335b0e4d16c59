"""`trainer head`: does the classification layer fit the cards?"""

from __future__ import annotations

import json
from dataclasses import asdict

import click
from rich.console import Console
from rich.table import Table

from trainer.heads.memory import measure


@click.command("head")
@click.option("--classes", multiple=True, default=(85_742,), show_default=True, type=click.IntRange(2))
@click.option("--ranks", multiple=True, default=(1, 2), show_default=True, type=click.IntRange(1), help="Processes.")
@click.option("--dim", default=512, show_default=True, type=click.IntRange(1), help="Elements of an embedding.")
@click.option("--batch", default=512, show_default=True, type=click.IntRange(1), help="Pictures of a step, in all.")
@click.option(
    "--rate", default=1.0, show_default=True, type=click.FloatRange(0, 1, min_open=True), help="head.sample_rate"
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(classes: tuple[int, ...], ranks: tuple[int, ...], dim: int, batch: int, rate: float, as_json: bool) -> None:
    """Measure the memory of the classification layer on each rank in a real step; it falls as classes / ranks.

    \b
    trainer head --ranks 1 --ranks 2 --ranks 4
    trainer head --classes 2000000 --ranks 8 --rate 0.1
    """  # noqa: D301 - click reads the \b
    found = [measure(classes=c, ranks=r, dim=dim, batch=batch, rate=rate) for c in classes for r in ranks]
    if as_json:
        click.echo(json.dumps([asdict(one) for one in found]))
        return
    table = Table("classes", "ranks", "centres, gradient, momentum", "peak of a step", box=None)
    for one in found:
        table.add_row(
            f"{one.classes:,}", f"{one.ranks}", *(f"{size / 2**20:,.0f} MiB" for size in (one.state, one.peak))
        )
    Console().print(table)
