"""`calibration open-set`: strangers and enrolled people at the door, at the card's own operating points."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from calibration.commands.embedding import embed_files
from calibration.commands.options import data_option, embedding_options, json_option, model_argument
from calibration.commands.printing import percent, percent_range, print_lost, print_table
from calibration.errors import CalibrationError
from calibration.open_set import Rate, cast, identify, search
from calibration.protocols.lfw import read_lfw
from engines.registry import resolve


@click.command("open-set")
@model_argument
@data_option
@embedding_options
@json_option
def command(model: str, data: Path, cache: Path | None, threads: int | None, as_json: bool) -> None:
    r"""Measure FPIR and FNIR of MODEL at its card's operating points, on the "report" half of LFW.

    Of the people with four images or more, every second one is enrolled with one image; the others are strangers. Each
    further image is one attempt with a single picture.

    \b
    calibration open-set sface --data ../shared/data/lfw
    calibration open-set student.onnx --data ../shared/data/lfw --cache /tmp/templates --json
    """
    found = resolve(model, kind="recogniser")
    points = {
        point.fmr: point.threshold
        for point in found.card.operating_points
        if point.cell == "unmasked-unmasked" and point.threshold is not None
    }
    if not points:
        raise CalibrationError(
            f"the card of {found.card.name} holds no operating point: make them with `calibration thresholds --write`"
        )
    roles = cast(read_lfw(data).half("report"))
    embedded = embed_files(roles.images(), model=found, cache=cache, threads=threads)
    lineup = roles.lineup(embedded)
    results = identify(search(lineup.gallery, lineup.probes), list(points.values()))
    lost = embedded.lost_within(data)
    counts = {
        "enrolled": len(lineup.gallery.people),
        "failure_to_enrol": lineup.failures_to_enrol,
        "strangers": len(roles.strangers),
        "failure_to_acquire": len(lost),
    }
    if as_json:
        rows = [{"fmr": fmr, **asdict(result)} for fmr, result in zip(points, results, strict=True)]
        click.echo(json.dumps({"model": found.card.name, "counts": counts, "results": rows, "lost": lost}))
        return
    print_table(
        f"Open set: {found.card.name}, {counts['enrolled']} enrolled people, {counts['strangers']} strangers, "
        f"{results[0].fnir.probes} and {results[0].fpir.probes} probes",
        ("FMR", "threshold", "FPIR", "95 %", "errors", "FNIR", "95 %", "errors", "misidentified"),
        (
            (
                f"{fmr:g}",
                f"{result.threshold:.4f}",
                *_shown(result.fpir),
                *_shown(result.fnir),
                f"{result.misidentified.errors}",
            )
            for fmr, result in zip(points, results, strict=True)
        ),
    )
    print_lost(lost)


def _shown(rate: Rate) -> tuple[str, str, str]:
    return percent(rate.value), percent_range(rate.interval), f"{rate.errors} / {rate.probes}"
