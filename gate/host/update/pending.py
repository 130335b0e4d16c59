"""HOME/update.json: a switch that has not proved itself yet. Whoever finds it knows the way back."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from engines.files import write_atomically
from gate.home import Home
from gate.host.update.errors import UpdateError


@dataclass(frozen=True)
class Pending:
    """From one release to another."""

    before: int
    after: int


def pending_path(home: Home) -> Path:
    """Where it is written."""
    return home.path / "update.json"


def read_pending(home: Home) -> Pending | None:
    """The switch under way; None: there is none.

    Raises:
        UpdateError: the file can't be read.
    """
    path = pending_path(home)
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        return Pending(int(said["before"]), int(said["after"]))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UpdateError(f"{path} can't be read ({error}): remove it once `releases/current` is right") from None


def write_pending(home: Home, pending: Pending) -> None:
    """Write it down, before anything is changed.

    Raises:
        UpdateError: it can't be.
    """
    try:
        write_atomically(pending_path(home), json.dumps(asdict(pending)).encode())
    except OSError as error:
        raise UpdateError(f"{pending_path(home)} can't be written: {error.strerror}") from error


def settle(home: Home) -> None:
    """The switch is done with."""
    pending_path(home).unlink(missing_ok=True)
