from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from gate.gallery import schema
from gate.gallery.database import Database
from gate.gallery.errors import GalleryError, WrongModelError
from gate.gallery.gallery import Gallery
from gate.gallery.store import Place, PlainStore
from gate.gallery.types import Consent, Sample
from gate.vision.types import Template, Vector

SPACE = "5" * 64
OTHER = "6" * 64
Draw = Callable[..., list[Sample]]


def _stored(gallery: Gallery) -> tuple[int, list[str], dict[str, list[list[float]]]]:
    """All there is, in comparable form."""
    index = gallery.index()
    return (
        gallery.revision,
        [person.name for person in gallery.people()],
        {person: index.vectors(person).tolist() for person in index.people},
    )


def test_what_goes_in_comes_out(gallery: Gallery, samples: Draw, consent: Consent) -> None:
    anna = gallery.add("Anna  Berg", samples(1), consent)
    bo = gallery.add("Bo", samples(2, 1), consent)
    later = replace(consent, text="notice 2026-02", given=consent.given.replace(hour=9))
    anna = gallery.add_templates(anna, samples(1, 2, first=3), later)

    assert gallery.people() == [anna, bo]
    assert (anna.name, anna.templates, bo.templates) == ("Anna Berg", 5, 1)
    assert anna.created == consent.given
    assert gallery.find(" ANNA BERG ") == anna
    assert gallery.find("Nobody") is None
    assert gallery.consents(anna) == [consent, later]
    assert [record.source for record in gallery.records(anna)] == [f"1-{image}.jpg" for image in range(5)]
    assert {(r.template_space, r.model, r.quality) for r in gallery.records(bo)} == {(SPACE, "e" * 64, 0.8)}

    index = gallery.index()
    expected = np.stack([sample.template.vector for sample in samples(1, 5)])
    np.testing.assert_array_equal(index.vectors(anna.id), expected)
    assert index.name(bo.id) == "Bo"
    assert index.revision == gallery.revision == 3


@pytest.mark.parametrize(
    "name", ["محمد علي", "山田太郎", "👩\u200d🔬 Zoë", "Robert'); DROP TABLE people;--", "ä" * 200]
)
def test_names_of_any_script_survive(path: Path, samples: Draw, consent: Consent, name: str) -> None:
    with Gallery.open(path, template_space=SPACE) as gallery:
        gallery.add(name, samples(1), consent)
    with Gallery.open(path, template_space=SPACE, read_only=True) as gallery:
        assert [person.name for person in gallery.people()] == [name]


def test_a_name_is_held_by_one_person(gallery: Gallery, samples: Draw, consent: Consent) -> None:
    gallery.add("Åsa", samples(1), consent)
    before = _stored(gallery)
    with pytest.raises(GalleryError, match="of this name already"):
        gallery.add("A\u030aSA", samples(2), consent)
    assert _stored(gallery) == before


def test_no_template_without_consent(consent: Consent) -> None:
    for text, operator in (("", "reception"), ("  ", "reception"), ("notice", " ")):
        with pytest.raises(GalleryError, match="consent"):
            Consent(text, operator, consent.given)


@pytest.mark.parametrize(
    ("vector", "space", "error"),
    [
        (np.full(128, 1.0), SPACE, "norm 1"),
        (np.full(128, np.nan), SPACE, "norm 1"),
        (np.eye(64)[0], SPACE, "128 numbers"),
        (np.eye(128)[:1], SPACE, "128 numbers"),
        (np.eye(128)[0], OTHER, "another model"),
    ],
)
def test_one_bad_template_and_nothing_is_stored(
    gallery: Gallery, samples: Draw, consent: Consent, vector: Vector, space: str, error: str
) -> None:
    gallery.add("Anna", samples(1), consent)
    before = _stored(gallery)
    bad = Sample(Template(vector.astype(np.float32), space, 0.9), "e" * 64, "bad.jpg")
    with pytest.raises(GalleryError, match=error):
        gallery.add("Bo", [*samples(2), bad], consent)
    assert _stored(gallery) == before


