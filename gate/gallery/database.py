"""The gallery's SQLite connection: `gate.database`, with the gallery's words for what goes wrong."""

from __future__ import annotations

from pathlib import Path

from gate.database import BUSY_SECONDS as DEFAULT_BUSY_SECONDS
from gate.database import Database as AnyDatabase
from gate.database import Kind, Row
from gate.gallery.errors import GalleryError

__all__ = ["BUSY_SECONDS", "GALLERY", "Database", "Row"]

BUSY_SECONDS = DEFAULT_BUSY_SECONDS
"""How long to wait for another process's lock."""

GALLERY = Kind(
    "the gallery",
    GalleryError,
    {
        "not a database": "is damaged, or no gallery at all: restore a backup",
        "FOREIGN KEY": "no longer holds this person",
        "UNIQUE": "holds somebody of this name already",
    },
)


class Database(AnyDatabase):
    """A connection to a gallery's file, or one that belongs to it, for one thread."""

    def __init__(self, path: Path, *, read_only: bool = False, kind: Kind = GALLERY) -> None:
        super().__init__(path, kind, read_only=read_only, busy_seconds=BUSY_SECONDS)
