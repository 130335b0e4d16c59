"""The `calibration` command: measure a recogniser, and make the operating points that the gate decides by."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Sequence

import click

from calibration.commands import fusion, lfw, open_set, thresholds
from calibration.errors import CalibrationError
from engines.errors import ModelError


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="maskgate", prog_name="MaskGate")
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
def cli(debug: bool) -> None:  # main() reads it, so that it also covers errors before this runs
    """Measure a recogniser: error rates, and the operating points that the gate decides by."""


cli.add_command(thresholds.command)
cli.add_command(lfw.command)
cli.add_command(open_set.command)
cli.add_command(fusion.command)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command; exit 0 done, 1 failed, 2 usage."""
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    try:
        cli.main(arguments, prog_name="calibration", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)
    except (CalibrationError, ModelError) as error:
        _fail(str(error), debug="--debug" in arguments)
    except Exception as error:  # noqa: BLE001 - a bug, too, is told in one sentence
        _fail(f"internal error ({type(error).__name__}: {error}); see it with --debug", debug="--debug" in arguments)


def _fail(message: str, *, debug: bool) -> None:
    if debug:
        traceback.print_exc()
    click.echo(f"calibration: {message}", err=True)
    sys.exit(1)
