"""`trainer ladder`: several recipes on one data set, beside each other."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Literal

import click
from rich.console import Console

from engines.files import write_atomically
from trainer.errors import TrainerError
from trainer.ladder import TEACHER, Ladder, measure_rungs, train_rungs
from trainer.ladder_table import markdown

RUNGS = ("sface_plain", "sface_masks", "sface_maskinv_lg", "sface_maskinv_hg", "sface_maskinv")


@click.command("ladder")
@click.argument("rungs", nargs=-1)
@click.option("--data", required=True, multiple=True, type=click.Path(path_type=Path), help="A prepared folder.")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="For runs, figures and table.")
@click.option("--seed", "seeds", multiple=True, default=(1,), show_default=True, help="Of a run; may repeat.")
@click.option("--set", "settings", multiple=True, metavar="KEY=VALUE", help="Change one value of all rungs.")
@click.option("--family", type=click.Choice(["a", "b"]), default="b", show_default=True, help="Of masks measured on.")
@click.option("--images", default=2000, show_default=True, type=click.IntRange(2), help="Held-out pictures at most.")
@click.option("--mask-seed", default=0, show_default=True, help="Of the masks.")
@click.option("--replicates", default=1000, show_default=True, type=click.IntRange(2), help="Of the bootstrap.")
@click.option("--baseline", default=TEACHER, show_default=True, help="What differences are to: or a rung's name.")
def command(
    rungs: tuple[str, ...],
    data: tuple[Path, ...],
    out: Path,
    seeds: tuple[int, ...],
    settings: tuple[str, ...],
    family: Literal["a", "b"],
    images: int,
    mask_seed: int,
    replicates: int,
    baseline: str,
) -> int:
    """Train the configurations RUNGS one after the other, and print a table of their students and the teacher.

    Without RUNGS: a plain head, masks without distillation, MaskInv-LG, MaskInv-HG, and our recipe. Trained is on the
    family of drawn masks that is not measured on. The same command goes on where it was stopped; finished runs and
    figures are taken as they are. The table and all figures are kept in OUT: ladder.md, ladder.json.

    \b
    trainer ladder --data prepared/celeba --data prepared/lfw --out runs/ladder
    trainer ladder sface_masks mine.yaml --seed 1 --seed 2 --data prepared/celeba --out ladder --baseline sface_masks
    """  # noqa: D301 - click reads the \b
    ladder = Ladder(rungs or RUNGS, seeds, settings, family, images, mask_seed, replicates)
    console = Console(stderr=True)
    stopped = train_rungs(ladder, data, out, console)
    if stopped is not None:
        return 128 + stopped
    found = measure_rungs(ladder, data, out, baseline=baseline, report=console.print)
    table = markdown(found, first="rung", baseline=baseline)
    records = [{"rung": name} | asdict(one) for name, compared in found.items() for one in compared]
    try:
        write_atomically(out / "ladder.md", table.encode())
        write_atomically(out / "ladder.json", (json.dumps(records, ensure_ascii=False) + "\n").encode())
    except OSError as error:
        raise TrainerError(f"the table can't be written in {out}: {error.strerror}") from None
    click.echo(table)
    return 0
