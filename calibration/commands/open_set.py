"""`calibration open-set`: strangers and enrolled people at the door, at the card's own operating points."""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import get_args

import click

from calibration.commands.embedding import embed_files
from calibration.commands.options import data_option, embedding_options, json_option, mask_options, model_argument
from calibration.commands.printing import percent, percent_range, print_lost, print_table
from calibration.cutting import Masking
from calibration.errors import CalibrationError
from calibration.masks.template_pack import find_pack
from calibration.open_set import MIN_IMAGES, Rate, cast, identify, search
from calibration.protocols.lfw import read_lfw
from engines.operating_point import Mask, possible_cells
from engines.registry import resolve

PARTS = get_args(Mask)

FPIR = 0.01
AT_FPIR = "FPIR 1 %"
"""Beside the card's points, the strangers' own quantile: it compares models and sets no threshold."""


@click.command("open-set")
@model_argument
@data_option
@click.option("--reference", type=click.Choice(PARTS), default="unmasked", show_default=True, help="When enrolled.")
@click.option("--probe", type=click.Choice(PARTS), default="unmasked", show_default=True, help="At the door.")
@click.option(
    "--templates", default=1, show_default=True, type=click.IntRange(1), help="Images to enrol somebody with."
)
@click.option("--looks", default=1, show_default=True, type=click.IntRange(1), help="Images of an attempt.")
@click.option("--min-images", default=MIN_IMAGES, show_default=True, type=click.IntRange(2), help="For a part.")
@mask_options
@embedding_options
@json_option
def command(
    model: str,
    data: Path,
    reference: Mask,
    probe: Mask,
    templates: int,
    looks: int,
    min_images: int,
    mask_templates: Path | None,
    mask_seed: int,
    cache: Path | None,
    threads: int | None,
    as_json: bool,
) -> None:
    r"""Measure FPIR and FNIR of MODEL at its card's operating points, on the "report" half of LFW.

    Of the people with enough images, every second one is enrolled; the others are strangers. The further images make
    attempts: of one picture, or of several, joined as a gate joins looks. Templates of a person are joined as a gate
    joins them, too.

    \b
    calibration open-set sface --data ../shared/data/lfw
    calibration open-set student.onnx --data ../shared/data/lfw --probe masked --templates 3 --looks 8
    """
    found = resolve(model, kind="recogniser")
    (cell,) = possible_cells(probe, reference)
    points = {
        f"{point.fmr:g}": point.threshold
        for point in found.card.operating_points
        if point.cell == cell and point.threshold is not None
    }
    if not points:
        raise CalibrationError(
            f"the card of {found.card.name} holds no operating point in the cell {cell}: make them with "
            "`calibration thresholds --write`"
        )
    roles = cast(read_lfw(data).half("report"), templates=templates, min_images=min_images)
    embed = partial(embed_files, model=found, cache=cache, threads=threads)
    embedded = embed(roles.images())
    if "masked" in (reference, probe):
        pack = find_pack(mask_templates, data)
        embedded = embedded.with_masked(embed(roles.images(), Masking(pack.draw, pack.name, mask_seed)))
    lineup = roles.lineup(embedded, reference=reference, probe=probe)
    searched = search(lineup.gallery, lineup.probes, looks=looks)
    thresholds = points | {AT_FPIR: searched.threshold_at_fpir(FPIR)}
    results = identify(searched, list(thresholds.values()))
    lost = embedded.lost_within(data)
    counts = {
        "enrolled": len(lineup.gallery.people),
        "failure_to_enrol": lineup.failures_to_enrol,
        "strangers": len(roles.strangers),
        "failure_to_acquire": len(lost),
    }
    how = {"cell": cell, "templates": templates, "looks": looks}
    if as_json:
        rows = [{"fmr": fmr, **asdict(result)} for fmr, result in zip(thresholds, results, strict=True)]
        click.echo(json.dumps({"model": found.card.name, **how, "counts": counts, "results": rows, "lost": lost}))
        return
    print_table(
        f"Open set: {found.card.name}, {cell}, {counts['enrolled']} enrolled people with {templates} "
        f"image{'s' * (templates > 1)}, {counts['strangers']} strangers, {results[0].fnir.probes} and "
        f"{results[0].fpir.probes} attempts of {looks} look{'s' * (looks > 1)}",
        ("FMR", "threshold", "FPIR", "95 %", "errors", "FNIR", "95 %", "errors", "misidentified"),
        (
            (
                fmr,
                f"{result.threshold:.4f}",
                *_shown(result.fpir),
                *_shown(result.fnir),
                f"{result.misidentified.errors}",
            )
            for fmr, result in zip(thresholds, results, strict=True)
        ),
    )
    print_lost(lost)


def _shown(rate: Rate) -> tuple[str, str, str]:
    return percent(rate.value), percent_range(rate.interval), f"{rate.errors} / {rate.probes}"
