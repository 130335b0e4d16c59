"""`trainer overlap`: find people who stand in two places, to be judged by eye."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click
from rich.console import Console

from calibration.protocols.registry import PROTOCOLS
from trainer.data.judged import read_judged, write_judged
from trainer.gather import ReportPictures, TrainingPictures
from trainer.overlap import find_candidates
from trainer.overlap_sheet import write_sheets
from trainer.progress import counting


@click.command("overlap")
@click.argument("folders", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--against", type=click.Path(path_type=Path), help="The data that will be reported on.")
@click.option("--protocol", type=click.Choice(sorted(PROTOCOLS)), default="lfw", show_default=True, help="Its layout.")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Where list and sheets go.")
@click.option("--judged", type=click.Path(path_type=Path), help="A list whose verdicts are taken over.")
@click.option("--threshold", default=0.45, show_default=True, type=click.FloatRange(-1, 1), help="Cosine of people.")
@click.option("--near", default=0.97, show_default=True, type=click.FloatRange(-1, 1), help="Cosine of duplicates.")
@click.option("--cache", type=click.Path(path_type=Path), help="As `trainer eval --cache`: biometric data.")
@click.option("--sheets/--no-sheets", default=True, help="Draw the pairs.  [default: yes]")
def command(
    folders: tuple[Path, ...],
    against: Path | None,
    protocol: str,
    out: Path,
    judged: Path | None,
    threshold: float,
    near: float,
    cache: Path | None,
    sheets: bool,
) -> None:
    """List people of the prepared FOLDERS who may stand in a report set or under two names, and doubled pictures.

    Two people are on the list when any two of their pictures reach the threshold by the base recogniser. Look at the
    sheets, write same, mixed, unsure or different into the list's last column, and give it to `trainer prepare
    --judged`, which drops and merges; the folders' names must stay the same.

    \b
    trainer overlap prepared/celeba prepared/lfw --against ../shared/data/lfw --out overlap
    trainer overlap prepared/celeba --out overlap --judged overlap/candidates.csv
    """  # noqa: D301 - click reads the \b
    console = Console(stderr=True)
    verdicts = {} if judged is None else {pair.people: pair.verdict for pair in read_judged(judged)}
    with counting(console, "training pictures") as report:
        training = TrainingPictures(folders, report)
    reported = None if against is None else ReportPictures(protocol, against, cache)
    found = find_candidates(
        training.gathered, None if reported is None else reported.gathered, threshold=threshold, near=near
    )
    found = [replace(one, pair=replace(one.pair, verdict=verdicts.get(one.pair.people, ""))) for one in found]
    path = out / "candidates.csv"
    write_judged(path, [one.pair for one in found])
    if sheets:
        with counting(console, "pairs") as report:
            looks = None if reported is None else (reported.gathered, reported.crop)
            drawn = write_sheets(out, found, (training.gathered, training.crop), looks, report)
        console.print(f"{len(drawn)} sheets: {out / 'sheet-00.png'} and on")
    kinds = [one.pair.kind for one in found]
    unjudged = sum(one.pair.kind != "duplicate" and not one.pair.verdict for one in found)
    click.echo(
        f"{path}: {kinds.count('report')} pairs of a training and a report person, {kinds.count('double')} of two "
        f"training people, {kinds.count('duplicate')} near-duplicate pictures; {unjudged} pairs wait for a verdict"
    )
