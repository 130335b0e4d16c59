"""`trainer sweep`: one run's student at several shares between teacher and student."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click
from rich.console import Console

from trainer.compare import sweep
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
@measuring("b")
def command(
    run: Path,
    shares: tuple[float, ...],
    family: str,
    images: int,
    mask_seed: int,
    replicates: int,
    as_json: bool,
) -> None:
    """Measure RUN's student with its weights at several shares of the way from the teacher's, without training again.

    Figures are of the held-out people, with paired 95 % intervals of the difference to the teacher. The share that you
    choose is exported by `trainer export --share`.

    \b
    trainer sweep runs/first
    trainer sweep runs/first --share 0.3 --share 0.6 --family b
    """  # noqa: D301 - click reads the \b
    found = sweep(
        RunFolder(run),
        shares,
        family=family,
        images=images,
        seed=mask_seed,
        replicates=replicates,
        report=Console(stderr=True).print,
    )
    if as_json:
        for share, compared in found.items():
            for one in compared:
                click.echo(json.dumps({"share": float(share)} | asdict(one), ensure_ascii=False))
    else:
        click.echo(markdown(found, first="share", baseline="teacher"))
