"""`calibration thresholds`: the operating points of a recogniser, in the three cells."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timezone
from functools import partial
from pathlib import Path

import click

from calibration.cells import CalibrateHalf
from calibration.commands.embedding import embed_files
from calibration.commands.options import data_option, embedding_options, json_option, mask_options, model_argument
from calibration.commands.printing import percent, percent_range, print_lost, print_table
from calibration.cutting import Masking
from calibration.errors import CalibrationError
from calibration.masks.template_pack import find_pack
from calibration.operating_points import measure_points, with_points
from calibration.protocols.lfw import read_lfw
from engines.builtin import BUILTINS
from engines.card import card_path, write_card
from engines.operating_point import CELLS, Cell, OperatingPoint
from engines.registry import resolve

DATA = "LFW, calibrate half of the reporting people, every two images of different people"
PHOTOGRAPHS = ("*.jpg", "*.jpeg", "*.png")


@click.command("thresholds")
@model_argument
@data_option
@mask_options
@click.option("--cell", "cells", type=click.Choice(CELLS), multiple=True, help="Only this; may repeat.  [default: all]")
@click.option(
    "--strangers",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    metavar="DIR",
    help="Photographs of masked people who are in no other picture: the masked cells' thresholds must hold for them.",
)
@click.option("--extrapolate", is_flag=True, help="Estimate, marked so, what is too rare to be counted.")
@embedding_options
@click.option("--write", is_flag=True, help="Write the points to the model's card.")
@json_option
def command(
    model: str,
    data: Path,
    mask_templates: Path | None,
    mask_seed: int,
    cells: tuple[Cell, ...],
    strangers: Path | None,
    extrapolate: bool,
    cache: Path | None,
    threads: int | None,
    write: bool,
    as_json: bool,
) -> None:
    r"""Measure the operating points of MODEL (a built-in name, or an ONNX file with its card).

    On the "calibrate" half of LFW's reporting people, every two images of different people, in three cells (probe and
    reference): bare against bare, masked against bare, masked against masked. Masks are drawn on the photographs, and
    the faces detected and aligned anew. A point is measured with 30 false matches or more on at least 3/FMR
    comparisons; otherwise it holds no threshold.

    Pairs of names that label_errors.txt lists as probably one person count as impostors in the points for the card:
    they were found by a high score, and leaving out what scores high would make any model look safer. The points
    without them stand beside.

    \b
    calibration thresholds sface --data ../shared/data/lfw --strangers ../shared/data/masked/rmfrd
    calibration thresholds student.onnx --data ../shared/data/lfw --cache /tmp/templates --write
    """
    found = resolve(model, kind="recogniser")
    lfw = read_lfw(data)
    wanted = cells or CELLS
    masking = _masking(mask_templates, data, mask_seed) if set(wanted) != {"unmasked-unmasked"} else None
    half = CalibrateHalf(lfw, partial(embed_files, model=found, cache=cache, threads=threads), masking)
    others = None if strangers is None else half.against(_photographs(strangers))
    day = datetime.now(timezone.utc).date()
    card, shown = found.card, {}
    for cell in wanted:
        counted, left_out = (
            measure_points(
                half.table(cell, excluded=excluded),
                cell=cell,
                data=f"{DATA}{half.masks(cell)}{note}",
                day=day,
                strangers=others if cell == "masked-unmasked" else None,
                extrapolated=extrapolate,
            )
            for excluded, note in (
                ((), ", listed label errors counted as impostors"),
                (half.doubtful, f", without {len(half.doubtful)} listed label errors"),
            )
        )
        lost = half.lost(cell).lost_within(data)
        measured = {"failures_to_acquire": len(lost), "without_listed_label_errors": left_out}
        card = with_points(card, counted, measured=measured)
        shown[cell] = {"counted": counted, "left_out": left_out, "lost": lost}
        if not as_json:
            _print(f"{cell} (for the card)", counted)
            _print(f"{cell}, without listed label errors", left_out)
            print_lost(lost)
    if as_json:
        click.echo(json.dumps(shown, default=lambda point: point.model_dump(), ensure_ascii=False))
    if write:
        path = BUILTINS[model].card_path if model in BUILTINS else card_path(found.path)
        write_card(path, card)
        click.echo(f"written to {path.name}", err=True)


def _masking(templates: Path | None, data: Path, seed: int) -> Masking:
    pack = find_pack(templates, data)
    return Masking(pack.draw, pack.name, seed)


def _photographs(folder: Path) -> list[Path]:
    found = [path for pattern in PHOTOGRAPHS for path in sorted(folder.rglob(pattern))]
    if not found:
        raise CalibrationError(f"{folder} holds no photographs ({', '.join(PHOTOGRAPHS)})")
    return found


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
    if "strangers" in first.data:
        for point in points:
            print(f"FMR {point.fmr:g}: {point.data.rsplit('; ', maxsplit=1)[-1]}")
