"""Copies of a gate's databases before a step, and what goes back after a failed one.

A database goes back only if the failed release has changed its layout (`PRAGMA user_version`): the old release could
not read it. All others stay as they are, with everything that was committed since. What goes back is not thrown away:
the file as the failed release left it is set aside, and the audit log says where and how many rows it holds more.

The gallery never goes back behind its keyring's keys. A removal destroys a person's key there first; an older keyring
would bring the person back. So if anybody was enrolled or removed since the copy, the gallery stays, and the way back
is refused in a sentence.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from engines.files import write_atomically
from gate.gallery.keys.age import Age, age_of, set_back
from gate.home import Home
from gate.host.update.errors import UpdateError

MANIFEST = "manifest.json"
_FAILED = "-failed"


@dataclass(frozen=True)
class Copies:
    """Of one switch, in a folder of their own."""

    home: Home
    folder: Path

    @classmethod
    def of(cls, home: Home, release: int) -> Copies:
        """Those made before this release began."""
        return cls(home, home.backups / f"before-release-{release}")

    def make(self) -> None:
        """Copy every database, as it is at one moment, while others may write it (SQLite's online backup).

        Raises:
            UpdateError: one can't be copied; nothing was changed.
        """
        try:
            for old in self.folder.parent.glob("before-release-*"):
                if not old.name.endswith(_FAILED):  # what was set aside is its owner's to remove
                    shutil.rmtree(old)
            self.folder.mkdir(parents=True, mode=0o700)
            layouts = {path.name: _copy(path, self.folder / path.name) for path in self._databases() if path.exists()}
            age = age_of(self.home.keyring) if self.home.keyring.exists() else Age(0, "")
            said = {"layouts": layouts, "keyring": asdict(age)}
            write_atomically(self.folder / MANIFEST, json.dumps(said).encode())
        except (OSError, sqlite3.Error) as error:
            raise UpdateError(
                f"the databases can't be copied to {self.folder}, so nothing was changed: {error}"
            ) from error

    def changed(self) -> list[str]:
        """Names of the databases whose layout is another one now.

        Raises:
            UpdateError: there are no copies, or a database can't be read.
        """
        layouts = self._manifest()["layouts"]
        found = [path for path in self._databases() if path.exists()]
        return [path.name for path in found if _layout(path) != layouts.get(path.name)]

    def refuse_lost_people(self) -> None:
        """Refuse where the gallery would have to go back although people were enrolled or removed since.

        Raises:
            UpdateError: it would.
        """
        if self.home.gallery.name in self.changed() and self._then().keys != self._keys_now():
            raise UpdateError(
                "the gallery has a newer layout, and people were enrolled or removed since: going back would undo "
                "that, so this release stays; mend it with another `gate update`"
            )

    def put_back(self) -> list[Path]:
        """Put back what has another layout now; may be cut off and done again. The gate must not run.

        Returns:
            The files set aside.

        Raises:
            UpdateError: as `refuse_lost_people`, or the disk fails.
        """
        self.refuse_lost_people()
        aside = self.folder.with_name(f"{self.folder.name}{_FAILED}")
        moved = []
        try:
            for name in self.changed():
                live, copy = self.home.path / name, self.folder / name
                aside.mkdir(parents=True, mode=0o700, exist_ok=True)
                _copy(live, aside / name)
                moved.append(aside / name)
                if live == self.home.gallery and self.home.keyring.exists():
                    set_back(self.home.keyring, self._then())
                _replace(live, copy if copy.exists() else None)
        except (OSError, sqlite3.Error, ValueError) as error:
            raise UpdateError(f"a database can't be put back from {self.folder}: {error}") from error
        return moved

    def _databases(self) -> tuple[Path, ...]:
        return self.home.gallery, self.home.access, self.home.audit

    def _keys_now(self) -> str:
        return age_of(self.home.keyring).keys if self.home.keyring.exists() else ""

    def _then(self) -> Age:
        return Age(**self._manifest()["keyring"])

    def _manifest(self) -> dict[str, Any]:
        try:
            said: dict[str, Any] = json.loads((self.folder / MANIFEST).read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise UpdateError(f"there are no copies of the databases in {self.folder}: {error}") from None
        return said


def _copy(source: Path, target: Path) -> int:
    """Copy a database, log and all; its layout."""
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.close(descriptor)
    with (
        closing(sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True, timeout=10)) as old,
        closing(sqlite3.connect(target)) as new,
    ):
        old.backup(new)
        return int(new.execute("PRAGMA user_version").fetchone()[0])


def _layout(path: Path) -> int:
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=10)) as db:
            return int(db.execute("PRAGMA user_version").fetchone()[0])
    except sqlite3.Error as error:
        raise UpdateError(f"{path} can't be read: {error}") from error


def _replace(live: Path, copy: Path | None) -> None:
    """One rename: the file as it was left or as it is to be, never a part; its log goes with it."""
    fresh = live.with_name(f".{live.name}.back")
    if copy is not None:
        _copy(copy, fresh)
        owner = live.stat()
        if (os.geteuid(), os.getegid()) != (owner.st_uid, owner.st_gid):
            os.chown(fresh, owner.st_uid, owner.st_gid)  # root puts it back for the gate's own user
        with fresh.open("rb") as file:
            os.fsync(file.fileno())
    for companion in ("-wal", "-shm"):  # folded into the file that was set aside
        live.with_name(live.name + companion).unlink(missing_ok=True)
    if copy is None:
        live.unlink()
    else:
        fresh.replace(live)
