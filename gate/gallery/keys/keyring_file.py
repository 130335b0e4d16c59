"""The file of a keyring: its tables, how it is opened, and the slots in it, which lie in the open."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from gate.database import Kind
from gate.gallery.database import Database
from gate.gallery.errors import GalleryError
from gate.gallery.keys.lock import KeyRefusedError, Slot

APPLICATION_ID = 0x4D47_4B59
"""`PRAGMA application_id`: this file is a MaskGate keyring ("MGKY")."""
VERSION = 1
_KEYRING = Kind("the keyring", GalleryError)
TABLES = (
    """CREATE TABLE keyring (
        id INTEGER PRIMARY KEY CHECK (id = 1),  -- one row
        uuid TEXT NOT NULL,                     -- the gallery names it: keys and templates of one installation
        generation INTEGER NOT NULL,            -- the one to begin with
        revision INTEGER NOT NULL               -- of the gallery, as last seen after a change: an older one is a copy
    ) STRICT""",
    """CREATE TABLE generations (
        number INTEGER PRIMARY KEY,
        rotation BLOB NOT NULL                  -- seed, wrapped by the gallery key
    ) STRICT""",
    "CREATE TABLE slots (id TEXT PRIMARY KEY, kind TEXT, label TEXT, created TEXT, parameters TEXT) STRICT",
    """CREATE TABLE gallery_keys (
        slot TEXT NOT NULL REFERENCES slots (id) ON DELETE CASCADE,
        generation INTEGER NOT NULL REFERENCES generations (number) ON DELETE CASCADE,
        wrapped BLOB NOT NULL,                  -- by the slot's lock
        PRIMARY KEY (slot, generation)
    ) STRICT""",
    """CREATE TABLE person_keys (
        person TEXT NOT NULL,
        generation INTEGER NOT NULL REFERENCES generations (number) ON DELETE CASCADE,
        wrapped BLOB NOT NULL,                  -- by the gallery key
        PRIMARY KEY (person, generation)
    ) STRICT""",
)


def read_slots(path: Path) -> list[Slot]:
    """The ways to open a keyring, oldest first; nothing is opened for it."""
    with opened(path, read_only=True) as db:
        return slots_of(db)


def slots_of(db: Database) -> list[Slot]:
    """The ways to open it, oldest first."""
    try:
        return [
            Slot(
                id=row["id"],
                kind=row["kind"],
                label=row["label"],
                created=datetime.fromisoformat(row["created"]),
                parameters=json.loads(row["parameters"]),
            )
            for row in db.query("SELECT * FROM slots ORDER BY created, rowid")
        ]
    except ValueError:
        raise GalleryError(f"the keys {db.path} are damaged: restore a backup") from None


def insert_slot(db: Database, slot: Slot) -> None:
    """Write one more."""
    row = {"id": slot.id, "kind": slot.kind, "label": slot.label, "created": slot.created.isoformat()}
    db.insert("slots", {**row, "parameters": json.dumps(dict(slot.parameters))})


@contextmanager
def opened(path: Path, *, read_only: bool = False) -> Iterator[Database]:
    """The file, for as long as one piece of work takes.

    Raises:
        KeyRefusedError: there is none.
        GalleryError: it is damaged, another program's, or from a newer version.
    """
    if not path.exists():
        raise KeyRefusedError(
            f"the keys {path} are missing: without them nothing opens; put them back or `gate restore`"
        )
    db = Database(path, read_only=read_only, kind=_KEYRING)
    try:
        if db.query("SELECT 1 FROM sqlite_master LIMIT 1"):
            if db.value("PRAGMA application_id") != APPLICATION_ID:
                raise GalleryError(f"{path} is a database of another program, not a keyring")
            if db.value("PRAGMA user_version") > VERSION:
                raise GalleryError(f"the keyring {path} was written by a newer version of this program: update it")
        elif not path.name.endswith(".new"):
            raise GalleryError(f"the keyring {path} is damaged: restore a backup")
        yield db
    finally:
        db.close()
