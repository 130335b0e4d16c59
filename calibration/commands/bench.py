"""`calibration bench`: how fast templates and figures are made."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from calibration.benchmark import area, from_disk, reduction
from calibration.commands.options import json_option, model_argument
from calibration.commands.printing import print_table
from calibration.errors import CalibrationError
from engines.registry import resolve

COMPARISONS = 14_143
"""Images whose every two are 100 million comparisons."""


@click.command("bench")
@model_argument
@click.option(
    "--data",
    required=True,
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    metavar="DIR",
    help="Photographs, one face each.",
)
@click.option("--images", default=200, show_default=True, type=click.IntRange(16), help="How many of them.")
@click.option("--rounds", default=5, show_default=True, type=click.IntRange(1), help="Medians are told.")
@click.option("--scores", default=10_000_000, show_default=True, type=click.IntRange(100), help="For the metric.")
@json_option
def command(model: str, data: Path, images: int, rounds: int, scores: int, as_json: bool) -> None:
    r"""Measure MODEL's path from photographs to templates beside its networks, and metrics beside scikit-learn.

    Everything on one thread, in processor time. Above 1 ours is faster.

    \b
    calibration bench sface --data ../shared/data/lfw/images
    """
    pictures = sorted(data.rglob("*.jpg"))[:images]
    if not pictures:
        raise CalibrationError(f"{data} holds no photographs (*.jpg)")
    beside = from_disk(pictures, resolve(model, kind="recogniser"), rounds=rounds)
    whole = reduction(COMPARISONS, 128)
    try:
        one, difference = area(scores, rounds=max(1, rounds // 2))
    except ImportError:
        raise CalibrationError("scikit-learn is not installed, and there is nothing to compare with") from None
    if as_json:
        rows = [asdict(row) for row in (*beside, one)]
        click.echo(json.dumps({"beside": rows, "difference": difference, "all_against_all": asdict(whole)}))
        return
    print_table(
        "Processor time, one thread",
        ("work", "ours, s", "peer, s", "peer / ours", "lowest … highest", "peer"),
        (
            (
                row.work,
                f"{row.ours:.2f}",
                f"{row.peer:.2f}",
                f"{row.ratio:.2f}",
                f"{row.spread[0]:.2f} … {row.spread[1]:.2f}",
                row.peer_name,
            )
            for row in (*beside, one)
        ),
    )
    click.echo(f"the two areas differ by {difference:.1g}")
    peak = f"{whole.peak / 2**20:,.0f} MiB at most"
    click.echo(f"{whole.comparisons:,} comparisons to a threshold: {whole.seconds:.1f} s, {peak}")