def test_a_removed_person_leaves_no_trace_in_any_file(
    gallery: Gallery, path: Path, samples: Draw, consent: Consent
) -> None:
    anna = gallery.add("Anna Überall", samples(1, 10), consent)
    bo = gallery.add("Bo", samples(2), consent)
    traces = [s.template.vector.astype("<f4").tobytes() for s in samples(1, 10)] + ["Anna Überall".encode(), b"1-7.jpg"]
    files = [path, path.with_name("gallery.db-wal"), path.with_name("gallery.db-shm")]
    assert all(any(trace in file.read_bytes() for file in files) for trace in traces)

    gallery.remove(anna)
    assert not any(trace in file.read_bytes() for file in files for trace in traces)
    assert gallery.people() == [bo]
    assert gallery.consents(anna) == gallery.records(anna) == []
    assert gallery.index().people == (bo.id,)


def test_removal_says_when_a_reader_keeps_the_old_rows(
    gallery: Gallery, path: Path, samples: Draw, consent: Consent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gate.gallery.database.BUSY_SECONDS", 0.1)
    with Gallery.open(path, template_space=SPACE) as writer, Gallery.open(path, template_space=SPACE) as reader:
        anna = writer.add("Anna", samples(1), consent)
        with reader._db.read():
            reader.people()
            with pytest.raises(GalleryError, match="Anna is removed, but"):
                writer.remove(anna)
            assert writer.people() == []


def test_templates_of_a_removed_person_are_refused(gallery: Gallery, samples: Draw, consent: Consent) -> None:
    anna = gallery.add("Anna", samples(1), consent)
    gallery.remove(anna)
    with pytest.raises(GalleryError, match="no longer holds"):
        gallery.add_templates(anna, samples(1), consent)
    assert gallery.revision == 3, "enrolled, leaving, gone"


def test_a_gallery_of_another_model_is_refused_but_can_be_emptied(path: Path, samples: Draw, consent: Consent) -> None:
    with Gallery.open(path, template_space=SPACE) as gallery:
        gallery.add("Anna", samples(1), consent)
    with pytest.raises(WrongModelError, match="gate reenrol"):
        Gallery.open(path, template_space=OTHER)
    with Gallery.open(path, template_space=None) as gallery:
        (anna,) = gallery.people()
        assert gallery.records(anna)[0].template_space == SPACE
        gallery.remove(anna)
    with Gallery.open(path, template_space=OTHER) as gallery:
        gallery.add("Anna", samples(1, space=OTHER), consent)


def test_two_models_never_mix_even_when_both_are_open(path: Path, samples: Draw, consent: Consent) -> None:
    with Gallery.open(path, template_space=SPACE) as one, Gallery.open(path, template_space=OTHER) as other:
        one.add("Anna", samples(1), consent)
        with pytest.raises(WrongModelError):
            other.add("Bo", samples(2, space=OTHER), consent)
        with pytest.raises(WrongModelError):
            other.index()
        assert [person.name for person in one.people()] == ["Anna"]


class _Sealing(PlainStore):
    """A store that binds the bytes to their place, without keys."""

    name = "sealing"

    def encode(self, vector: Vector, place: Place, generation: int) -> bytes:
        return repr(place).encode() + b"\n" + bytes(b ^ 0x5A for b in vector.tobytes())

    def decode(self, blobs: Sequence[bytes], places: Sequence[Place], generation: int) -> np.ndarray:
        return super().decode([self._one(*pair) for pair in zip(blobs, places, strict=True)], places, generation)

    def _one(self, blob: bytes, place: Place) -> bytes:
        head, body = blob.split(b"\n", 1)
        if head != repr(place).encode():
            raise GalleryError(f"the template {place.template} was moved: restore a backup")
        return bytes(b ^ 0x5A for b in body)


def test_templates_move_into_another_store_and_open_only_with_it(path: Path, samples: Draw, consent: Consent) -> None:
    with Gallery.open(path, template_space=SPACE) as gallery:
        gallery.add("Anna", samples(1), consent)
        gallery.add("Bo", samples(2), consent)
        revision, people, vectors = _stored(gallery)
        gallery.reencode(_Sealing())
        assert _stored(gallery) == (revision + 1, people, vectors)
        files = b"".join(file.read_bytes() for file in path.parent.iterdir())
        assert not any(s.template.vector.tobytes() in files for s in samples(1))
    with pytest.raises(GalleryError, match="the store 'sealing', not 'plain'"):
        Gallery.open(path, template_space=SPACE)
    with Gallery.open(path, template_space=SPACE, store=_Sealing()) as gallery:
        assert _stored(gallery) == (revision + 1, people, vectors)
        gallery.add("Cleo", samples(3), consent)


def test_nothing_goes_in_or_out_unsealed_once_another_process_has_sealed(
    path: Path, samples: Draw, consent: Consent
) -> None:
    with Gallery.open(path, template_space=SPACE) as early, Gallery.open(path, template_space=SPACE) as sealer:
        early.add("Anna", samples(1), consent)
        sealer.reencode(_Sealing())
        for change in (
            lambda: early.add("Bo", samples(2), consent),
            lambda: early.reencode(PlainStore()),
            early.index,
        ):
            with pytest.raises(GalleryError, match="the store 'sealing'"):
                change()
        assert len(sealer.index()) == 1


def test_a_store_is_told_enough_to_notice_swapped_and_restored_rows(
    path: Path, samples: Draw, consent: Consent
) -> None:
    with Gallery.open(path, template_space=SPACE) as gallery:
        gallery.reencode(_Sealing())
        anna = gallery.add("Anna", samples(1, 1), consent)
        gallery.add("Bo", samples(2, 1), consent)
        old = gallery._db.value("SELECT blob FROM templates WHERE person = ?", anna.id)
        gallery.reencode(_Sealing())
        gallery._db.execute("UPDATE templates SET blob = ? WHERE person = ?", old, anna.id)
        with pytest.raises(GalleryError, match="moved"):
            gallery.index()
        bo = gallery._db.value("SELECT blob FROM templates WHERE person <> ?", anna.id)
        gallery._db.execute("UPDATE templates SET blob = ? WHERE person = ?", bo, anna.id)
        with pytest.raises(GalleryError, match="moved"):
            gallery.index()


def test_a_failed_move_changes_nothing(gallery: Gallery, samples: Draw, consent: Consent) -> None:
    class Failing(PlainStore):
        name = "failing"
        left = 2

        def encode(self, vector: Vector, place: Place, generation: int) -> bytes:
            self.left -= 1
            if self.left < 0:
                raise GalleryError("the key is lost")
            return bytes(len(vector) * 4)

    gallery.add("Anna", samples(1), consent)
    before = _stored(gallery)
    with pytest.raises(GalleryError, match="key is lost"):
        gallery.reencode(Failing())
    assert _stored(gallery) == before


def _add_column(db: Database) -> None:
    db.execute("ALTER TABLE people ADD COLUMN badge TEXT")


def _fail(db: Database) -> None:
    db.execute("ALTER TABLE people ADD COLUMN half TEXT")
    raise GalleryError("the power went out")


def test_migrations_run_once_and_whole(
    path: Path, samples: Draw, consent: Consent, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Gallery.open(path, template_space=SPACE) as gallery:
        gallery.add("Anna", samples(1), consent)
        before = _stored(gallery)

    released = len(schema.MIGRATIONS)
    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, _add_column, _fail))
    with pytest.raises(GalleryError, match="older layout"):
        Gallery.open(path, template_space=SPACE, read_only=True)
    with pytest.raises(GalleryError, match="power went out"):
        Gallery.open(path, template_space=SPACE)
    with sqlite3.connect(path) as raw:
        assert raw.execute("PRAGMA user_version").fetchone() == (released,)
        assert "badge" not in {row[1] for row in raw.execute("PRAGMA table_info(people)")}
    raw.close()

    monkeypatch.setattr(schema, "MIGRATIONS", schema.MIGRATIONS[: released + 1])
    for _ in range(2):
        with Gallery.open(path, template_space=SPACE) as gallery:
            assert _stored(gallery) == before
            assert gallery._db.value("PRAGMA user_version") == released + 1

    monkeypatch.setattr(schema, "MIGRATIONS", schema.MIGRATIONS[:released])
    with pytest.raises(GalleryError, match="newer version of this program"):
        Gallery.open(path, template_space=SPACE)


def test_many_open_a_new_gallery_at_once(path: Path) -> None:
    barrier = threading.Barrier(8)
    revisions: list[int] = []

    def open_it() -> None:
        barrier.wait()
        with Gallery.open(path, template_space=SPACE) as gallery:
            revisions.append(gallery.revision)

    threads = [threading.Thread(target=open_it) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert revisions == [0] * 8
