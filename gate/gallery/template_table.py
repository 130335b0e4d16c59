"""The templates of a gallery: rows of one table, all of one model, kept by one store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import uuid4

import numpy as np
from numpy.typing import NDArray

from gate.gallery.errors import GalleryError, WrongModelError
from gate.gallery.ledger import Ledger
from gate.gallery.removal import finish_removals
from gate.gallery.rows import mask_of, text_of, time_of
from gate.gallery.store import TemplateStore
from gate.gallery.types import Person, Sample, Stored, TemplateRecord


class TemplateTable:
    """Use `Gallery`, which knows the people too."""

    def __init__(self, ledger: Ledger, space: str | None) -> None:
        self.space = space
        """What the model in use can compare with; None: templates go neither in nor out."""
        self._ledger = ledger
        self._db = ledger.db

    def refuse_unlike(self) -> None:
        """Another process may have brought in another store or model since this gallery was opened: look again."""
        self._ledger.refuse_other_store()
        if self.space is None:
            return
        other = self._db.value("SELECT template_space FROM templates WHERE template_space <> ? LIMIT 1", self.space)
        if other is not None:
            raise WrongModelError(
                f"the gallery {self._db.path} was written with another model (template space {other[:12]}…, "
                f"the model in use has {self.space[:12]}…): choose that model or run `gate reenrol`"
            )

    def records(self, person: Person) -> list[TemplateRecord]:
        """What is known about the person's templates, oldest first."""
        rows = self._db.query("SELECT * FROM templates WHERE person = ? ORDER BY revision, rowid", person.id)
        return [
            TemplateRecord(
                id=row["id"],
                template_space=row["template_space"],
                model=row["model"],
                quality=row["quality"],
                source=row["source"],
                created=time_of(row["created"]),
                mask=mask_of(row["mask"]),
                aside=row["aside"],
            )
            for row in rows
        ]

    def stored(self) -> list[Stored]:
        """All templates in use, as an index takes them: those of a person, and with the same mask, together.

        Raises:
            WrongModelError, GalleryError: as `index`.
        """
        assert self.space is not None, "a gallery opened without a model can't be searched"
        with self._ledger.reading():
            self.refuse_unlike()
            rows, vectors = self._ledger.templates()
            dim = self._db.value("SELECT dim FROM templates LIMIT 1")
        if rows and dim != vectors.shape[1]:
            raise GalleryError(f"the gallery {self._db.path} holds damaged templates: restore a backup")
        return [
            Stored(place.template, place.person, mask_of(mask), source, vector)
            for (place, mask, source), vector in zip(rows, vectors, strict=True)
        ]

    def vectors(self, person: Person) -> NDArray[np.float32]:
        """The person's templates, (N, D), in the order of `records`: to hand out what is held about them."""
        with self._ledger.reading():
            rows = self._db.query("SELECT * FROM templates WHERE person = ? ORDER BY revision, rowid", person.id)
            return self._ledger.decode(rows)

    def insert(self, person: Person, sample: Sample, created: datetime, revision: int) -> None:
        """Store one.

        Raises:
            WrongModelError, GalleryError: it comes from another model, or is not whole.
        """
        template = sample.template
        if template.template_space != self.space:
            raise WrongModelError(f"the template of {sample.source} comes from another model than the gallery's")
        dim = self._db.value("SELECT dim FROM templates LIMIT 1") or len(template.vector)
        whole = template.vector.shape == (dim,) and abs(float(np.linalg.norm(template.vector)) - 1.0) <= 1e-3
        if not whole:  # NaN is not whole either
            raise GalleryError(f"the template of {sample.source} is not {dim} numbers of norm 1: nothing is stored")
        row = {
            "id": str(uuid4()),
            "person": person.id,
            "dim": len(template.vector),
            "model": sample.model,
            "template_space": template.template_space,
            "quality": template.quality,
            "source": sample.source,
            "mask": sample.mask or "unknown",
            "revision": revision,
            "created": text_of(created),
        }
        self._db.insert("templates", {**row, "blob": self._ledger.encode(template.vector, row)})

    def replace(self, people: Sequence[Person], samples: Mapping[str, Sequence[Sample]], created: datetime) -> None:
        """Delete all that are stored and put these in their place, within the caller's transaction."""
        revision = self._ledger.bump()
        self._db.execute("DELETE FROM templates")
        for person in people:
            for sample in samples.get(person.id, ()):
                self.insert(person, sample, created, revision)

    def reencode(self, store: TemplateStore) -> None:
        """Keep all templates in another store from now on, or in the same under new keys, in one transaction.

        Raises:
            GalleryError: nothing is changed; or all is, but another process keeps the log with the old bytes open.
        """
        before = self._ledger.store
        try:
            with self._ledger.transaction():
                self.refuse_unlike()
                rows = self._db.query("SELECT * FROM templates")
                vectors, revision = self._ledger.decode(rows), self._ledger.bump()
                self._ledger.keep_in(store, store.begin() if store is before else store.current())
                store.admit([row["id"] for row in self._db.query("SELECT id FROM people")], self._ledger.generation)
                for row, vector in zip(rows, vectors, strict=True):
                    blob = self._ledger.encode(vector, {**row, "revision": revision})
                    self._db.execute(
                        "UPDATE templates SET blob = ?, revision = ? WHERE id = ?", blob, revision, row["id"]
                    )
        except BaseException:
            self._ledger.store = before
            raise
        finish_removals(self._ledger)
        self._db.rewrite()
        self._ledger.forget("the templates are stored anew")
