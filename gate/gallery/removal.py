"""The end of a removal: the key, then the rows, then a look for what may be left."""

from __future__ import annotations

import hashlib
import mmap
from collections.abc import Iterable, Sequence
from pathlib import Path

from gate.gallery.errors import GalleryError
from gate.gallery.ledger import Ledger


def finish_removals(ledger: Ledger) -> None:
    """Remove whoever is leaving, and keys that belong to nobody: a kill may have left both.

    Raises:
        GalleryError: it could not be finished; whoever is leaving stays on no list and in no index.
    """
    with ledger.transaction():
        for row in ledger.db.query("SELECT id FROM people WHERE leaving"):
            ledger.store.destroy(row["id"])
            revision = ledger.bump()
            ledger.db.execute("DELETE FROM people WHERE id = ?", row["id"])  # consents and templates follow
            ledger.db.execute("INSERT OR IGNORE INTO removed VALUES (?, ?)", tombstone(row["id"]), revision)
        people = [row["id"] for row in ledger.db.query("SELECT id FROM people")]
        ledger.store.keep(ledger.generation, people)


def tombstone(person: str) -> str:
    """What is kept of a removed person: enough to know a backup's copy again, and nothing else."""
    return hashlib.sha256(person.encode()).hexdigest()


def search(ledger: Ledger, ids: Sequence[str], *, done: str) -> list[Path]:
    """Look for ids in the raw bytes of all files, free space included; write the gallery anew if some are found.

    Returns:
        The files that were searched and hold nothing.

    Raises:
        GalleryError: some are left even so; the sentence begins with what was done.
    """
    needles = [text.encode() for text in ids]
    if _holding(_files(ledger), needles):
        ledger.db.rewrite()
        ledger.forget(done)
    files = _files(ledger)
    if left := _holding(files, needles):
        raise GalleryError(
            f"{done}, but bytes of it are left in {left[0]}: stop other programs that use it, then `gate keys rotate`"
        )
    return files


def _files(ledger: Ledger) -> list[Path]:
    databases = (ledger.db.path, *ledger.store.files)
    files = (path.with_name(path.name + suffix) for path in databases for suffix in ("", "-wal", "-shm"))
    return [file for file in files if file.exists()]


def _holding(files: Iterable[Path], needles: Sequence[bytes]) -> list[Path]:
    return [file for file in files if _holds(file, needles)]


def _holds(file: Path, needles: Sequence[bytes]) -> bool:
    if file.stat().st_size == 0:
        return False
    with file.open("rb") as opened, mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return any(content.find(needle) >= 0 for needle in needles)
