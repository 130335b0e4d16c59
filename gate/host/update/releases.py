"""A folder for each release, numbered, with the links `current`, which one runs, and `previous`, which one did."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from engines.files import write_atomically
from gate.home import Home
from gate.host.update.errors import UpdateError

FOLDER = "GATE_RELEASES"
"""Names the folder in the environment of a service."""

COMPLETE = "complete"
"""The file that a release gets last: without it, it was cut off while it was made."""


@dataclass(frozen=True)
class Releases:
    """One gate's releases. A release holds `bin/gate`, and may hold `models/`."""

    folder: Path

    def path(self, number: int) -> Path:
        """Folder of a release."""
        return self.folder / str(number)

    @property
    def current(self) -> int | None:
        """Which one runs; None: none does, the program comes from elsewhere."""
        return self._named("current")

    @property
    def previous(self) -> int | None:
        """Which one ran before; None: there is none."""
        return self._named("previous")

    def all(self) -> list[int]:
        """Those that are complete, oldest first."""
        names = (path.parent.name for path in self.folder.glob(f"*/{COMPLETE}"))
        return sorted(int(name) for name in names if name.isdecimal())

    def begin(self) -> int:
        """Make the folder of a new release; what was cut off earlier goes.

        Raises:
            UpdateError: it can't be made.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            for path in self.folder.iterdir():
                if path.name.isdecimal() and not (path / COMPLETE).exists():
                    shutil.rmtree(path)
            number = max([0, *self.all()]) + 1
            self.path(number).mkdir()
        except OSError as error:
            raise UpdateError(f"no release can be made in {self.folder}: {error.strerror}") from error
        return number

    def complete(self, number: int, source: str) -> None:
        """Mark a release as whole."""
        write_atomically(self.path(number) / COMPLETE, f"{source}\n".encode())

    def discard(self, number: int) -> None:
        """Remove a release; it is none from the first moment on."""
        (self.path(number) / COMPLETE).unlink(missing_ok=True)
        shutil.rmtree(self.path(number), ignore_errors=True)

    def switch(self, number: int) -> None:
        """Let `current` name this one: the old one or the new one, at any moment.

        Raises:
            UpdateError: it can't be changed.
        """
        before = self.current
        try:
            if before not in (None, number):
                self._link("previous", str(before))
            self._link("current", str(number))
        except OSError as error:
            raise UpdateError(f"the links in {self.folder} can't be changed: {error.strerror}") from error

    def back(self, number: int) -> None:
        """Let `current` name this one again, and `previous` the one before it, if it is still there.

        Raises:
            UpdateError: the links can't be changed.
        """
        older = [other for other in self.all() if other < number]
        try:
            self._link("current", str(number))
            if older:
                self._link("previous", str(max(older)))
            else:
                (self.folder / "previous").unlink(missing_ok=True)
        except OSError as error:
            raise UpdateError(f"the links in {self.folder} can't be changed: {error.strerror}") from error

    def tidy(self) -> None:
        """Remove what neither runs nor ran before: a release is as large as everything it needs."""
        for number in set(self.all()) - {self.current, self.previous}:
            self.discard(number)

    def _named(self, link: str) -> int | None:
        try:
            name = str((self.folder / link).readlink())
        except OSError:
            return None
        return int(name) if name.isdecimal() else None

    def _link(self, name: str, target: str) -> None:
        fresh = self.folder / f".{name}.new"
        fresh.unlink(missing_ok=True)
        fresh.symlink_to(target)
        fresh.replace(self.folder / name)
        descriptor = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """One update at a time.

        Raises:
            UpdateError: another one is under way.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / ".lock").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise UpdateError("another update, or rollback, of this gate is under way") from None
            yield


def releases_of(home: Home) -> Releases:
    """Those of GATE_RELEASES, or of HOME/releases."""
    named = os.environ.get(FOLDER)
    return Releases(Path(named) if named else home.path / "releases")
