"""HOME: the one folder that holds everything a gate keeps, so that two gates never mix."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from engines.registry import default_cache


@dataclass(frozen=True)
class Home:
    """A gate's folder; nothing is created until somebody writes."""

    path: Path
    models: Path
    """Built-in models made on this machine."""

    @property
    def settings(self) -> Path:
        """`gate.toml`; a gate without one runs on the defaults."""
        return self.path / "gate.toml"

    @property
    def gallery(self) -> Path:
        """`gallery.db`."""
        return self.path / "gallery.db"

    @property
    def engines(self) -> Path:
        """What `build-engine` made for this device."""
        return self.path / "engines"

    @property
    def logs(self) -> Path:
        """Log files."""
        return self.path / "logs"


def find_home(given: str | Path | None) -> Home:
    """The folder given on the command line, else `GATE_HOME`; else the user's data folder, with models in the cache."""
    chosen = given or os.environ.get("GATE_HOME")
    if chosen:
        path = Path(chosen).expanduser()
        return Home(path, path / "models")
    return Home(platformdirs.user_data_path("maskgate"), default_cache())
