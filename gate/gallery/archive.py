"""Backups: an archive of sealed people, and a small file with their keys that dies with them.

The archive holds each person's rows and templates, sealed under a key of that person alone, so it may be copied and
kept anywhere. Those keys are in the keys file, sealed by a passphrase; there is meant to be one, written anew after a
removal. Then no archive, however old, gives a removed person again.
"""

from __future__ import annotations

import base64
import hmac
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np

from gate.gallery.errors import GalleryError
from gate.gallery.gallery import Gallery
from gate.gallery.keys.aead import Sealer, SealError, derive, place
from gate.gallery.keys.keyring import Keyring
from gate.gallery.keys.lock import KeyRefusedError
from gate.gallery.keys.passphrase import PassphraseLock
from gate.gallery.removal import tombstone
from gate.gallery.schema import MIGRATIONS

_ARCHIVE, _KEYS = "maskgate-archive", "maskgate-archive-keys"
_TABLES = {"people": "id", "consents": "person", "templates": "person", "lookalikes": "first"}
"""What an archive holds, and the column that names the person it is kept with."""


@dataclass(frozen=True)
class ArchiveKeys:
    """What opens archives of one gallery and generation."""

    keyring: str
    generation: int
    seal: bytes
    people: dict[str, bytes]

    @classmethod
    def of(cls, keyring: Keyring) -> ArchiveKeys:
        """The keys of the archives that this gate makes now."""
        number = keyring.newest()
        wrapped = keyring.data_keys(number)
        people = {p: derive(keyring.open_data_key(p, number, w), "archive") for p, w in wrapped.items()}
        return cls(keyring.uuid, number, keyring.generation(number).archive, people)


@dataclass(frozen=True)
class Restored:
    """What a restore did."""

    people: int
    removed: int
    """Left out: this gate has removed them."""
    without_key: int
    """Left out: removed before the keys file was last written."""


def write_archive(gallery: Gallery, keys: ArchiveKeys, path: Path, created: datetime) -> int:
    """Write everybody to a new archive; all of it, or none.

    Returns:
        How many people it holds.

    Raises:
        GalleryError: the file exists, or can't be written.
    """
    _refuse_existing(path)
    ledger = gallery.ledger
    with ledger.reading():
        floor = gallery.curation.floor
        head = {
            "format": _ARCHIVE,
            "version": 1,
            "keyring": keys.keyring,
            "generation": keys.generation,
            "schema": len(MIGRATIONS),
            "revision": ledger.revision,
            "created": created.isoformat(),
            "floor": floor and floor.threshold,
        }
        lines = [json.dumps(head)]
        for row in ledger.db.query("SELECT id FROM people WHERE NOT leaving ORDER BY id"):
            sealed = Sealer(keys.people[row["id"]]).seal(_record(gallery, row["id"]), _person_place(head, row["id"]))
            lines.append(json.dumps({"person": row["id"], "sealed": _base64(sealed)}))
    body = "".join(f"{line}\n" for line in lines).encode()
    seal = hmac.digest(keys.seal, body, "sha256").hex()
    _write(path, body + json.dumps({"seal": seal}).encode() + b"\n")
    return len(lines) - 1


def write_keys(keys: ArchiveKeys, passphrase: PassphraseLock, path: Path) -> None:
    """Write the keys file, in the place of an older one.

    Raises:
        GalleryError: the passphrase is too short, or the file can't be written.
    """
    parameters, wrapping = passphrase.make()
    secret = {"seal": keys.seal.hex(), "people": {person: key.hex() for person, key in keys.people.items()}}
    head = {"format": _KEYS, "version": 1, "keyring": keys.keyring, "generation": keys.generation}
    sealed = Sealer(wrapping).seal(json.dumps(secret).encode(), _keys_place(head))
    _write(path, json.dumps({**head, "passphrase": dict(parameters), "sealed": _base64(sealed)}).encode() + b"\n")


def read_keys(path: Path, passphrase: PassphraseLock) -> ArchiveKeys:
    """Open a keys file.

    Raises:
        KeyRefusedError: the passphrase is another.
        GalleryError: it is missing, damaged, or no keys file.
    """
    try:
        file = json.loads(_read(path))
        if file["format"] != _KEYS or file["version"] != 1:
            raise ValueError(file["format"])
        wrapping = passphrase.find(file["passphrase"])
        secret = json.loads(Sealer(wrapping).open(base64.b64decode(file["sealed"]), _keys_place(file)))
        people = {person: bytes.fromhex(key) for person, key in secret["people"].items()}
        return ArchiveKeys(file["keyring"], file["generation"], bytes.fromhex(secret["seal"]), people)
    except SealError:
        raise KeyRefusedError(
            f"the passphrase is not that of {path}, or the file is damaged: nothing was opened"
        ) from None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise GalleryError(f"{path} is no keys file of a backup, or damaged: take another copy") from None


