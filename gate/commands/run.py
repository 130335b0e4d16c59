"""`gate run`: the gate itself."""

from __future__ import annotations

import signal
import sys
from collections.abc import Sequence

import click

from gate.access.event import AnyEvent
from gate.assembly import Assembly
from gate.capture.reader import open_source
from gate.clock import Clock, ManualClock, SystemClock
from gate.commands.options import home_option, json_option, model_option
from gate.commands.printing import print_event
from gate.credential_lines import follow
from gate.entrance import Entrance
from gate.home import Home
from gate.networks import open_networks
from gate.service import OnView, Service, run_every_frame
from gate.settings import SettingsError, settings_or_defaults
from gate.view import View


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
    clock: Clock = ManualClock() if every_frame else SystemClock()

    def sink(events: Sequence[AnyEvent]) -> None:
        for event in events:
            print_event(event, as_json=as_json)

    with open_source(source or settings.camera.source, every_frame=every_frame, fps=fps) as reader:
        entrance = Entrance(settings, home, clock, sink, real=reader.live or with_outputs)
        networks = open_networks(settings, home, model)
        with Assembly(settings, home, clock, networks, reader, entrance) as gate, entrance:
            click.echo("\n".join((f"{reader.description}; {gate.status}", *gate.thresholds)), err=True)

            on_events = entrance.publish

            def made(on_view: OnView) -> Service:
                service = Service(reader, gate.core, clock, on_events, on_view)
                if credentials:
                    follow(credentials, service.present)
                return service

            if isinstance(clock, ManualClock):
                run_every_frame(reader, gate.core, clock, on_events, _unseen)
            elif headless:
                service = made(_unseen)
                for number in (signal.SIGINT, signal.SIGTERM):
                    signal.signal(number, lambda _number, _stack: service.stop())
                service.run()
            else:
                from gate.ui.app import Appearance, kiosk_options, run_kiosk

                look = Appearance(settings.ui.theme, settings.ui.language, touch=not window)
                gate.core.screen.problem = problem or ""
                sys.exit(run_kiosk(made, fullscreen=not window, appearance=look, options=kiosk_options(settings.ui)))


def _unseen(_view: View) -> None:
    """Nobody looks."""
