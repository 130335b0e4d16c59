"""The `trainer` command: one file in `trainer/commands/` for each of its words."""

from __future__ import annotations

import importlib
import pkgutil
import sys
import traceback
from collections.abc import Sequence

import click

from calibration.errors import CalibrationError
from engines.errors import ModelError
from trainer import commands
from trainer.errors import TrainerError

EXPECTED = (TrainerError, ModelError, CalibrationError)
"""What can go wrong by somebody's hand: the message is shown as it is."""


class _LazyGroup(click.Group):
    """Loads a command's module only when it is called, so that `trainer --help` is quick and needs no torch."""

    def list_commands(self, _context: click.Context) -> list[str]:
        return sorted(module.name for module in pkgutil.iter_modules(commands.__path__))

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name not in self.list_commands(context):
            return None
        try:
            command: click.Command = importlib.import_module(f"trainer.commands.{name}").command
        except ModuleNotFoundError as error:
            if error.name in {"torch", "yaml", "tensorboard"}:
                raise TrainerError(f"{error.name} is not installed: `pip install 'maskgate[trainer]'`") from None
            raise
        return command


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="maskgate", prog_name="MaskGate")
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
def cli(debug: bool) -> None:  # main() reads it, so that it also covers errors before this runs
    """Train recognisers that know people with masks on, and export them for the gate."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command; exit 0 done, 1 refused or failed, 2 usage."""
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    try:
        status = cli.main(arguments, prog_name="trainer", standalone_mode=False)
        sys.exit(status if isinstance(status, int) else 0)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)
    except EXPECTED as error:
        _fail(str(error), debug="--debug" in arguments)
    except Exception as error:  # noqa: BLE001 - the last line of defence: no traceback unless asked for
        _fail(f"internal error ({type(error).__name__}: {error}); see it with --debug", debug="--debug" in arguments)


def _fail(message: str, *, debug: bool) -> None:
    if debug:
        traceback.print_exc()
    click.echo(f"trainer: {message}", err=True)
    sys.exit(1)