def restore(gallery: Gallery, path: Path, keys: ArchiveKeys, *, replace: bool = False) -> Restored:
    """Put the people of an archive into a gallery, sealed anew under the gallery's own keys; all of them, or none.

    Args:
        gallery: Open for writing, with a store.
        path: The archive.
        keys: Of the archive.
        replace: Also if the gallery holds people already; they go.

    Raises:
        GalleryError: the archive is damaged, cut short, of other keys or from a newer program, the gallery holds people
            already, or can't be written. Nothing has changed then.
    """
    ledger = gallery.ledger
    with gallery.transaction():
        if ledger.db.value("SELECT 1 FROM people") and not replace:
            raise GalleryError(f"the gallery {gallery.path} holds people already: pass --replace to put others there")
        ledger.db.execute("DELETE FROM people")
        revision, generation = ledger.bump(), ledger.generation
        gone = {row["id"] for row in ledger.db.query("SELECT id FROM removed")}
        people = removed = without_key = 0
        floor, records = _records(path, keys)
        pairs: list[dict[str, Any]] = []
        for person, record in records:
            if tombstone(person) in gone:
                removed += 1
            elif record is None:
                without_key += 1
            else:
                people += 1
                ledger.store.admit([person], generation)
                _insert(gallery, record, revision)
                pairs += record["lookalikes"]
        known = {person.id for person in gallery.people()}
        for pair in (pair for pair in pairs if {pair["first"], pair["second"]} <= known):
            ledger.db.insert("lookalikes", pair)
        gallery.curation.set_floor(floor)
    ledger.store.keep(generation, [person.id for person in gallery.people()])
    ledger.forget("the backup is restored")
    return Restored(people, removed, without_key)


def _record(gallery: Gallery, person: str) -> bytes:
    db = gallery.ledger.db
    rows = {
        table: db.query(f"SELECT * FROM {table} WHERE {column} = ? ORDER BY rowid", person)  # noqa: S608 - our own
        for table, column in _TABLES.items()
    }
    for row, vector in zip(rows["templates"], gallery.ledger.decode(rows["templates"]), strict=True):
        row["blob"] = _base64(vector.astype("<f4").tobytes())
    return json.dumps(rows, ensure_ascii=False).encode()


def _insert(gallery: Gallery, record: dict[str, list[dict[str, Any]]], revision: int) -> None:
    ledger = gallery.ledger
    for table in ("people", "consents", "templates"):
        for row in record[table]:
            if table == "templates":
                row["revision"] = revision
                row["blob"] = ledger.encode(np.frombuffer(base64.b64decode(row["blob"]), "<f4"), row)
            ledger.db.insert(table, row)


def _records(path: Path, keys: ArchiveKeys) -> tuple[float | None, Iterator[tuple[str, dict[str, Any] | None]]]:
    """The floor, and each person's rows; None where the key is gone. The whole file was found whole before."""
    damaged = GalleryError(f"the archive {path} is damaged, cut short, or none of ours: take another copy")
    body, _, last = _read(path).rstrip(b"\n").rpartition(b"\n")
    body += b"\n"
    try:
        head, seal = json.loads(body.split(b"\n", 1)[0]), bytes.fromhex(json.loads(last)["seal"])
        if head["format"] != _ARCHIVE:
            raise ValueError(head["format"])
        if head["version"] != 1 or head["schema"] > len(MIGRATIONS):
            raise GalleryError(f"the archive {path} was written by a newer version of this program: update it")
        if (head["keyring"], head["generation"]) != (keys.keyring, keys.generation):
            raise KeyRefusedError(f"these are not the keys of the archive {path}: name its own with --keys")
    except (ValueError, KeyError, TypeError, RecursionError):
        raise damaged from None
    if not hmac.compare_digest(hmac.digest(keys.seal, body, "sha256"), seal):
        raise damaged
    return head["floor"], _opened(head, body.splitlines()[1:], keys)


def _opened(head: dict[str, Any], lines: list[bytes], keys: ArchiveKeys) -> Iterator[tuple[str, dict[str, Any] | None]]:
    for line in lines:
        entry = json.loads(line)
        person = entry["person"]
        if person not in keys.people:
            yield person, None
            continue
        sealed = base64.b64decode(entry["sealed"])
        yield person, json.loads(Sealer(keys.people[person]).open(sealed, _person_place(head, person)))


def _person_place(head: dict[str, Any], person: str) -> bytes:
    return place("archive", head["keyring"], head["generation"], head["revision"], person)


def _keys_place(head: dict[str, Any]) -> bytes:
    return place("archive keys", head["keyring"], head["generation"])


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _refuse_existing(path: Path) -> None:
    if path.exists():
        raise GalleryError(f"{path} exists already: choose another name")


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise GalleryError(f"{path} can't be read: {error.strerror}") from None


def _write(path: Path, content: bytes) -> None:
    """The whole file or none, readable by its owner alone."""
    draft = path.with_name(path.name + ".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.unlink(missing_ok=True)
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise GalleryError(f"{path} can't be written: {error.strerror}") from None
