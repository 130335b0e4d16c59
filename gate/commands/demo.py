"""`gate demo`: the whole gate on a generated feed, without a camera or anybody's face but two public-domain ones."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

import click

from gate.access.event import AnyEvent
from gate.assembly import Assembly
from gate.capture.demo_camera import FPS
from gate.capture.demo_feed import CHALLENGE, Attack
from gate.capture.reader import open_source
from gate.clock import Clock, ManualClock, SystemClock
from gate.commands.options import json_option
from gate.commands.printing import print_event
from gate.demo import NAME, SHOWN, Diary, demo_settings, enrol_demo_person
from gate.demo_clock import DemoClock
from gate.demo_gate import DemoGate, make_home
from gate.entrance import Entrance
from gate.home import Home, find_home
from gate.networks import open_networks
from gate.service import Service, run_every_frame
from gate.settings import read_settings
from gate.ui.errors import UiError
from gate.vision.liveness.orders import LoadedDice

HURRIED_FPS = 8.0
"""Pictures a second of a demo that nobody watches."""


@click.command("demo")
@click.option(
    "--ui", is_flag=True, help="Try everything, enrolment and administration too, in windows; see docs/tour.md."
)
@click.option(
    "--clock",
    type=click.DateTime(["%Y-%m-%dT%H:%M"]),
    metavar="YYYY-MM-DDTHH:MM",
    help="With --ui: the time at which the demo begins. Only the demo has a clock that can be moved.",
)
@click.option("--hurry", is_flag=True, hidden=True, help="With --ui: leave out the waiting; for tests.")
@click.option("--headless", is_flag=True, help="No window, even where there is a display.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("out/demo"),
    show_default=True,
    help="Where the screenshots go.",
)
@click.option(
    "--attack",
    type=click.Choice(["print", "replay", "swap", "loop"]),
    help="After a genuine visit, show a photograph, an earlier video, a cut to somebody else, or a loop.",
)
@click.option("--home", metavar="DIR", help="Keep the demo's gallery here instead of in a temporary folder.")
@json_option
def command(
    ui: bool,
    clock: datetime | None,
    hurry: bool,
    headless: bool,
    out: Path,
    attack: Attack | None,
    home: str | None,
    as_json: bool,
) -> None:
    """Enrol a person, then watch: let in, let in again with a mask on, a stranger refused.

    The people of the feed answer a liveness challenge. They can't hear it, so it is always the same one here.

    With --ui nobody is enrolled yet: be the administrator (docs/tour.md).

    \b
    gate demo
    gate demo --ui
    gate demo --headless --json
    gate demo --attack print
    """  # noqa: D301 - click reads the \b
    if ui and (headless or attack):
        raise click.UsageError("--ui opens windows, and goes by what you do: leave out --headless and --attack")
    if (clock or hurry) and not ui:
        raise click.UsageError("--clock and --hurry go with --ui")
    if ui:
        with ExitStack() as stack:
            _try_everything(_home(home, stack), clock, hurry=hurry, as_json=as_json)
        return
    diary, window = Diary(), not headless and _display()
    with ExitStack() as stack:
        _play(diary, _home(home, stack), attack, window=window, as_json=as_json)
    if as_json:
        click.echo(json.dumps({"event": "summary", "granted": diary.granted, "refused": diary.refused}))
    else:
        _summarise(diary, attack)
    if not window:
        _screenshots(diary, out, quiet=as_json)
    if not (diary.stopped(attack) if attack else diary.as_scripted):
        click.echo("gate: the demo did not go as its script: see the decisions above", err=True)
        sys.exit(1)


def _play(diary: Diary, home: Home, attack: Attack | None, *, window: bool, as_json: bool) -> None:
    settings = demo_settings(read_settings(home.settings))
    networks = open_networks(settings, home)
    enrol_demo_person(home, networks, settings)
    if not as_json:
        click.echo(f"{NAME} is enrolled from one unmasked portrait, sealed with a key file: enough for a demo.")
    clock: Clock = SystemClock() if window else ManualClock()

    def sink(events: Sequence[AnyEvent]) -> None:
        diary.events(events)
        for event in events:
            print_event(event, as_json=as_json)

    with open_source(f"demo:{attack}" if attack else "demo", every_frame=not window) as reader:
        entrance = Entrance(settings, home, clock, sink, real=False)
        with Assembly(settings, home, clock, networks, reader, entrance, dice=LoadedDice(CHALLENGE)) as gate, entrance:
            click.echo("\n".join((gate.status, *gate.thresholds)), err=True)
            on_events = entrance.publish
            if isinstance(clock, ManualClock):
                run_every_frame(reader, gate.core, clock, on_events, diary.view)
            else:
                from gate.ui.app import run_kiosk

                run_kiosk(lambda on_view: Service(reader, gate.core, clock, on_events, on_view), fullscreen=False)


def _try_everything(home: Home, start: datetime | None, *, hurry: bool, as_json: bool) -> None:
    from gate.ui.app import Appearance, kiosk_options, run_kiosk
    from gate.ui.demo_controls import DemoControls

    def sink(events: Sequence[AnyEvent]) -> None:
        for event in events:
            print_event(event, as_json=as_json)

    make_home(home)
    click.echo(f"Hold the kiosk's upper left corner for three seconds to look after the gate in {home.path}.", err=True)
    fewer = HURRIED_FPS if hurry else FPS
    with DemoGate(home, DemoClock(start, hurries=hurry), sink, fps=fewer) as gate:
        run_kiosk(
            gate.service,
            fullscreen=False,
            appearance=Appearance(gate.settings.ui.theme, gate.settings.ui.language),
            options=kiosk_options(gate.settings.ui),
            desk=gate.desk,
            beside=lambda kiosk: DemoControls(gate, kiosk),
        )


def _home(given: str | None, stack: ExitStack) -> Home:
    """A folder that goes when the demo ends; models still come from the user's cache."""
    if given:
        return find_home(given)
    folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="maskgate-demo-"))
    return Home(Path(folder), find_home(None).models)


def _display() -> bool:
    try:
        from gate.ui.app import display_problem
    except UiError:
        return False
    return display_problem() is None


def _summarise(diary: Diary, attack: Attack | None) -> None:
    click.echo()
    if attack:
        reasons = ", ".join(reason.value for reason in diary.reasons)
        click.echo(f"  {NAME} walked up and answered what was asked: granted {diary.granted} times.")
        click.echo(f"  {SHOWN[attack]}: refused {diary.refused} times ({reasons}).")
        return
    click.echo(f"  {NAME} walked up bare and masked: granted {diary.granted} times.")
    click.echo(f"  A stranger walked up: refused {diary.refused} time{'s' * (diary.refused != 1)}.")
    click.echo(f"  The door (a simulated line) was unlocked {diary.unlocked} times and locked {diary.locked} times.")
    click.echo()
    click.echo("  Next: gate keys init, gate enrol NAME IMAGE… --consent TEXT, then gate run --source usb:0")


def _screenshots(diary: Diary, out: Path, *, quiet: bool) -> None:
    try:
        from gate.ui.app import screenshots

        paths = screenshots(diary.outcomes, out)
    except UiError as error:
        click.echo(f"no screenshots: {error}", err=True)
        return
    if not quiet:
        click.echo(f"  Screens: {', '.join(str(path) for path in paths)}")
