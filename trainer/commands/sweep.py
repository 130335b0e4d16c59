"""`trainer sweep`: one run's student at several shares between teacher and student."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click
from rich.console import Console

from trainer.compare import sweep
from trainer.config import Export
from trainer.ladder_table import markdown
from trainer.measuring_options import measuring
from trainer.run_folder import RunFolder

SHARES = (0.25, 0.5, 0.75, 1.0)


@click.command("sweep")
@click.argument("run", type=click.Path(path_type=Path))
@click.option(
    "--share",
    "shares",
    multiple=True,
    default=SHARES,
    show_default=True,
    type=click.FloatRange(0, 1, min_open=True),
    help="Of the student; may repeat.",
)
@click.option(
    "--whiten",
    "amounts",
    multiple=True,
    default=(0.0,),
    show_default=True,
    type=click.FloatRange(0, 1),
    help="How far the last layer is whitened; may repeat.",
)
@measuring("b")
def command(
    run: Path,
    shares: tuple[float, ...],
    amounts: tuple[float, ...],
    family: str,
    images: int,
    mask_seed: int,
    replicates: int,
    as_json: bool,
) -> None:
    """Measure RUN's student with its weights at several shares of the way from the teacher's, without training again.

    Figures are of the held-out people, with paired 95 % intervals of the difference to the teacher. The share that you
    choose is exported by `trainer export --share`; so is whitening, which evens out in the last layer what the training
    people's pictures differ in.

    \b
    trainer sweep runs/first
    trainer sweep runs/first --share 0.3 --share 0.6 --family b
    trainer sweep runs/first --share 0.4 --whiten 0 --whiten 0.5
    """  # noqa: D301 - click reads the \b
    found = sweep(
        RunFolder(run),
        [Export(interpolate=share, whiten=amount) for share in shares for amount in amounts],
        family=family,
        images=images,
        seed=mask_seed,
        replicates=replicates,
        report=Console(stderr=True).print,
    )
    if as_json:
        for export, compared in found.items():
            for one in compared:
                chosen = {"share": export.interpolate, "whiten": export.whiten}
                click.echo(json.dumps(chosen | asdict(one), ensure_ascii=False))
    else:
        click.echo(markdown({_name(export): rows for export, rows in found.items()}, first="share", baseline="teacher"))


def _name(export: Export) -> str:
    return f"{export.interpolate:g}" + (f", whitened by {export.whiten:g}" if export.whiten else "")
