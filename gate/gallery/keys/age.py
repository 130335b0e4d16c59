"""The age of a keyring, for a gallery that goes back to a copy after a failed update.

The keyring remembers the gallery's newest revision, so that an old gallery is noticed. A copy that our own update puts
back is older too; it is let in again only while the keyring holds the same keys as when the copy was made, so that
nobody who was removed since comes back with it.
"""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

_KEYS = ("generations", "gallery_keys", "person_keys")


@dataclass(frozen=True)
class Age:
    """Of a keyring."""

    revision: int
    """Of the gallery, as last seen."""
    keys: str
    """Digest over all wrapped keys."""


def age_of(path: Path) -> Age:
    """Look at a keyring without opening a key.

    Raises:
        sqlite3.Error: it can't be read.
    """
    digest = hashlib.sha256()
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as db:
        (revision,) = db.execute("SELECT revision FROM keyring").fetchone()
        for table in _KEYS:
            for row in db.execute(f"SELECT * FROM {table} ORDER BY 1, 2"):  # noqa: S608 - our own names
                digest.update(repr((table, row)).encode())
    return Age(int(revision), digest.hexdigest())


def set_back(path: Path, to: Age) -> None:
    """Let a gallery of this age in again.

    Raises:
        ValueError: the keys are others now.
        sqlite3.Error: it can't be written.
    """
    if age_of(path).keys != to.keys:
        raise ValueError("the keyring holds other keys now")
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("UPDATE keyring SET revision = ?", (to.revision,))
