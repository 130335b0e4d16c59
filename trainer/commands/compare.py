"""`trainer compare`: students beside their teacher, with intervals."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from trainer.compare import compare_runs
from trainer.measuring_options import measuring
from trainer.paired import RATES, ROWS, Compared
from trainer.run_folder import RunFolder


@click.command("compare")
@click.argument("runs", nargs=-1, required=True, type=click.Path(path_type=Path))
@measuring("all")
def command(runs: tuple[Path, ...], family: str, images: int, mask_seed: int, replicates: int, as_json: bool) -> None:
    """Compare the students of RUNS with their teacher on the held-out people.

    Several runs are taken for one recipe from several seeds: the difference is that of their mean, with a paired 95 %
    interval over people.

    \b
    trainer compare runs/seed1 runs/seed2 runs/seed3
    trainer compare runs/seed1 --family b
    """  # noqa: D301 - click reads the \b
    console = Console(stderr=True)
    compared = compare_runs(
        [RunFolder(run) for run in runs],
        family=family,
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
        show = "{:.2%}".format if one.figure in RATES or one.figure == "EER" else "{:.4f}".format
        table.add_row(
            one.figure,
            show(one.baseline),
            " ".join(map(show, one.students)),
            show(one.difference),
            f"{show(one.interval[0])} to {show(one.interval[1])}" if one.interval else "",
        )
    return table
