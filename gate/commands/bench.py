"""`gate bench`: where a frame's time goes, and our speed beside others'."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import cast

import click

from gate.commands.options import home_option, json_option
from gate.home import Home

_PARTS = ("frames", "kiosk", "sight", "pair", "pieces", "search", "start", "soak")


@click.command("bench")
@click.option("--part", "parts", type=click.Choice(_PARTS), multiple=True, help="Only this; may be given again.")
@click.option("--rounds", type=click.IntRange(1, 100), default=5, show_default=True, help="Runs of everything.")
@click.option("--photographs", type=click.Path(path_type=Path), help="People of the clips, a folder each, as LFW's.")
@click.option("--faces", type=click.IntRange(0, 8), multiple=True, help="Only clips with so many faces.")
@click.option("--small", is_flag=True, help="Only clips of 1280x720.")
@click.option(
    "--minutes", type=click.FloatRange(0.1, 600), default=15.0, show_default=True, help="Of video in the soak."
)
@click.option("--peers", "python", type=click.Path(path_type=Path), help="Python with insightface and uniface.")
@home_option
@json_option
def command(
    parts: tuple[str, ...],
    rounds: int,
    photographs: Path | None,
    faces: tuple[int, ...],
    small: bool,
    minutes: float,
    python: Path | None,
    home: Home,
    as_json: bool,
) -> None:
    """Measure the frame path, the search and the start, beside OpenCV, numpy and faiss; CPU time, one thread each.

    Parts: frames (a whole gate on made clips), kiosk (one settled face by the clock, the window painted), sight (from
    first sight to decision, by liveness mode), pair (beside OpenCV, insightface, uniface, with 1 and 3 faces),
    pieces (detect, align, embed), search, start, soak (people come and go for --minutes of video).

    \b
    gate bench
    gate bench --part frames --faces 1 --small --rounds 3 --json
    gate bench --part soak --minutes 120
    """  # noqa: D301 - click reads the \b
    os.environ["OMP_NUM_THREADS"] = "1"  # of faiss and of peers' processes; numpy's are the gate's own (gate.cli)
    from gate.bench.report import USUAL, Ask, Part, machine, report

    ask = Ask(
        home,
        cast(tuple[Part, ...], parts) or USUAL,
        rounds,
        photographs,
        ((1280, 720),) if small else ((1280, 720), (1920, 1080)),
        faces or (0, 1, 3, 8),
        minutes,
        python,
    )
    click.echo(json.dumps({"machine": machine()}) if as_json else ", ".join(machine().values()))
    head: list[str] = []
    for told in report(ask):
        if as_json:
            click.echo(json.dumps({told.part: told.values}))
            continue
        for line in told.lines if told.lines[:1] != head else told.lines[2:]:
            click.echo(line)
        head = told.lines[:1]
