"""`trainer bench`: is the loader quick enough, and what does the loop itself cost?"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from trainer.bench import Speeds, measure
from trainer.config_file import load_config
from trainer.data.prepared import PreparedFaces
from trainer.distributed import join_ranks


@click.command("bench")
@click.argument("config")
@click.option("--data", required=True, multiple=True, type=click.Path(path_type=Path), help="A prepared folder.")
@click.option("--set", "settings", multiple=True, metavar="KEY=VALUE", help="Change one value of the configuration.")
@click.option("--steps", default=20, show_default=True, type=click.IntRange(1), help="Steps in a round.")
@click.option("--rounds", default=3, show_default=True, type=click.IntRange(1), help="Rounds; medians are shown.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(
    config: str, data: tuple[Path, ...], settings: tuple[str, ...], steps: int, rounds: int, as_json: bool
) -> None:
    """Measure pictures a second: the loader alone, a bare PyTorch loop, and training by CONFIG.

    The bare loop has the same networks, losses and optimiser, and random pixels that lie on the device.

    \b
    trainer bench maskinv_lg --data prepared/ms1mv2 --set teacher.weights=295672backbone.pth
    trainer bench sface_maskinv --data prepared/celeba
    """  # noqa: D301 - click reads the \b
    run = load_config(config, settings)
    with join_ranks(run.training.device) as ranks:
        speeds = measure(run, PreparedFaces(data), ranks, steps=steps, rounds=rounds)
    if as_json:
        click.echo(json.dumps(asdict(speeds) | {"ratio": speeds.ratio}))
    else:
        Console().print(_table(speeds))


def _table(speeds: Speeds) -> Table:
    title = f"{speeds.device}, {speeds.precision}, {speeds.threads} threads"
    table = Table("", "pictures a second", title=title, box=None)
    table.add_row("the loader alone", f"{speeds.loader:,.0f}")
    table.add_row("a bare PyTorch loop", f"{speeds.bare:,.1f}")
    table.add_row("training", f"{speeds.training:,.1f}")
    table.add_row("training over the bare loop", f"{speeds.ratio:.3f}")
    table.add_row("loader over training", f"{speeds.loader / speeds.training:.1f}")
    table.add_row("time spent waiting for pictures", f"{speeds.waiting:.1%}")
    return table
