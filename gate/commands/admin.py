"""`gate admin`: the administrators' window, on a desk."""

from __future__ import annotations

import sys

import click

from gate.commands.options import home_option
from gate.home import Home


@click.command("admin")
@home_option
def command(home: Home) -> None:
    """Open the administrators' window.

    \b
    gate admin
    gate admin --home /var/lib/maskgate
    """  # noqa: D301 - click reads the \b
    from gate.ui.app import run_admin

    sys.exit(run_admin(home))
