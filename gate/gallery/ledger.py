"""The gallery's file and its keys as one: what is read is whole, what is written is sealed.

The seal is an HMAC over every row that matters. Templates are bound to their rows besides; the seal also notices a
name, a consent or a whole person that was changed, added, taken away or put back by anything but this program.
"""

from __future__ import annotations

import hmac
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import numpy as np
from numpy.typing import NDArray

from gate.gallery.database import Database, Row
from gate.gallery.errors import GalleryError
from gate.gallery.integrity import state
from gate.gallery.store import Place, TemplateStore
from gate.vision.types import Vector

log = logging.getLogger(__name__)


class Ledger:
    """One connection to a gallery and the store of its templates."""

    def __init__(self, db: Database, store: TemplateStore) -> None:
        self.db = db
        self.store = store
        self._changed = False
        self._verified: int | None = None

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """A write transaction (joined, if one is open).

        The seal is checked before and renewed after, so that no change made behind our back is ever sealed with ours.
        """
        if self.db.in_transaction:
            yield
            return
        self._changed = False
        confirmed = self.store.confirmed()
        with self.db.write():
            self._refuse_changed(confirmed)
            yield
            if self._changed:
                self._sign()
        if self._changed:
            self._confirm()

    @contextmanager
    def reading(self) -> Iterator[None]:
        """A read transaction on a state whose seal is whole."""
        confirmed = self.store.confirmed()  # before the snapshot, which can only be newer
        with self.db.read():
            self._refuse_changed(confirmed)
            yield

    @property
    def revision(self) -> int:
        """Grows with every change."""
        return int(self.db.value("SELECT revision FROM gallery"))

    @property
    def generation(self) -> int:
        """Of the keys that the templates are kept under."""
        return int(self.db.value("SELECT generation FROM gallery"))

    def bump(self) -> int:
        """Count a change; the new revision."""
        self._changed = True
        self.db.execute("UPDATE gallery SET revision = revision + 1")
        return self.revision

    def adopt(self) -> None:
        """A gallery that holds nobody belongs to the store and keys that first open it to write."""
        if not self._is_anothers_and_empty():
            return
        with self.db.write():
            if self._is_anothers_and_empty():
                self.keep_in(self.store, self.store.current())
                self.db.execute("UPDATE gallery SET revision = max(revision, ?)", self.store.confirmed())
                self._sign()

    def keep_in(self, store: TemplateStore, generation: int) -> None:
        """Name the store and its keys in the gallery."""
        self.store = store
        self.db.execute(
            "UPDATE gallery SET store = ?, keyring = ?, generation = ?", store.name, store.keyring, generation
        )

    def encode(self, vector: Vector, row: Row) -> bytes:
        """A template's bytes for its row."""
        return self.store.encode(vector, place_of(row), self.generation)

    def templates(self) -> tuple[list[tuple[Place, str, str]], NDArray[np.float32]]:
        """All templates in use: place, mask and source of each, those of a person and a mask together; and (N, D)."""
        columns = "person, templates.id, template_space, templates.revision, mask, source, blob"
        joined = "templates JOIN people ON people.id = person WHERE aside IS NULL AND NOT leaving"
        order = "person, mask, templates.revision, templates.rowid"
        found, blobs = [], []
        for rows in self.db.rows(f"SELECT {columns} FROM {joined} ORDER BY {order}"):  # noqa: S608 - our own names
            found += [(Place(*at), mask, source) for *at, mask, source, _ in rows]
            blobs += [row[-1] for row in rows]
        return found, self.store.decode(blobs, [place for place, _, _ in found], self.generation)

    def decode(self, rows: Sequence[Row]) -> NDArray[np.float32]:
        """The templates of whole rows, (N, D)."""
        return self.store.decode([row["blob"] for row in rows], [place_of(row) for row in rows], self.generation)

    def forget(self, done: str) -> None:
        """Empty the write-ahead log.

        Raises:
            GalleryError: a reader holds it; the sentence begins with what was done.
        """
        if not self.db.truncate_log():
            raise GalleryError(
                f"{done}, but another process keeps old data in {self.db.path}-wal: "
                "it goes when that process closes the gallery"
            )

    def refuse_other_store(self) -> None:
        """Another process may have brought in another store since this gallery was opened: look again."""
        (row,) = self.db.query("SELECT store, keyring FROM gallery")
        if row["store"] != self.store.name:
            raise GalleryError(
                f"the templates in {self.db.path} are kept in the store '{row['store']}', not '{self.store.name}': "
                "open the gallery with the settings that wrote it"
            )
        if row["keyring"] != self.store.keyring:
            raise GalleryError(
                f"the gallery {self.db.path} was sealed with other keys than this gate's: restore a backup"
            )

    def _is_anothers_and_empty(self) -> bool:
        (row,) = self.db.query("SELECT store, keyring FROM gallery")
        own = row["store"] == self.store.name and row["keyring"] == self.store.keyring
        return not own and bool(self.store.keyring) and not self.db.value("SELECT 1 FROM people")

    def _sign(self) -> None:
        if self.store.keyring:
            self.db.execute("UPDATE gallery SET seal = ?", self.store.sign(state(self.db), self.generation))

    def _confirm(self) -> None:
        try:
            self.store.confirm(self.revision)
        except GalleryError as error:  # the change is made; a copy from just before it would go unnoticed, no more
            log.warning("%s", error)

    def _refuse_changed(self, confirmed: int) -> None:
        """Check the seal, unless nobody else has written since it was checked last."""
        version = int(self.db.value("PRAGMA data_version"))
        if version == self._verified or not self.store.keyring:
            return
        self.refuse_other_store()
        if self.revision < confirmed:
            raise GalleryError(
                f"the gallery {self.db.path} is an old copy (revision {self.revision}, it had reached {confirmed}): "
                "put the newest one back, or `gate restore` a backup"
            )
        seal = self.store.sign(state(self.db), self.generation)
        if not hmac.compare_digest(seal, self.db.value("SELECT seal FROM gallery")):
            raise GalleryError(
                f"the gallery {self.db.path} was changed by something other than this program: restore a backup"
            )
        self._verified = version


def place_of(row: Row) -> Place:
    """Where a template's row is."""
    return Place(row["person"], row["id"], row["template_space"], row["revision"])
