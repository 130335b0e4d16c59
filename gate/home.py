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
    def keyring(self) -> Path:
        """`keys/gallery.keys`: everybody's data keys, wrapped; without it the gallery opens nowhere."""
        return self.path / "keys" / "gallery.keys"

    @property
    def key_file(self) -> Path:
        """`keys/gallery.key`: the outermost key in the open, only where that was chosen by name."""
        return self.path / "keys" / "gallery.key"

    @property
    def backups(self) -> Path:
        """Sealed backups that the gate makes of its own accord."""
        return self.path / "backups"

    @property
    def access(self) -> Path:
        """`access.db`: groups, schedules, credentials, administrators."""
        return self.path / "access.db"

    @property
    def audit(self) -> Path:
        """`audit.db`."""
        return self.path / "audit.db"

    @property
    def audit_key(self) -> Path:
        """The key that links the rows of the audit log."""
        return self.path / "keys" / "audit.key"

    @property
    def door_socket(self) -> Path:
        """Takes orders of `gate door` while a gate runs."""
        return self.path / "door.sock"

    @property
    def asked(self) -> Path:
        """Which challenges were asked lately."""
        return self.path / "challenges.bin"

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
