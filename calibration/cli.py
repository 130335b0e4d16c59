"""The `calibration` command: measure a recogniser, and make the operating points that the gate decides by."""

from __future__ import annotations

from collections.abc import Sequence

import click

from calibration.commands import bench, collect, discard, fusion, open_set, thresholds
from calibration.errors import CalibrationError
from engines.command_line import run
from engines.errors import ModelError


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="maskgate", prog_name="MaskGate")
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
def cli(debug: bool) -> None:  # main() reads it, so that it also covers errors before this runs
    """Measure a recogniser: error rates, and the operating points that the gate decides by."""


cli.add_command(thresholds.command)
cli.add_command(open_set.command)
cli.add_command(fusion.command)
cli.add_command(discard.command)
cli.add_command(bench.command)
cli.add_command(collect.command)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command; exit 0 done, 1 refused or failed, 2 usage."""
    run(cli, "calibration", arguments, (CalibrationError, ModelError))
