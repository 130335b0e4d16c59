"""`trainer prepare`: find faces and landmarks once, for all training runs."""

from __future__ import annotations

import os
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from trainer.data.judged import read_judged
from trainer.data.prepare import Progress, Use, prepare
from trainer.data.source import open_collection


@click.command("prepare")
@click.argument("source", type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path), help="The folder to make.")
@click.option("--only", type=click.Path(path_type=Path), help="Take only the people that this file names, one a line.")
@click.option("--unknown", is_flag=True, help="The pictures lie in SOURCE itself; nobody knows who is on them.")
@click.option("--masked", is_flag=True, help="Real masks are worn on the pictures: none is drawn there.")
@click.option("--judged", type=click.Path(path_type=Path), help="A list of `trainer overlap`, with its verdicts.")
@click.option("--aligned/--photographs", default=None, help="Aligned crops or photographs; guessed from the source.")
@click.option("--held-out", default=45, show_default=True, help="People kept from training (at most a quarter).")
@click.option("--max-unusable", default=0.05, show_default=True, help="Share of unusable pictures to accept.")
@click.option("--workers", default=os.cpu_count() or 1, show_default="one a core", help="Processes.")
def command(
    source: Path,
    out: Path,
    only: Path | None,
    unknown: bool,
    masked: bool,
    judged: Path | None,
    aligned: bool | None,
    held_out: int,
    max_unusable: float,
    workers: int,
) -> None:
    """Find the face in every picture of SOURCE and keep what training needs of it.

    SOURCE is a folder with one folder for each person, or holds an MXNet train.rec. Killed work goes on where it
    stopped when the same command is given again; with another --held-out, --masked or --judged only its end is
    done anew.

    Pictures of unknown people in real masks teach what strangers look like: --unknown --masked.

    \b
    trainer prepare ../shared/data/celeba --out prepared/celeba
    trainer prepare ../shared/data/celeba --out prepared/celeba --judged judged.csv
    trainer prepare lfw/images --only lfw/train_identities.txt --held-out 0 --out prepared/lfw
    trainer prepare masked/maskstate/with_mask --unknown --masked --max-unusable 0.2 --out prepared/strangers
    trainer prepare faces_emore --out prepared/ms1mv2
    """  # noqa: D301 - click reads the \b
    if unknown and only is not None:
        raise click.UsageError("--only names people, and --unknown says that nobody knows them")
    dataset = open_collection(source, only=only, unknown=unknown)
    use = Use(held_out, masked, None if judged is None else read_judged(judged))
    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[unusable]} unusable"), TimeRemainingColumn())
    with Bar(TextColumn("faces"), *columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("faces", total=len(dataset), unusable=0)

        def report(progress: Progress) -> None:
            bar.update(task, completed=progress.pictures, unusable=progress.unusable)

        made = prepare(
            dataset,
            out,
            source=str(source),
            aligned=dataset.aligned if aligned is None else aligned,
            use=use,
            max_unusable=max_unusable,
            workers=workers,
            report=report,
        )
    changed = f"{made.dropped} were dropped and {made.merged} merged as judged (see {out / 'changes.csv'}); "
    click.echo(
        f"{made.pictures} pictures of {made.people} people are prepared in {out}; {len(made.held_out)} people are held "
        f"out; {changed if judged else ''}{made.unusable} pictures can't be used (see {out / 'unusable.csv'})"
    )
