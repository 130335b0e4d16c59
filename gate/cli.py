"""The `gate` command: one file in `gate/commands/` for each of its words."""

from __future__ import annotations

import importlib
import os
from collections.abc import Sequence

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
# Before numpy is imported. The gate's products are small; on several threads they mostly wait for each other, spinning:
# on a busy machine of two cores the camera's watch took 12 ms of CPU a frame, and 90 ms of time, instead of 0.2 ms.

import click

from engines.command_line import run
from engines.errors import ModelError
from gate.access.errors import AccessError, AuditError, LockError, OutputError
from gate.capture.errors import CaptureError
from gate.gallery.errors import GalleryError
from gate.host.errors import HostError
from gate.host.update.errors import UpdateError
from gate.settings import SettingsError
from gate.ui.errors import UiError
from gate.vision.errors import ImageError

EXPECTED = (
    *(ModelError, CaptureError, GalleryError, AccessError, AuditError, SettingsError, ImageError, UiError),
    *(LockError, OutputError, HostError, UpdateError),
)
"""What can go wrong by somebody's hand: the message is shown as it is."""

COMMANDS = (
    *("access", "admin", "audit", "backup", "bench", "demo", "doctor", "door", "enrol", "gallery", "identify"),
    *("install-service", "keys", "models", "pad", "people", "reenrol", "restore", "rollback", "run", "settings"),
    *("update", "verify"),
)


class _LazyGroup(click.Group):
    """Loads a command's module only when it is called, so that `gate --help` is quick and needs no networks."""

    def list_commands(self, _context: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, _context: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"gate.commands.{name.replace('-', '_')}").command
        return command


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="maskgate", prog_name="MaskGate")
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
def cli(debug: bool) -> None:  # main() reads it, so that it also covers errors before this runs
    """Face-recognition access control for a building entrance."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command; exit 0 done, 1 refused or failed, 2 usage."""
    run(cli, "gate", arguments, EXPECTED)
