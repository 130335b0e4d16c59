"""`gate run`: the gate itself."""

from __future__ import annotations

import logging
import signal
from collections.abc import Callable, Sequence
from contextlib import ExitStack

import click

from engines.errors import ModelError
from gate.access.event import AnyEvent
from gate.assembly import Assembly
from gate.capture.reader import open_source
from gate.capture.shared import SharedReader
from gate.capture.types import FrameReader
from gate.clock import ManualClock, SystemClock
from gate.commands.options import home_option, json_option, model_option
from gate.commands.printing import print_event
from gate.credential_lines import follow
from gate.entrance import Entrance
from gate.home import Home
from gate.host.faceless import NoNetworks
from gate.host.notify import Notifier
from gate.host.running import RunningGate
from gate.host.serving import Serving
from gate.networks import Networks, open_networks
from gate.service import OnEvents, OnView, run_every_frame
from gate.settings import Settings, SettingsError, settings_or_defaults
from gate.view import View

log = logging.getLogger(__name__)

Show = Callable[[RunningGate, OnEvents], None]


@click.command("run")
@click.option("--source", metavar="URI", help="usb:0, csi:0, rtsp://…, a video file, a folder, or demo.")
@click.option("--headless", is_flag=True, help="No window.")
@click.option("--window", is_flag=True, help="An ordinary window instead of the full screen.")
@click.option("--every-frame", is_flag=True, help="Judge each frame of a recording once: same input, same events.")
@click.option("--fps", type=click.FloatRange(0.1, 240), help="Frame rate of a recording that does not say its own.")
@click.option("--credentials", metavar="FILE", help="Badges and PINs, a line each: a file, a named pipe, - for stdin.")
@click.option("--with-outputs", is_flag=True, help="Let a recording move the real line and reach the real outputs.")
@home_option
@model_option
@json_option
def command(
    source: str | None,
    headless: bool,
    window: bool,
    every_frame: bool,
    fps: float | None,
    credentials: str | None,
    with_outputs: bool,
    home: Home,
    model: str | None,
    as_json: bool,
) -> None:
    """Watch a camera or a recording, and decide who may pass.

    \b
    gate run
    gate run --source rtsp://camera.local/stream
    gate run --source visitors.mp4 --every-frame --headless --json
    gate run --credentials /run/maskgate/reader      # a named pipe: badge 04A2B1, pin 1001 271828
    """  # noqa: D301 - click reads the \b
    if credentials and every_frame:
        raise click.UsageError("--credentials come by the clock, and --every-frame goes by the frames")
    if every_frame and with_outputs:
        raise click.UsageError("--with-outputs needs a source that plays by the clock: leave out --every-frame")
    settings, problem = settings_or_defaults(home.settings)
    if problem and (headless or every_frame):
        raise SettingsError(problem)

    def sink(events: Sequence[AnyEvent]) -> None:
        for event in events:
            print_event(event, as_json=as_json)

    with open_source(source or settings.camera.source, every_frame=every_frame, fps=fps) as reader:
        if every_frame:
            _replay(settings, home, model, reader, sink)
        else:
            with SharedReader(reader) as shared:
                show = None if headless else _kiosk(settings, home, problem, shared, fullscreen=not window)
                _serve(settings, home, model, shared, sink, show, credentials, with_outputs=with_outputs)


def _replay(settings: Settings, home: Home, model: str | None, reader: FrameReader, sink: OnEvents) -> None:
    clock = ManualClock()
    entrance = Entrance(settings, home, clock, sink, real=False)
    networks = open_networks(settings, home, model)
    with Assembly(settings, home, clock, networks, reader, entrance) as gate, entrance:
        _introduce(reader, gate)
        run_every_frame(reader, gate.core, clock, entrance.publish, _unseen)


def _serve(
    settings: Settings,
    home: Home,
    model: str | None,
    reader: FrameReader,
    sink: OnEvents,
    show: Show | None,
    credentials: str | None,
    *,
    with_outputs: bool,
) -> None:
    clock, notifier = SystemClock(), Notifier.from_environment()
    watched = reader.live or notifier.heard  # a recording that somebody plays is no service
    with ExitStack() as stack:
        entrance = Entrance(settings, home, clock, lambda events: told(events), real=reader.live or with_outputs)
        serving = Serving(settings, home, clock, reader, entrance)
        if watched:
            stack.enter_context(serving.logging())

        def told(events: Sequence[AnyEvent]) -> None:
            if watched:
                serving.events(events)
            sink(events)

        def assemble(settings: Settings, networks: Networks | NoNetworks, replaced: Assembly | None) -> Assembly:
            store = replaced.store if replaced else None
            return Assembly(settings, home, clock, networks, reader, entrance, store=store)

        networks = _networks(settings, home, model, live=watched)
        gate = RunningGate(settings, networks, assemble, reader, clock, serving.progress)
        stack.callback(gate.close)
        stack.enter_context(entrance)
        _introduce(reader, gate.assembly)
        if watched:
            stack.enter_context(serving.around(gate, notifier, model))
        if credentials:
            follow(credentials, gate.present)
        if show is not None:
            show(gate, entrance.publish)
            return
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda _number, _stack: gate.stop())
        gate.run(entrance.publish, _unseen)


def _networks(settings: Settings, home: Home, model: str | None, *, live: bool) -> Networks | NoNetworks:
    """Open the networks; a gate whose badges and PINs stand in for faces also starts without."""
    try:
        return open_networks(settings, home, model)
    except ModelError as error:
        if not live or settings.policy.camera_lost == "closed":
            raise
        log.error("%s", error)
        return NoNetworks(str(error))


def _kiosk(settings: Settings, home: Home, problem: str | None, reader: SharedReader, *, fullscreen: bool) -> Show:
    from gate.desk.desk import open_desk
    from gate.ui.app import Appearance, kiosk_options, run_kiosk

    def show(gate: RunningGate, on_events: OnEvents) -> None:
        gate.assembly.core.screen.problem = problem or ""
        run_kiosk(
            lambda on_view: _Shown(gate, on_events, on_view),
            fullscreen=fullscreen,
            appearance=Appearance(settings.ui.theme, settings.ui.language, touch=fullscreen),
            options=kiosk_options(settings.ui),
            desk=open_desk(home, reader.onlooker),
        )

    return show


class _Shown:
    """A gate, as the kiosk runs it."""

    def __init__(self, gate: RunningGate, on_events: OnEvents, on_view: OnView) -> None:
        self.run = lambda: gate.run(on_events, on_view)
        self.stop = gate.stop
        self.present = gate.present


def _introduce(reader: FrameReader, gate: Assembly) -> None:
    click.echo("\n".join((f"{reader.description}; {gate.status}", *gate.thresholds)), err=True)


def _unseen(_view: View) -> None:
    """Nobody looks."""
