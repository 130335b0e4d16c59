"""`gate doctor`: what is missing, and what mends it."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict

import click

from gate.commands.options import home_option, json_option
from gate.doctor import examine
from gate.home import Home

_SIGNS = {"ok": "✓", "warning": "!", "failed": "✗"}


@click.command("doctor")
@click.option("--no-camera", is_flag=True, help="Do not open the camera.")
@home_option
@json_option
def command(no_camera: bool, home: Home, as_json: bool) -> None:
    """Examine models, backends, gallery, screen and camera; exit 1 if anything needed is missing.

    \b
    gate doctor
    gate doctor --no-camera --json
    """  # noqa: D301 - click reads the \b
    failed = False
    for finding in examine(home, camera=not no_camera):
        failed |= finding.state == "failed"
        if as_json:
            click.echo(json.dumps(asdict(finding), ensure_ascii=False))
        else:
            click.echo(f" {_SIGNS[finding.state]} {finding.what:<11} {finding.detail}")
    if failed:
        sys.exit(1)
