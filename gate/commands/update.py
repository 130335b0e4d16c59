"""`gate update`: another release of the program, and back by itself if it does not work."""

from __future__ import annotations

from pathlib import Path

import click

from gate.commands.options import home_option, manager_options, releases_option
from gate.home import Home
from gate.host.update.build import build
from gate.host.update.manager import Systemd
from gate.host.update.releases import Releases
from gate.host.update.switch import switch


@click.command("update")
@click.argument("source", type=click.Path(path_type=Path))
@click.option("--extras", default="", metavar="NAMES", help="Extras of the wheel, like door.")
@click.option("--offline", is_flag=True, help="Fetch nothing: all wheels lie beside this one.")
@click.option("--system-site-packages", "system", is_flag=True, help="See PyQt5 and TensorRT of a Jetson's system.")
@click.option("--deadline", type=click.FloatRange(30, 3600), default=180.0, show_default=True, help="Seconds to work.")
@manager_options
@releases_option
@home_option
def command(
    source: Path,
    extras: str,
    offline: bool,
    system: bool,
    deadline: float,
    manager: Systemd,
    releases: Releases,
    home: Home,
) -> None:
    """Make a release of SOURCE beside the others, run it, and return to the one before if it does not work.

    SOURCE is a wheel of MaskGate, a folder of wheels, or a folder that holds `bin/gate`. The gate goes on until the
    release is made; then it is started anew. The release has worked when camera, recogniser, gallery and audit log
    did for 20 seconds.

    \b
    gate update maskgate-0.2.0-py3-none-any.whl --extras door
    gate update /media/usb/wheels
    """  # noqa: D301 - click reads the \b
    with releases.locked():
        first = releases.current is None
        number = build(releases, source, extras=extras, offline=offline, system=system)
        if not first:
            click.echo(f"Release {number} is made; it is being tried.", err=True)
        switch(home, releases, number, manager, deadline=deadline)
    click.echo(
        f"Release {number} is the first: `gate install-service` runs it." if first else f"Release {number} runs."
    )
