"""`gate bench`: our speed beside OpenCV's own face pipeline."""

from __future__ import annotations

import json
import os
from dataclasses import asdict

import click

from gate.commands.options import home_option, json_option
from gate.home import Home


@click.command("bench")
@click.option("--rounds", type=click.IntRange(1, 100), default=4, show_default=True, help="Passes over the frames.")
@home_option
@json_option
def command(rounds: int, home: Home, as_json: bool) -> None:
    """Measure detection, alignment, embedding, search and whole frames, ours and OpenCV's in turn, one thread each.

    CPU time of the thread that does the work; the ratio is taken pair by pair, below 1 ours is faster.

    \b
    gate bench
    gate bench --rounds 10 --json
    """  # noqa: D301 - click reads the \b
    os.environ["OPENBLAS_NUM_THREADS"] = "1"  # of numpy, the peer in searching; read when it is first imported
    from gate.benchmark import run
    from gate.networks import open_networks
    from gate.settings import Settings

    networks = open_networks(Settings(), home)
    if not as_json:
        click.echo(f"{'work':<30}{'ours ms':>9}{'peer ms':>9}{'ratio':>8}  {'10-90 %':<13}{'pairs':>6}  peer")
    for result in run(networks, rounds=rounds):
        if as_json:
            click.echo(json.dumps(asdict(result)))
            continue
        spread = f"{result.spread[0]:.2f}-{result.spread[1]:.2f}"
        click.echo(
            f"{result.work:<30}{result.ours_ms:>9.3f}{result.peer_ms:>9.3f}{result.ratio:>8.2f}  "
            f"{spread:<13}{result.pairs:>6}  {result.peer}"
        )
