"""What the gallery's seal covers: every row that decides who is let in, by what right, and as whom."""

from __future__ import annotations

import hashlib
import json

from gate.gallery.database import Database
from gate.gallery.keys.aead import TAG_BYTES

_GALLERY = "SELECT revision, store, keyring, generation, floor, floor_revision FROM gallery"
_TABLES = {"people": "id", "consents": "id", "templates": "id", "removed": "id", "lookalikes": "first, second"}
"""The tables that are sealed, and what puts their rows in order."""


def state(db: Database) -> bytes:
    """SHA-256 over the sealed tables, row by row, and over the gallery's own row but for the seal.

    Of a template's sealed bytes the authentication tag stands for the whole: it binds all of them to their row.
    """
    digest = hashlib.sha256()
    for rows in db.rows(_GALLERY):
        digest.update(_text(rows))
    for table, order in _TABLES.items():
        digest.update(table.encode())
        for rows in db.rows(f"SELECT * FROM {table} ORDER BY {order}"):  # noqa: S608 - our own names
            digest.update(_text(rows))
    return digest.digest()


def _text(rows: list[tuple[object, ...]]) -> bytes:
    """JSON arrays, each with a comma after it: however many are fetched at a time, the whole is the same text."""
    return _JSON.encode(rows)[1:-1].encode("utf-8", "surrogatepass") + b", "


def _tag(blob: bytes) -> str:
    return blob[-TAG_BYTES:].hex()


_JSON = json.JSONEncoder(ensure_ascii=False, default=_tag)
