"""The enrolled people at rest: one SQLite file, every change one transaction and one revision."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import get_args
from uuid import uuid4

import numpy as np

from engines.operating_point import Mask
from gate.gallery.curation import Curation
from gate.gallery.database import Database, Row
from gate.gallery.errors import GalleryError, WrongModelError
from gate.gallery.index import Index
from gate.gallery.names import name_key, tidy_name
from gate.gallery.schema import migrate
from gate.gallery.store import Place, PlainStore, TemplateStore
from gate.gallery.types import Consent, Person, Sample, Stored, TemplateRecord

_PEOPLE = "SELECT *, (SELECT count(*) FROM templates WHERE person = people.id) AS templates FROM people"


class Gallery:
    """People, their consents and their templates. One thread at a time; any number of processes."""

    def __init__(self, db: Database, template_space: str | None, store: TemplateStore) -> None:
        """Use `Gallery.open`."""
        self.path = db.path
        self.template_space = template_space
        self.curation = Curation(db, self._bump)
        self._db = db
        self._store = store

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        template_space: str | None,
        store: TemplateStore | None = None,
        read_only: bool = False,
    ) -> Gallery:
        """Open a gallery; one that does not exist yet is made, readable by its owner alone.

        Args:
            path: The database file.
            template_space: What the model in use can compare with (`Card.template_space`). None opens any gallery, to
                list, show and remove people; templates then go neither in nor out.
            store: How templates are kept at rest; None: unsealed.
            read_only: Change nothing, not even the layout.

        Raises:
            WrongModelError: the gallery holds templates of another model.
            GalleryError: damaged, not ours, from a newer program, locked, not readable or not writable, or kept by
                another store.
        """
        _prepare_file(path, read_only=read_only)
        db = Database(path, read_only=read_only)
        gallery = cls(db, template_space, store or PlainStore())
        try:
            migrate(db)
            gallery._refuse_unlike()
        except BaseException:
            db.close()
            raise
        return gallery

    def close(self) -> None:
        """Close the file; calling it twice is allowed."""
        self._db.close()

    def __enter__(self) -> Gallery:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """What is read and changed inside happens at once, or not at all; nobody else writes meanwhile."""
        with self._db.write():
            yield

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Everything read inside is of one moment."""
        with self._db.read():
            yield

    @property
    def revision(self) -> int:
        """Grows with every change."""
        return int(self._db.value("SELECT revision FROM gallery"))

    def people(self) -> list[Person]:
        """Everybody, by name."""
        return [_person(row) for row in self._db.query(f"{_PEOPLE} ORDER BY name_key")]

    def find(self, name: str) -> Person | None:
        """The person of this name, however it is spelt (`gate.gallery.names`)."""
        rows = self._db.query(f"{_PEOPLE} WHERE name_key = ?", name_key(name))
        return _person(rows[0]) if rows else None

    def consents(self, person: Person) -> list[Consent]:
        """What the person agreed to, oldest first."""
        rows = self._db.query("SELECT * FROM consents WHERE person = ? ORDER BY given, rowid", person.id)
        return [Consent(row["text"], row["operator"], _time(row["given"])) for row in rows]

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
                created=_time(row["created"]),
                mask=_mask(row["mask"]),
                aside=row["aside"],
            )
            for row in rows
        ]

    def index(self) -> Index:
        """Everybody's templates as they are now, ready to search.

        Raises:
            WrongModelError: another process has stored templates of another model.
            GalleryError: a template is damaged, or the file can't be read.
        """
        with self._db.read():
            stored = self.templates()
            names = {row["id"]: row["name"] for row in self._db.query("SELECT id, name FROM people")}
            lookalikes, floor = self.curation.lookalikes(), self.curation.floor
            revision = self.revision
        assert self.template_space is not None  # or the templates had not come out
        return Index(
            revision=revision,
            template_space=self.template_space,
            names=names,
            owners=[template.person for template in stored],
            vectors=np.stack([template.vector for template in stored]) if stored else np.empty((0, 0), np.float32),
            masks=[template.mask for template in stored],
            lookalikes=lookalikes,
            floor=floor.threshold if floor else None,
        )

    def templates(self) -> list[Stored]:
        """All templates in use, as an index takes them: those of a person, and with the same mask, together.

        Raises:
            WrongModelError, GalleryError: as `index`.
        """
        assert self.template_space is not None, "a gallery opened without a model can't be searched"
        with self._db.read():
            self._refuse_unlike()
            rows = self._db.query("SELECT * FROM templates WHERE aside IS NULL ORDER BY person, mask, revision, rowid")
        vectors = [self._store.decode(row["blob"], _place(row)) for row in rows]
        if any(len(vector) != rows[0]["dim"] for vector in vectors):
            raise GalleryError(f"the gallery {self.path} holds damaged templates: restore a backup")
        return [
            Stored(row["id"], row["person"], _mask(row["mask"]), row["source"], vector)
            for row, vector in zip(rows, vectors, strict=True)
        ]

    def add(self, name: str, samples: Sequence[Sample], consent: Consent) -> Person:
        """Enrol a new person: person, consent and templates together. `gate.gallery.enrol` judges them first.

        Raises:
            GalleryError: the name is taken or unusable, a template is not whole, or the file can't be written.
        """
        name = tidy_name(name)
        with self._db.write():
            person = Person(str(uuid4()), name, consent.given, templates=0)
            row = {"id": person.id, "name": name, "name_key": name_key(name), "created": _text(consent.given)}
            self._db.insert("people", row)
            return self.add_templates(person, samples, consent)

    def add_templates(self, person: Person, samples: Sequence[Sample], consent: Consent) -> Person:
        """Add templates, and the consent they rest on, to somebody enrolled.

        Raises:
            GalleryError: a template is not whole, the person is gone, or the file can't be written.
        """
        with self._db.write():
            self._refuse_unlike()
            revision = self._bump()
            for sample in samples:
                self._insert(person, sample, consent.given, revision)
            row = {"text": consent.text, "operator": consent.operator, "given": _text(consent.given)}
            self._db.insert("consents", {"id": str(uuid4()), "person": person.id, **row})
        return Person(person.id, person.name, person.created, person.templates + len(samples))

    def replace_templates(
        self, samples: Mapping[str, Sequence[Sample]], template_space: str, created: datetime
    ) -> None:
        """Put templates of another model in the place of all that are stored; people and consents stay as they are.

        Args:
            samples: By person id; whoever is missing keeps no template and can't be found until there is one.
            template_space: Of the new model; this gallery's from now on.
            created: When they were made.

        Raises:
            GalleryError: a template is not whole, or the file can't be written. Nothing is changed then; or all is, but
                another process keeps the log with the old templates open.
        """
        before, self.template_space = self.template_space, template_space
        try:
            with self._db.write():
                revision = self._bump()
                self._db.execute("DELETE FROM templates")
                self.curation.set_floor(None)  # it was a cosine of the other model
                for person in self.people():
                    for sample in samples.get(person.id, ()):
                        self._insert(person, sample, created, revision)
        except BaseException:
            self.template_space = before
            raise
        self._forget("the templates are replaced")

    def remove(self, person: Person) -> None:
        """Remove a person with all that is stored: rows overwritten, write-ahead log emptied.

        Raises:
            GalleryError: not written; or removed, but another process keeps the log with the old rows open.
        """
        with self._db.write():
            self._bump()
            self._db.execute("DELETE FROM people WHERE id = ?", person.id)  # consents and templates follow
        self._forget(f"{person.name} is removed")

    def reencode(self, store: TemplateStore) -> None:
        """Keep all templates in another store from now on (to seal them, or under a new key), in one transaction.

        Raises:
            GalleryError: nothing is changed; or all is, but another process keeps the log with the old bytes open.
        """
        with self._db.write():
            self._refuse_unlike()
            revision = self._bump()
            for row in self._db.query("SELECT * FROM templates"):
                vector = self._store.decode(row["blob"], _place(row))
                blob = store.encode(vector, _place({**row, "revision": revision}))
                self._db.execute("UPDATE templates SET blob = ?, revision = ? WHERE id = ?", blob, revision, row["id"])
            self._db.execute("UPDATE gallery SET store = ?", store.name)
        self._store = store
        self._forget("the templates are stored anew")

    def _insert(self, person: Person, sample: Sample, created: datetime, revision: int) -> None:
        template = sample.template
        if template.template_space != self.template_space:
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
            "created": _text(created),
        }
        self._db.insert("templates", {**row, "blob": self._store.encode(template.vector, _place(row))})

    def _bump(self) -> int:
        self._db.execute("UPDATE gallery SET revision = revision + 1")
        return self.revision

    def _forget(self, done: str) -> None:
        if not self._db.truncate_log():
            raise GalleryError(
                f"{done}, but another process keeps old data in {self.path}-wal: "
                "it goes when that process closes the gallery"
            )

    def _refuse_unlike(self) -> None:
        """Another process may have brought in another store or model since this gallery was opened: look again."""
        kept = self._db.value("SELECT store FROM gallery")
        if kept != self._store.name:
            raise GalleryError(
                f"the templates in {self.path} are kept in the store '{kept}', not '{self._store.name}': "
                "open the gallery with the settings that wrote it"
            )
        if self.template_space is None:
            return
        other = self._db.value(
            "SELECT template_space FROM templates WHERE template_space <> ? LIMIT 1", self.template_space
        )
        if other is not None:
            raise WrongModelError(
                f"the gallery {self.path} was written with another model (template space {other[:12]}…, "
                f"the model in use has {self.template_space[:12]}…): choose that model or run `gate reenrol`"
            )


def _prepare_file(path: Path, *, read_only: bool) -> None:
    if path.exists():
        return
    if read_only:
        raise GalleryError(f"there is no gallery at {path} yet: enrol somebody with `gate enrol`")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)  # SQLite gives its -wal and -shm files the same mode
    except OSError as error:
        raise GalleryError(f"the gallery {path} can't be made: {error.strerror}") from error


def _person(row: Row) -> Person:
    return Person(row["id"], row["name"], _time(row["created"]), row["templates"])


def _place(row: Row) -> Place:
    return Place(row["person"], row["id"], row["template_space"], row["revision"])


def _mask(text: str) -> Mask | None:
    """What is none of ours is unknown, which takes the strictest threshold."""
    return next((mask for mask in get_args(Mask) if mask == text), None)


def _time(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise GalleryError("the gallery is damaged, it holds a time that is none: restore a backup") from None


def _text(time: datetime) -> str:
    return time.isoformat(timespec="milliseconds")
