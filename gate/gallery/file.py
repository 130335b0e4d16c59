"""The gallery's file before it is opened: whether it is there, and whose it is."""

from __future__ import annotations

from pathlib import Path

from gate.gallery.database import Database
from gate.gallery.errors import GalleryError
from gate.gallery.schema import refuse_foreign


def kept_in(path: Path) -> str:
    """The store that a gallery's people are kept in; empty if it holds nobody. Nothing is opened for it."""
    db = Database(path, read_only=True)
    try:
        refuse_foreign(db)
        if not db.query("SELECT 1 FROM sqlite_master LIMIT 1") or not db.value("SELECT 1 FROM people"):
            return ""
        return str(db.value("SELECT store FROM gallery"))
    finally:
        db.close()


def prepare_file(path: Path, *, read_only: bool) -> None:
    """Make an empty file, readable by its owner alone, where there is none.

    Raises:
        GalleryError: it can't be made, or nothing may be changed.
    """
    if path.exists():
        return
    if read_only:
        raise GalleryError(f"there is no gallery at {path} yet: enrol somebody with `gate enrol`")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)  # SQLite gives its -wal and -shm files the same mode
    except OSError as error:
        raise GalleryError(f"the gallery {path} can't be made: {error.strerror}") from error
