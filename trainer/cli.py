"""The `trainer` command: one file in `trainer/commands/` for each of its words."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Sequence

import click

from calibration.errors import CalibrationError
from engines.command_line import run
from engines.errors import ModelError
from trainer import commands
from trainer.errors import TrainerError

EXPECTED = (TrainerError, ModelError, CalibrationError)
"""What can go wrong by somebody's hand: the message is shown as it is."""


class _LazyGroup(click.Group):
    """Loads a command's module only when it is called, so that `trainer --help` is quick and needs no torch."""

    def list_commands(self, _context: click.Context) -> list[str]:
        return sorted(module.name.replace("_", "-") for module in pkgutil.iter_modules(commands.__path__))

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name not in self.list_commands(context):
            return None
        try:
            command: click.Command = importlib.import_module(f"trainer.commands.{name.replace('-', '_')}").command
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
    run(cli, "trainer", arguments, EXPECTED)
