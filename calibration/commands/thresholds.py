"""`calibration thresholds`: the operating points of a recogniser."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timezone
from pathlib import Path

import click

from calibration.all_against_all import all_against_all
from calibration.commands.embedding import embed_files
from calibration.commands.options import data_option, embedding_options, json_option, model_argument
from calibration.commands.printing import percent, percent_range, print_lost, print_table
from calibration.lfw import numbered, read_lfw
from calibration.operating_points import measure_points, with_points
from engines.builtin import BUILTINS
from engines.card import card_path, write_card
from engines.operating_point import OperatingPoint
from engines.registry import resolve

DATA = "LFW, calibrate half of the reporting people, every two images of different people"


@click.command("thresholds")
@model_argument
@data_option
@embedding_options
@click.option("--write", is_flag=True, help="Write the points to the model's card.")
@json_option
def command(model: str, data: Path, cache: Path | None, threads: int | None, write: bool, as_json: bool) -> None:
    r"""Measure the operating points of MODEL (a built-in name, or an ONNX file with its card).

    On the "calibrate" half of LFW's reporting people, unmasked against unmasked, every two images of different people.
    A point is measured with 30 false matches or more on at least 3/FMR comparisons; otherwise it holds no threshold.

    Pairs of names that label_errors.txt lists as probably one person count as impostors in the points for the card:
    they were found by a high score, and leaving out what scores high would make any model look safer. The points
    without them stand beside.

    \b
    calibration thresholds sface --data ../shared/data/lfw
    calibration thresholds student.onnx --data ../shared/data/lfw --cache /tmp/templates --write
    """
    found = resolve(model, kind="recogniser")
    lfw = read_lfw(data)
    people = lfw.half("calibrate")
    numbers = {name: number for number, name in enumerate(people)}
    embedded = embed_files((path for paths in people.values() for path in paths), found, cache=cache, threads=threads)
    images = embedded.image_set(people, numbers)
    doubtful = numbered(lfw.label_errors, list(people))
    day = datetime.now(timezone.utc).date()
    counted, left_out = (
        measure_points(all_against_all(images, excluded=excluded), cell="unmasked-unmasked", data=DATA + note, day=day)
        for excluded, note in (
            ((), ", listed label errors counted as impostors"),
            (doubtful, f", without {len(doubtful)} listed label errors"),
        )
    )
    if as_json:
        shown = {"counted": counted, "left_out": left_out}
        click.echo(json.dumps({key: [point.model_dump() for point in points] for key, points in shown.items()}))
    else:
        _print("Operating points (for the card)", counted)
        _print("The same without listed label errors", left_out)
        print_lost(embedded.lost_within(data))
    if write:
        path = BUILTINS[model].card_path if model in BUILTINS else card_path(found.path)
        measured = {"failures_to_acquire": len(embedded.lost), "without_listed_label_errors": left_out}
        write_card(path, with_points(found.card, counted, measured=measured))
        click.echo(f"written to {path.name}", err=True)


def _print(title: str, points: Sequence[OperatingPoint]) -> None:
    first = points[0]
    print_table(
        f"{title}: {first.subjects:,} people, {first.genuines:,} genuine, {first.impostors:,} impostor comparisons",
        ("FMR", "threshold", "FNMR", "false matches", "FMR, 95 %", "status"),
        (
            (
                f"{point.fmr:g}",
                "–" if point.threshold is None else f"{point.threshold:.4f}",
                percent(point.fnmr),
                f"{point.false_matches:,}",
                percent_range(point.interval),
                point.status,
            )
            for point in points
        ),
    )
