"""The enrolled people at rest: one SQLite file, every change one transaction and one revision."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from uuid import uuid4

import numpy as np
from numpy.typing import NDArray

from gate.gallery.curation import Curation
from gate.gallery.database import Database
from gate.gallery.errors import GalleryError
from gate.gallery.file import prepare_file
from gate.gallery.index import Index
from gate.gallery.ledger import Ledger
from gate.gallery.names import name_key, tidy_name
from gate.gallery.removal import finish_removals, search
from gate.gallery.rows import day_of, person_of, text_of, time_of
from gate.gallery.schema import migrate
from gate.gallery.store import PlainStore, TemplateStore
from gate.gallery.template_table import TemplateTable
from gate.gallery.types import Consent, Person, Receipt, RollLine, Sample, Stored, TemplateRecord

_ROLL = """
SELECT people.id, people.name, coalesce(held.templates, 0), held.best, seen.day
FROM people
LEFT JOIN (
    SELECT person, count(*) AS templates, max(CASE WHEN aside IS NULL THEN quality END) AS best
    FROM templates GROUP BY person
) AS held ON held.person = people.id
LEFT JOIN seen ON seen.person = people.id
WHERE NOT people.leaving ORDER BY people.name_key
"""

_PEOPLE = (
    "SELECT *, (SELECT count(*) FROM templates WHERE person = people.id) AS templates FROM people WHERE NOT leaving"
)


class Gallery:
    """People, their consents and their templates. One thread at a time; any number of processes."""

    def __init__(self, db: Database, template_space: str | None, store: TemplateStore) -> None:
        """Use `Gallery.open`."""
        self.path = db.path
        self._db = db
        self.ledger = Ledger(db, store)
        """For the rest of this room."""
        self._templates = TemplateTable(self.ledger, template_space)
        self.curation = Curation(self.ledger)

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
            store: How templates are kept at rest; None: unsealed. `gate.vault` opens the sealed gallery of a home.
            read_only: Change nothing, not even the layout.

        Raises:
            WrongModelError: the gallery holds templates of another model.
            GalleryError: damaged, changed by another program, not ours, from a newer program, an old copy, locked, not
                readable or not writable, or kept by another store or under other keys.
        """
        prepare_file(path, read_only=read_only)
        db = Database(path, read_only=read_only)
        gallery = cls(db, template_space, store or PlainStore())
        try:
            migrate(db)
            if not read_only:
                gallery.ledger.adopt()
            with gallery.ledger.reading():
                gallery._templates.refuse_unlike()
            if not read_only:
                finish_removals(gallery.ledger)
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
        with self.ledger.transaction():
            yield

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Everything read inside is of one moment, and the seal over it is whole."""
        with self.ledger.reading():
            yield

    @property
    def template_space(self) -> str | None:
        """What the model in use can compare with; None: templates go neither in nor out."""
        return self._templates.space

    @property
    def revision(self) -> int:
        """Grows with every change."""
        return self.ledger.revision

    def people(self) -> list[Person]:
        """Everybody, by name."""
        return [person_of(row) for row in self._db.query(f"{_PEOPLE} ORDER BY name_key")]

    def find(self, name: str) -> Person | None:
        """The person of this name, however it is spelt (`gate.gallery.names`)."""
        rows = self._db.query(f"{_PEOPLE} AND name_key = ?", name_key(name))
        return person_of(rows[0]) if rows else None

    def get(self, person: str) -> Person | None:
        """The person of this id."""
        rows = self._db.query(f"{_PEOPLE} AND id = ?", person)
        return person_of(rows[0]) if rows else None

    def consents(self, person: Person) -> list[Consent]:
        """What the person agreed to, oldest first."""
        rows = self._db.query("SELECT * FROM consents WHERE person = ? ORDER BY given, rowid", person.id)
        return [Consent(row["text"], row["operator"], time_of(row["given"]), row["purpose"]) for row in rows]

    def records(self, person: Person) -> list[TemplateRecord]:
        """What is known about the person's templates, oldest first."""
        return self._templates.records(person)

    def templates(self) -> list[Stored]:
        """All templates in use, as an index takes them: those of a person, and with the same mask, together.

        Raises:
            WrongModelError, GalleryError: as `index`.
        """
        return self._templates.stored()

    def vectors(self, person: Person) -> NDArray[np.float32]:
        """The person's templates, (N, D), in the order of `records`: to hand out what is held about them."""
        return self._templates.vectors(person)

    def roll(self) -> list[RollLine]:
        """Everybody, by name, with what a long list shows of them: one query, however many there are."""
        return [RollLine(*row) for rows in self._db.rows(_ROLL) for row in rows]

    def index(self) -> Index:
        """Everybody's templates as they are now, ready to search.

        Raises:
            WrongModelError: another process has stored templates of another model.
            GalleryError: a template is damaged, or the file can't be read.
        """
        with self.ledger.reading():
            stored = self.templates()
            names = {row["id"]: row["name"] for row in self._db.query("SELECT id, name FROM people WHERE NOT leaving")}
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

    def add(self, name: str, samples: Sequence[Sample], consent: Consent, *, expires: date | None = None) -> Person:
        """Enrol a new person: person, consent and templates together. `gate.gallery.enrol` judges them first.

        Raises:
            GalleryError: the name is taken or unusable, a template is not whole, or the file can't be written.
        """
        name = tidy_name(name)
        with self.transaction():
            person = Person(str(uuid4()), name, consent.given, templates=0, expires=expires)
            row = {"id": person.id, "name": name, "name_key": name_key(name), "created": text_of(consent.given)}
            self._db.insert("people", {**row, "expires": expires and expires.isoformat()})
            return self.add_templates(person, samples, consent)

    def add_templates(self, person: Person, samples: Sequence[Sample], consent: Consent) -> Person:
        """Add templates, and the consent they rest on, to somebody enrolled.

        Raises:
            GalleryError: a template is not whole, the person is gone, or the file can't be written.
        """
        with self.transaction():
            self._templates.refuse_unlike()
            revision = self.ledger.bump()
            if not self._db.value("SELECT 1 FROM people WHERE id = ? AND NOT leaving", person.id):
                raise GalleryError(f"the gallery {self.path} no longer holds this person")
            self.ledger.store.admit([person.id], self.ledger.generation)
            for sample in samples:
                self._templates.insert(person, sample, consent.given, revision)
            row = {"text": consent.text, "operator": consent.operator, "given": text_of(consent.given)}
            self._db.insert("consents", {"id": str(uuid4()), "person": person.id, **row, "purpose": consent.purpose})
        return replace(person, templates=person.templates + len(samples))

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
        before, self._templates.space = self._templates.space, template_space
        try:
            with self.transaction():
                self._templates.replace(self.people(), samples, created)
                self.curation.set_floor(None)  # it was a cosine of the other model
        except BaseException:
            self._templates.space = before
            raise
        self.ledger.forget("the templates are replaced")

    def expire(self, person: Person, expires: date | None) -> Person:
        """Set or lift the day on which the person is removed."""
        with self.transaction():
            self.ledger.bump()
            self._db.execute("UPDATE people SET expires = ? WHERE id = ?", expires and expires.isoformat(), person.id)
        return replace(person, expires=expires)

    def note_seen(self, days: Mapping[str, date]) -> None:
        """Keep the last day on which somebody (by id) was let in; it is no change of the gallery."""
        with self._db.write():
            for person, day in days.items():
                self._db.execute(
                    "INSERT INTO seen SELECT id, ? FROM people WHERE id = ? "
                    "ON CONFLICT (person) DO UPDATE SET day = max(day, excluded.day)",
                    day.isoformat(),
                    person,
                )

    def last_seen(self) -> dict[str, date]:
        """By person id; whoever was never let in is missing."""
        return {row["person"]: day_of(row["day"]) for row in self._db.query("SELECT * FROM seen")}

    def looked(self) -> datetime | None:
        """When a running gate last looked whose time is over."""
        text = self._db.value("SELECT looked FROM gallery")
        return time_of(text) if text else None

    def note_looked(self, now: datetime) -> None:
        """A running gate has looked; it is no change of the gallery."""
        with self._db.write():
            self._db.execute("UPDATE gallery SET looked = ?", text_of(now))

    def remove(self, person: Person) -> Receipt:
        """Remove a person: first the key, so that no copy of the file gives the templates again, then all rows.

        A kill in between leaves somebody who is on no list, in no index and without a key; the next process that opens
        the gallery to write finishes.

        Raises:
            GalleryError: not written; or removed, but another process keeps the log with the old rows open, or the
                files still hold something of the person.
        """
        ids = [row["id"] for row in self._db.query("SELECT id FROM templates WHERE person = ?", person.id)]
        consents = len(self.consents(person))
        with self.transaction():
            self.ledger.bump()
            self._db.execute("UPDATE people SET leaving = 1 WHERE id = ?", person.id)
        finish_removals(self.ledger)
        self.ledger.forget(f"{person.name} is removed")
        searched = search(self.ledger, [person.id, *ids], done=f"{person.name} is removed")
        return Receipt(person.id, len(ids), consents, self.revision, tuple(str(file) for file in searched))

    def reencode(self, store: TemplateStore) -> None:
        """Keep all templates in another store from now on, or in the same under new keys, in one transaction.

        Raises:
            GalleryError: nothing is changed; or all is, but another process keeps the log with the old bytes open.
        """
        self._templates.reencode(store)
