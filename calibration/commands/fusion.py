"""`calibration fusion`: what joining several templates or looks does to the rates behind a threshold."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import click
import numpy as np

from calibration.commands.embedding import embed_files
from calibration.commands.options import embedding_options, json_option, model_argument
from calibration.commands.printing import percent, print_table
from calibration.comparisons import ImageSet
from calibration.errors import CalibrationError
from calibration.fusion import Outcome, several_looks, several_templates
from engines.registry import resolve

TEMPLATES = (2, 3, 5, 8)
LOOKS = (3, 8)
"""As `gate.access.decision.Policy` has them."""
FMRS = (1e-3, 1e-4)
IMAGES = ("*.jpg", "*.jpeg", "*.png")


@click.command("fusion")
@model_argument
@click.option(
    "--images",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    required=True,
    metavar="DIR",
    help="One folder for each person.",
)
@embedding_options
@json_option
def command(model: str, images: Path, cache: Path | None, threads: int | None, as_json: bool) -> None:
    r"""Measure on people whom MODEL may be tuned on how several templates, and several looks, are best joined.

    Everything is printed for two halves of the people: choose on the first, confirm on the second.

    \b
    calibration fusion sface --images ../shared/data/celeba --cache /tmp/templates
    """
    people = {
        folder.name: sorted(path for pattern in IMAGES for path in folder.glob(pattern))
        for folder in sorted(images.iterdir())
        if folder.is_dir()
    }
    if len(people) < 4:
        raise CalibrationError(f"{images} holds {len(people)} folders of people: two halves need four at least")
    found = resolve(model, kind="recogniser")
    embedded = embed_files(
        [path for paths in people.values() for path in paths], model=found, cache=cache, threads=threads
    )
    everybody = embedded.image_set(people, {name: number for number, name in enumerate(people)})
    results: dict[str, list[Outcome]] = {}
    for half, name in enumerate(("first half", "second half")):
        mine = everybody.people % 2 == half
        chosen = ImageSet(everybody.vectors[mine], everybody.people[mine])
        people_here = f"{name}, {np.unique(chosen.people).size} people"
        for templates in TEMPLATES:
            results[f"{people_here}, {templates} templates"] = several_templates(chosen, templates, FMRS)
        results[f"{people_here}, attempts of {LOOKS[0]} to {LOOKS[1]} looks"] = several_looks(chosen, LOOKS, FMRS)
    if as_json:
        click.echo(json.dumps({title: [asdict(outcome) for outcome in rows] for title, rows in results.items()}))
        return
    for title, outcomes in results.items():
        _print(title, outcomes)


def _print(title: str, outcomes: Sequence[Outcome]) -> None:
    print_table(
        f"{title}: {outcomes[0].genuines:,} genuine, {outcomes[0].impostors:,} impostor comparisons",
        ("rule", "FMR", "real FMR", "FNMR", "FNMR at equal FMR"),
        (
            (
                outcome.rule,
                f"{outcome.fmr:g}",
                f"{outcome.real_fmr / outcome.fmr:.2f} x",
                percent(outcome.fnmr),
                percent(outcome.fnmr_at_fmr),
            )
            for outcome in outcomes
        ),
    )
