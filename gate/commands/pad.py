"""`gate pad`: how a gate fares against presentation attacks, generated ones and your own."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict
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
@click.option("--attempts", type=click.IntRange(0), default=100, show_default=True, help="Of each species.")
@click.option("--genuine", type=click.IntRange(0), default=200, show_default=True, help="Genuine attempts.")
@click.option("--people", type=click.Path(path_type=Path, file_okay=False, exists=True), help="More portraits.")
@click.option("--most", type=click.IntRange(4), default=60, show_default=True, help="Portraits taken from there.")
@click.option("--skip", type=click.IntRange(0), default=0, help="Portraits left out before: other people.")
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="Of all chance.")
@click.option("--species", multiple=True, help="Only this one; may be given again.")
@click.option("--half", type=click.Choice(["tuning", "report"]), default="report", show_default=True)
@click.option("--masked", is_flag=True, help="Everybody wears a drawn mask.")
@click.option("--measure", is_flag=True, help="Refuse nothing for what it shows: for `gate pad limits`.")
@click.option("--jobs", type=click.IntRange(1), default=os.cpu_count() or 1, show_default=True)
@click.option(
    "--kept", type=click.Path(path_type=Path, dir_okay=False), help="Keep outcomes here, and go on from them."
)
@home_option
@json_option
def generated(
    attempts: int,
    genuine: int,
    people: Path | None,
    most: int,
    skip: int,
    seed: int,
    species: tuple[str, ...],
    half: str,
    masked: bool,
    measure: bool,
    jobs: int,
    kept: Path | None,
    home: Home,
    as_json: bool,
) -> None:
    """Play generated attacks and genuine visits against the challenge, and count.

    \b
    gate pad generated --attempts 100 --people FACES --kept outcomes.jsonl
    gate pad generated --species "flat print" --attempts 20
    gate pad generated --measure --half tuning --people FACES --kept measured.jsonl
    """  # noqa: D301 - click reads the \b
    from gate.networks import open_networks
    from gate.pad.campaign import Setting, campaign
    from gate.pad.people import from_folder, shipped, with_mask
    from gate.pad.report import print_generated
    from gate.pad.species import GENUINE, SPECIES
    from gate.vision.liveness.orders import masked_orders, orders

    settings = read_settings(home.settings)
    unknown = sorted(set(species) - set(SPECIES))
    if unknown:
        raise click.UsageError(f"there is no species {unknown[0]!r}: choose from {', '.join(SPECIES)}")
    if measure and kept is None:
        raise click.UsageError("--measure needs --kept FILE")
    portraits = shipped() * (4 if people is None else 1)
    if people is not None:
        detector = open_networks(settings, home).detector
        portraits += [portrait for _, portrait in from_folder(people, detector, most, skip)]
    if masked:
        portraits = [with_mask(portrait) for portrait in portraits]
    first = 0 if half == "tuning" else 1
    tasks = [
        (name, 2 * number + first)
        for number in range(max(attempts, genuine))
        for name in species or SPECIES
        if number < (genuine if name == GENUINE else attempts)
    ]
    setting = Setting(portraits, settings.liveness.steps, masked=masked, measuring=measure, seed=seed)
    done = []
    with click.progressbar(length=len(tasks), label="attempts", file=sys.stderr) as bar:
        for attempt in campaign(tasks, setting, jobs, kept):
            done.append(attempt)
            bar.update(1)
    if as_json:
        click.echo("\n".join(json.dumps(asdict(attempt)) for attempt in done))
    else:
        drawn_from = masked_orders if masked else orders
        print_generated(done, len(portraits), len(drawn_from(setting.steps)), measured=measure)


@command.command("limits")
@click.argument("measured", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option(
    "--test", type=click.Path(path_type=Path, dir_okay=False, exists=True), help="Measured, of the other half."
)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write the limits here.")
def limits(measured: Path, test: Path | None, out: Path | None) -> None:
    """Derive liveness limits by rule from measured attempts.

    Half of the species take part. With --test each species is left out in turn, and tested by limits that come from
    all others.

    \b
    gate pad generated --measure --half tuning --people FACES --kept tuning.jsonl
    gate pad generated --measure --half report --people FACES --kept report.jsonl
    gate pad limits tuning.jsonl --test report.jsonl --out limits.json
    """  # noqa: D301 - click reads the \b
    from gate.pad.campaign import read
    from gate.pad.derive import derive
    from gate.pad.report import limits_file, print_left_out, print_limits
    from gate.pad.species import GENUINE, TUNING

    attempts = read(measured)
    if not any(attempt.species == GENUINE for attempt in attempts):
        raise click.ClickException(f"{measured} holds no measured genuine attempts: `gate pad generated --measure`")
    part = [attempt for attempt in attempts if attempt.species in (GENUINE, *TUNING)]
    derived = derive(part)
    print_limits(derived, part)
    if test is not None:
        print_left_out(attempts, read(test))
    if out is not None:
        out.write_text(limits_file(derived), encoding="utf-8")


@command.command("cost")
@json_option
def cost(as_json: bool) -> None:
    """Measure what a challenge costs in each frame of 1280x720: CPU time of one thread.

    \b
    gate pad cost
    """  # noqa: D301 - click reads the \b
    from gate.pad.cost import costs
    from gate.pad.people import shipped

    for found in costs(shipped()):
        if as_json:
            click.echo(json.dumps(asdict(found)))
        else:
            click.echo(
                f"{found.what}: median {found.median:.2f} ms, 95 % below {found.high:.2f} ms, most {found.most:.2f} ms "
                f"({found.frames} frames)"
            )


@command.command("passive")
@click.option("--attempts", type=click.IntRange(1), default=40, show_default=True, help="Of each species.")
@click.option("--people", type=click.Path(path_type=Path, file_okay=False, exists=True), help="More portraits.")
@click.option("--most", type=click.IntRange(4), default=60, show_default=True, help="Portraits taken from there.")
@home_option
def passive(attempts: int, people: Path | None, most: int, home: Home) -> None:
    """Show one picture of each generated attempt to the passive networks alone.

    \b
    gate pad passive --people FACES
    """  # noqa: D301 - click reads the \b
    from gate.networks import open_networks
    from gate.pad.passive_look import look
    from gate.pad.people import from_folder, shipped
    from gate.vision.liveness.passive import open_passive

    settings = read_settings(home.settings)
    networks = open_passive(home.models, threads=1, threshold=settings.liveness.passive_threshold)
    portraits = shipped()
    if people is not None:
        detector = open_networks(settings, home).detector
        portraits += [portrait for _, portrait in from_folder(people, detector, most)]
    click.echo("| species | taken for live | median score |\n| --- | --- | --- |")
    for found in look(portraits, networks, attempts):
        click.echo(f"| {found.species} | {found.live.count} of {found.live.of} | {found.median:.2f} |")


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
