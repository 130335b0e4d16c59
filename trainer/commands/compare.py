"""`trainer compare`: students beside their teacher, with intervals."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from trainer.compare import ROWS, Compared, compare
from trainer.data.painter import family_painter
from trainer.run_folder import RunFolder


@click.command("compare")
@click.argument("runs", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--family", type=click.Choice(["all", "a", "b"]), default="all", show_default=True, help="Of masks.")
@click.option("--images", default=2000, show_default=True, type=click.IntRange(2), help="Held-out pictures at most.")
@click.option("--mask-seed", default=0, show_default=True, help="Of the masks.")
@click.option("--replicates", default=300, show_default=True, type=click.IntRange(2), help="Of the bootstrap.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, one figure a line.")
def command(runs: tuple[Path, ...], family: str, images: int, mask_seed: int, replicates: int, as_json: bool) -> None:
    """Compare the students of RUNS with their teacher on the held-out people.

    Several runs are taken for one recipe from several seeds: the difference is that of their mean, with a paired 95 %
    interval over people.

    \b
    trainer compare runs/seed1 runs/seed2 runs/seed3
    trainer compare runs/seed1 --family b
    """  # noqa: D301 - click reads the \b
    console = Console(stderr=True)
    compared = compare(
        [RunFolder(run) for run in runs],
        family_painter(family),
        images=images,
        seed=mask_seed,
        replicates=replicates,
        report=console.print,
    )
    if as_json:
        for one in compared:
            click.echo(json.dumps(asdict(one), ensure_ascii=False))
    else:
        for row in ROWS:
            Console().print(_table(row, [one for one in compared if one.row == row]))


def _table(row: str, compared: list[Compared]) -> Table:
    table = Table("", "teacher", "students", "difference", "95 % interval", title=row, box=None)
    for one in compared:
        show = "{:.2%}".format if one.figure.startswith("FNMR") else "{:.4f}".format
        table.add_row(
            one.figure,
            show(one.teacher),
            " ".join(map(show, one.students)),
            show(one.difference),
            f"{show(one.interval[0])} to {show(one.interval[1])}",
        )
    return table
