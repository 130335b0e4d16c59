"""`gate pad`: how a gate fares against presentation attacks, generated ones and your own."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import click

from gate.commands.options import home_option, json_option
from gate.home import Home
from gate.pad.protocol import SPECIES as PROTOCOL
from gate.settings import read_settings


@click.group("pad")
def command() -> None:
    """Test liveness: attacks by species, how many pass, how many genuine people are refused.

    \b
    gate pad record TESTS --species phone --person "Anna Berg"
    gate pad test TESTS
    """  # noqa: D301 - click reads the \b


@command.command("generated")
@click.option("--attempts", type=click.IntRange(1), default=100, show_default=True, help="Of each species.")
@click.option("--genuine", type=click.IntRange(0), default=200, show_default=True, help="Genuine attempts.")
@click.option("--people", type=click.Path(path_type=Path, file_okay=False, exists=True), help="More portraits.")
@click.option("--most", type=click.IntRange(4), default=60, show_default=True, help="Portraits taken from there.")
@click.option("--species", multiple=True, help="Only this one; may be given again.")
@click.option("--half", type=click.Choice(["tuning", "report"]), default="report", show_default=True)
@click.option("--jobs", type=click.IntRange(1), default=os.cpu_count() or 1, show_default=True)
@click.option("--kept", type=click.Path(path_type=Path, dir_okay=False), default=Path("pad-generated.jsonl"))
@home_option
@json_option
def generated(
    attempts: int,
    genuine: int,
    people: Path | None,
    most: int,
    species: tuple[str, ...],
    half: str,
    jobs: int,
    kept: Path,
    home: Home,
    as_json: bool,
) -> None:
    """Play generated attacks and genuine visits against the challenge, and count.

    A run that was cut off goes on where it stopped: outcomes are kept in --kept.

    \b
    gate pad generated --attempts 100 --people FACES
    gate pad generated --species "flat print" --attempts 20
    """  # noqa: D301 - click reads the \b
    from gate.networks import open_networks
    from gate.pad.campaign import GENUINE, SPECIES, campaign, read
    from gate.pad.people import from_folder, shipped
    from gate.pad.report import print_generated

    settings = read_settings(home.settings)
    unknown = sorted(set(species) - set(SPECIES))
    if unknown:
        raise click.UsageError(f"there is no species {unknown[0]!r}: choose from {', '.join(SPECIES)}")
    portraits = [*shipped(), *shipped(masked=True)] * 2 if people is None else shipped()
    if people is not None:
        detector = open_networks(settings, home).detector
        portraits += [portrait for _, portrait in from_folder(people, detector, most)]
    first = 0 if half == "tuning" else 1
    chosen = species or SPECIES
    tasks = [
        (name, 2 * number + first)
        for number in range(max(attempts, genuine))
        for name in chosen
        if number < (genuine if name == GENUINE else attempts)
    ]
    with click.progressbar(length=len(tasks), label="attempts", file=sys.stderr) as bar:
        bar.update(len({(a.species, a.number) for a in read(kept)} & set(tasks)))
        for _ in campaign(tasks, portraits, settings.liveness.steps, jobs, kept):
            bar.update(1)
    wanted = set(tasks)
    done = [attempt for attempt in read(kept) if (attempt.species, attempt.number) in wanted]
    if as_json:
        click.echo("\n".join(json.dumps(attempt.__dict__) for attempt in done))
    else:
        print_generated(done, len(portraits))


@command.command("record")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--source", metavar="URI", help="The door's camera; else that of the settings.")
@click.option("--species", type=click.Choice(["genuine", *sorted(PROTOCOL)]), required=True)
@click.option("--person", metavar="NAME", required=True, help="Whose face is shown, as enrolled.")
@click.option("--times", type=click.IntRange(1), default=10, show_default=True)
@home_option
@json_option
def record(folder: Path, source: str | None, species: str, person: str, times: int, home: Home, as_json: bool) -> None:
    """Record presentations at the door, by the protocol, and say how each was judged.

    \b
    gate pad record TESTS --species genuine --person "Anna Berg"
    gate pad record TESTS --species phone --person "Anna Berg" --times 20
    """  # noqa: D301 - click reads the \b
    from gate.pad.door_test import Bench

    bench = Bench(home, read_settings(home.settings))
    click.echo(PROTOCOL.get(species, "Walk up and do what is asked."), err=True)
    for number in range(1, times + 1):
        if times > 1 and sys.stdin.isatty():
            click.pause(f"{number} of {times}: ready? Press any key.", err=True)
        click.echo(bench.record(folder, species, person, source, _say).line(as_json=as_json))


@command.command("test")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@home_option
@json_option
def test(folder: Path, home: Home, as_json: bool) -> None:
    """Judge recorded presentations with this gate's settings: APCER by species with its maximum, IAPAR, BPCER.

    \b
    gate pad test TESTS
    gate pad test TESTS --json
    """  # noqa: D301 - click reads the \b
    from gate.pad.door_test import Bench, as_dict
    from gate.pad.rates import rates
    from gate.pad.report import print_rates

    bench = Bench(home, read_settings(home.settings))
    judged = [bench.judge(path, presentation) for path, presentation in bench.presentations(folder)]
    found = rates(item.outcome for item in judged)
    if as_json:
        click.echo(json.dumps(as_dict(judged, found), ensure_ascii=False))
        return
    for item in judged:
        click.echo(item.line(as_json=False))
    click.echo()
    print_rates(found)


def _say(words: str) -> None:
    click.echo(words, err=True)
