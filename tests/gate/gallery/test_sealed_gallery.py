"""Who has the disk, and may read and write it, but has no key: what they can't do, each by trying it."""

from __future__ import annotations

import multiprocessing
import random
import resource
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gate.gallery.database import Database
from gate.gallery.errors import GalleryError
from gate.gallery.gallery import Gallery
from gate.gallery.keys.key_file import FileLock
from gate.gallery.keys.keyring import Keyring
from gate.gallery.live import POLL_SECONDS, LiveIndex
from gate.gallery.sealed_store import SealedStore
from gate.gallery.store import Place
from gate.gallery.types import Consent, Sample

SPACE = "5" * 64
Draw = Callable[..., list[Sample]]


@pytest.fixture
def lock(tmp_path: Path) -> FileLock:
    return FileLock(tmp_path / "elsewhere" / "gallery.key")


@pytest.fixture
def store(tmp_path: Path, lock: FileLock, consent: Consent) -> SealedStore:
    return SealedStore(Keyring.create(tmp_path / "gallery.keys", lock, label="file", created=consent.given))


@pytest.fixture
def sealed(path: Path, store: SealedStore, samples: Draw, consent: Consent) -> Path:
    """A closed gallery of Anna and Bo."""
    with _open(path, store) as gallery:
        gallery.add("Anna", samples(1), consent)
        gallery.add("Bo", samples(2), consent)
    return path


def _open(path: Path, store: SealedStore, **options: Any) -> Gallery:
    return Gallery.open(path, template_space=SPACE, store=store, **options)


def _raw(path: Path, sql: str, *parameters: object) -> list[Any]:
    with sqlite3.connect(path) as raw:
        rows = raw.execute(sql, parameters).fetchall()
    raw.close()
    return rows


def _files(path: Path) -> bytes:
    return b"".join(file.read_bytes() for file in path.parent.glob("gallery*") if file.is_file())


def test_templates_come_back_and_lie_nowhere_in_the_open(sealed: Path, store: SealedStore, samples: Draw) -> None:
    vectors = [sample.template.vector for sample in (*samples(1), *samples(2))]
    with _open(sealed, store, read_only=True) as gallery:
        index = gallery.index()
        got = np.concatenate([index.vectors(gallery.find(name).id) for name in ("Anna", "Bo")])
    np.testing.assert_allclose(got, vectors, atol=1e-6)
    content = _files(sealed)
    assert not any(vector.tobytes()[at : at + 8] in content for vector in vectors for at in range(0, 512, 8))


def test_even_opened_they_are_turned(sealed: Path, store: SealedStore, samples: Draw) -> None:
    """Somebody's data key alone gives no template that another installation could compare."""
    row = _raw(sealed, "SELECT id, person, template_space, revision, blob FROM templates")[0]
    place = Place(row[1], row[0], row[2], row[3])
    opened = np.frombuffer(store._open(row[4], place, 1), np.float32)
    likeness = [abs(float(opened @ s.template.vector)) for s in samples(1)]
    assert max(likeness) < 0.4
    assert np.linalg.norm(opened) == pytest.approx(1, abs=1e-5)


def test_another_key_opens_nothing(sealed: Path, tmp_path: Path, consent: Consent) -> None:
    keyring = Keyring.create(tmp_path / "o.keys", FileLock(tmp_path / "o.key"), label="o", created=consent.given)
    with pytest.raises(GalleryError, match="sealed with other keys"):
        _open(sealed, SealedStore(keyring))
    with pytest.raises(GalleryError, match="the store 'sealed', not 'plain'"):
        Gallery.open(sealed, template_space=SPACE)


TAMPERING = {
    "a name": "UPDATE people SET name = 'Mallory' WHERE name = 'Anna'",
    "two names swapped": "UPDATE people SET name = CASE name WHEN 'Anna' THEN 'Bo' ELSE 'Anna' END",
    "an expiry": "UPDATE people SET expires = '2099-01-01'",
    "a consent": "UPDATE consents SET text = 'anything'",
    "a consent deleted": "DELETE FROM consents WHERE rowid = 1",
    "a person deleted": "DELETE FROM people WHERE name = 'Bo'",
    "a template deleted": "DELETE FROM templates WHERE rowid = 1",
    "a template's bytes": "UPDATE templates SET blob = zeroblob(540) WHERE rowid = 1",
    "a template's quality": "UPDATE templates SET quality = 1.0 WHERE rowid = 1",
    "a template's owner": "UPDATE templates SET person = (SELECT id FROM people WHERE name = 'Bo')",
    "a template set aside": "UPDATE templates SET aside = 'no reason' WHERE rowid = 1",
    "a mask": "UPDATE templates SET mask = 'masked' WHERE rowid = 1",
    "the floor": "UPDATE gallery SET floor = 0.1",
    "look-alikes": "INSERT INTO lookalikes SELECT min(id), max(id), 2.0, 1 FROM people",
    "the revision": "UPDATE gallery SET revision = revision + 1",
    "a forgotten removal": "INSERT INTO removed VALUES ('x', 1)",
    "the seal": "UPDATE gallery SET seal = zeroblob(32)",
}


@pytest.mark.parametrize("what", TAMPERING)
def test_a_change_behind_our_back_is_refused_by_readers_and_writers(
    sealed: Path, store: SealedStore, what: str
) -> None:
    _raw(sealed, "PRAGMA foreign_keys = ON")
    _raw(sealed, TAMPERING[what])
    for read_only in (True, False):
        with pytest.raises(GalleryError, match=r"changed by something other"):
            _open(sealed, store, read_only=read_only)


def test_a_change_is_noticed_while_the_gate_runs_and_never_sealed_with_ours(
    sealed: Path, store: SealedStore, samples: Draw, consent: Consent
) -> None:
    with _open(sealed, store) as gallery:
        gallery.index()
        _raw(sealed, TAMPERING["two names swapped"])
        with pytest.raises(GalleryError, match="changed by something other"):
            gallery.index()
        with pytest.raises(GalleryError, match="changed by something other"):
            gallery.add("Cleo", samples(3), consent)


def test_two_peoples_rows_swapped_do_not_even_unseal(sealed: Path, store: SealedStore) -> None:
    """The seal would notice; the templates themselves are bound to their owner too."""
    rows = _raw(sealed, "SELECT id, person, template_space, revision, blob FROM templates ORDER BY rowid")
    anna, bo = rows[0], rows[-1]
    for row, other in ((anna, bo), (bo, anna)):
        for place in (
            Place(other[1], row[0], row[2], row[3]),
            Place(row[1], other[0], row[2], row[3]),
            Place(row[1], row[0], "6" * 64, row[3]),
            Place(row[1], row[0], row[2], row[3] + 1),
        ):
            with pytest.raises(GalleryError, match="does not belong there"):
                store.decode([row[4]], [place], 1)
        assert len(store.decode([row[4]], [Place(row[1], row[0], row[2], row[3])], 1)) == 1


def test_an_old_row_put_back_is_refused(sealed: Path, store: SealedStore, samples: Draw, consent: Consent) -> None:
    old = _raw(sealed, "SELECT * FROM templates WHERE rowid = 1")[0]
    with _open(sealed, store) as gallery:
        people = {person.id: samples(7 + n) for n, person in enumerate(gallery.people())}
        gallery.replace_templates(people, SPACE, consent.given)
    _raw(sealed, f"INSERT INTO templates VALUES ({', '.join('?' * len(old))})", *old)
    with pytest.raises(GalleryError, match="changed by something other"):
        _open(sealed, store)
    _raw(sealed, "DELETE FROM templates WHERE id = ?", old[0])
    _open(sealed, store).close()


def test_an_old_file_put_back_is_refused(sealed: Path, store: SealedStore, samples: Draw, consent: Consent) -> None:
    before = sealed.read_bytes()
    with _open(sealed, store) as gallery:
        gallery.add("Cleo", samples(3), consent)
    sealed.write_bytes(before)
    with pytest.raises(GalleryError, match="is an old copy"):
        _open(sealed, store)


def test_a_removed_person_does_not_come_back_with_an_old_file(sealed: Path, store: SealedStore, lock: FileLock) -> None:
    """Not even if the keyring's memory of the revision is put back with it."""
    before = sealed.read_bytes()
    with _open(sealed, store) as gallery:
        gallery.remove(gallery.find("Anna"))
    sealed.write_bytes(before)
    _raw(store.keys.path, "UPDATE keyring SET revision = 0")
    fresh = SealedStore(Keyring.unlock(store.keys.path, [lock]))
    with _open(sealed, fresh, read_only=True) as gallery, pytest.raises(GalleryError, match=r"key of .* is missing"):
        gallery.index()


def test_a_plain_gallery_planted_in_its_place_is_refused(
    sealed: Path, store: SealedStore, samples: Draw, consent: Consent
) -> None:
    sealed.unlink()
    with Gallery.open(sealed, template_space=SPACE) as planted:
        planted.add("Mallory", samples(66), consent)
    with pytest.raises(GalleryError, match="the store 'plain'"):
        _open(sealed, store)


def test_an_emptied_gallery_lets_nobody_in_and_can_be_filled_again(
    sealed: Path, store: SealedStore, samples: Draw, consent: Consent
) -> None:
    sealed.unlink()
    with _open(sealed, store) as gallery:
        assert len(gallery.index()) == 0
        gallery.add("Anna", samples(1), consent)
    with _open(sealed, store, read_only=True) as gallery:
        assert len(gallery.index()) == 1


def test_a_truncated_gallery_is_refused(sealed: Path, store: SealedStore) -> None:
    whole = sealed.read_bytes()
    for size in (100, 5000, len(whole) // 2, len(whole) - 4096):
        sealed.write_bytes(whole[:size])
        with pytest.raises(GalleryError, match=r"damaged|changed|used"):
            _open(sealed, store)


@pytest.mark.parametrize("seed", range(12))
def test_an_overwritten_page_is_noticed(sealed: Path, store: SealedStore, seed: int) -> None:
    whole, rng = sealed.read_bytes(), random.Random(seed)
    at = rng.randrange(len(whole) - 64)
    sealed.write_bytes(whole[:at] + rng.randbytes(64) + whole[at + 64 :])
    try:
        with _open(sealed, store, read_only=True) as gallery:
            assert len(gallery.index()) == 2, "it fell on bytes that hold nothing"
            assert [person.name for person in gallery.people()] == ["Anna", "Bo"]
    except GalleryError:
        pass


# --- removal ---


@pytest.mark.parametrize("name", ["Anna Überall", "محمد علي", "山田太郎", "👩\u200d🔬 Zoë", "O'Brien; DROP TABLE"])
def test_nothing_is_left_of_a_removed_person(
    path: Path, store: SealedStore, samples: Draw, consent: Consent, name: str
) -> None:
    with _open(path, store) as gallery:
        for number in range(16):
            gallery.add(f"Somebody {number}", samples(100 + number), consent)
        person = gallery.add(name, samples(1, 10), replace(consent, text="a text of its own"))
        gallery.note_seen({person.id: date(2026, 3, 4)})
        for number in range(16, 24):
            gallery.add(f"Somebody {number}", samples(100 + number), consent)
        blobs = [row[0] for row in _raw(path, "SELECT blob FROM templates WHERE person = ?", person.id)]
        traces = [name.encode(), b"1-7.jpg", b"a text of its own", person.id.encode(), *blobs]
        assert all(trace in _files(path) for trace in traces)
        with LiveIndex(path, template_space=SPACE, store=store) as live:
            receipt = gallery.remove(person)
            deadline = time.monotonic() + 5
            while person.id in live.current().people:
                assert time.monotonic() < deadline
                time.sleep(0.01)
        assert not any(trace in _files(path) for trace in traces)
        assert person.id not in store._sealers
        assert (receipt.person, receipt.templates, receipt.consents) == (person.id, 10, 1)
        assert {Path(file).name for file in receipt.searched} >= {"gallery.db", "gallery.keys"}
        assert person.id not in store.keys.people()
        assert len(gallery.index()) == len(gallery.people()) == 24


def test_the_search_finds_what_is_left(sealed: Path, store: SealedStore, samples: Draw, consent: Consent) -> None:
    with _open(sealed, store) as gallery:
        anna = gallery.find("Anna")
        gallery.add("Cleo", samples(3), replace(consent, text=f"as {anna.id}"))
        with pytest.raises(GalleryError, match=r"Anna is removed, but bytes of it are left in .*gallery\.db"):
            gallery.remove(anna)
        assert [person.name for person in gallery.people()] == ["Bo", "Cleo"]


class _Killed(BaseException):
    """Ends an operation where it stands."""


def _kill_at(step: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The `step`-th statement of either database is never run."""
    left, execute = [step], Database.execute

    def counted(self: Database, sql: str, *parameters: object) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise _Killed
        execute(self, sql, *parameters)

    monkeypatch.setattr(Database, "execute", counted)


def _at_every_step(
    sealed: Path, store: SealedStore, lock: FileLock, monkeypatch: pytest.MonkeyPatch, work: Callable[[Gallery], object]
) -> Iterator[Gallery]:
    """The gallery as the next process opens it, after `work` was ended at each of its statements in turn."""
    saved = {file: file.read_bytes() for file in (sealed, store.keys.path)}
    for step in range(1000):
        for file, content in saved.items():
            for old in file.parent.glob(f"{file.name}-*"):
                old.unlink()
            file.write_bytes(content)
        own = SealedStore(Keyring.unlock(store.keys.path, [lock]))
        with _open(sealed, own) as gallery, monkeypatch.context() as patch:
            _kill_at(step, patch)
            try:
                work(gallery)
                finished = True
            except _Killed:
                finished = False
        fresh = SealedStore(Keyring.unlock(store.keys.path, [lock]))
        with _open(sealed, fresh, read_only=True) as gallery:
            gallery.index()  # a reader that comes first can use it
        with _open(sealed, fresh) as gallery:
            yield gallery
        if finished:
            assert step > 5
            return


def test_a_removal_ended_anywhere_is_not_begun_or_finished_by_the_next(
    sealed: Path, store: SealedStore, lock: FileLock, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcomes = set()
    for gallery in _at_every_step(sealed, store, lock, monkeypatch, lambda g: g.remove(g.find("Anna"))):
        names = tuple(person.name for person in gallery.people())
        outcomes.add(names)
        assert len(gallery.index()) == len(names)
        assert gallery.ledger.store.keys.people() == {person.id for person in gallery.people()}
        assert len(gallery._db.query("SELECT 1 FROM people")) == len(names), "nobody is half gone"
    assert outcomes == {("Anna", "Bo"), ("Bo",)}


def test_a_rotation_ended_anywhere_leaves_one_whole_generation(
    sealed: Path, store: SealedStore, lock: FileLock, samples: Draw, monkeypatch: pytest.MonkeyPatch
) -> None:
    generations = set()
    for gallery in _at_every_step(sealed, store, lock, monkeypatch, lambda g: g.reencode(g.ledger.store)):
        generations.add(gallery.ledger.generation)
        index = gallery.index()
        vectors = index.vectors(gallery.find("Anna").id)
        np.testing.assert_allclose(vectors, [s.template.vector for s in samples(1)], atol=1e-6)
        assert [row[0] for row in _raw(store.keys.path, "SELECT number FROM generations")] == [
            gallery.ledger.generation
        ]
    assert generations == {1, 2}


def test_an_enrolment_ended_anywhere_is_whole_or_none(
    sealed: Path, store: SealedStore, lock: FileLock, samples: Draw, consent: Consent, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts = set()
    for gallery in _at_every_step(sealed, store, lock, monkeypatch, lambda g: g.add("Cleo", samples(3), consent)):
        counts.add(len(gallery.people()))
        assert gallery.ledger.store.keys.people() == {person.id for person in gallery.people()}
        assert all(person.templates == 3 for person in gallery.people())
    assert counts == {2, 3}


def _work_for_ever(path: Path, keys: Path, lock: FileLock, samples: Draw, consent: Consent) -> None:
    """Runs in the child that is killed."""
    with _open(path, SealedStore(Keyring.unlock(keys, [lock]))) as gallery:
        for number in range(10**6):
            person = gallery.add(f"Guest {random.SystemRandom().random()}", samples(number + 10), consent)
            if number % 2:
                gallery.remove(person)
            if number % 5 == 4:
                gallery.reencode(gallery.ledger.store)


@pytest.mark.slow
def test_a_real_kill_at_any_moment(
    sealed: Path, store: SealedStore, lock: FileLock, samples: Draw, consent: Consent
) -> None:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["gate.gallery.gallery", "gate.gallery.sealed_store"])
    for _ in range(8):
        revision = _raw(sealed, "SELECT revision FROM gallery")
        child = context.Process(target=_work_for_ever, args=(sealed, store.keys.path, lock, samples, consent))
        child.start()
        while _raw(sealed, "SELECT revision FROM gallery") == revision:
            assert child.is_alive()
            time.sleep(0.005)
        time.sleep(random.uniform(0, 0.3))
        child.kill()
        child.join()
        with _open(sealed, SealedStore(Keyring.unlock(store.keys.path, [lock]))) as gallery:
            people = {person.id: person for person in gallery.people()}
            assert {"Anna", "Bo"} <= {person.name for person in people.values()}
            assert set(gallery.index().people) == set(people) == gallery.ledger.store.keys.people()
            assert all(len(gallery.records(person)) == 3 for person in people.values())


# --- a full disk, renewal, running gates ---


def test_a_full_disk_loses_nothing(sealed: Path, store: SealedStore, samples: Draw, consent: Consent) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    works: list[Callable[[Gallery], object]] = [
        lambda g: g.add("Cleo", samples(3, 8), consent),
        lambda g: g.reencode(g.ledger.store),
    ]
    with _open(sealed, store) as gallery:
        for work in works:
            for size in range(0, 32_000, 2_000):
                resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
                try:
                    with pytest.raises(GalleryError, match="disk is full"):
                        work(gallery)
                finally:
                    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
                assert [person.name for person in gallery.people()] == ["Anna", "Bo"]
                assert len(gallery.index()) == 2
    with _open(sealed, store) as gallery:
        gallery.add("Cleo", samples(3, 8), consent)
        assert len(gallery.index()) == 3


def test_a_renewed_gallery_shares_nothing_with_the_old_one_but_its_people(
    sealed: Path, store: SealedStore, lock: FileLock, tmp_path: Path
) -> None:
    stolen = tmp_path / "stolen.keys"
    shutil.copy(store.keys.path, stolen)
    with _open(sealed, store) as gallery:
        before, old = gallery.index(), [row[0] for row in _raw(sealed, "SELECT blob FROM templates")]
        gallery.reencode(store)
        after = gallery.index()
    assert before.people == after.people
    for person in before.people:
        np.testing.assert_allclose(before.vectors(person), after.vectors(person), atol=1e-6)
    assert not any(blob in _files(sealed) for blob in old)
    thief = SealedStore(Keyring.unlock(stolen, [lock]))
    with pytest.raises(GalleryError, match="not those that sealed"):
        _open(sealed, thief, read_only=True)


def test_a_running_gate_follows_enrolment_and_rotation_within_a_second(
    sealed: Path, store: SealedStore, lock: FileLock, samples: Draw, consent: Consent
) -> None:
    own = SealedStore(Keyring.unlock(store.keys.path, [lock]))
    with LiveIndex(sealed, template_space=SPACE, store=own) as live, _open(sealed, store) as gallery:
        for change in (lambda: gallery.add("Cleo", samples(3), consent), lambda: gallery.reencode(store)):
            change()
            start = time.monotonic()
            while live.current().revision != gallery.revision:
                assert time.monotonic() - start < 2, "within a second, on a machine that has nothing else to do"
                time.sleep(0.005)
        assert len(live.current()) == 3


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), dim=st.integers(2, 96))
def test_any_template_seals_and_opens_at_its_own_place(store: SealedStore, data: st.DataObject, dim: int) -> None:
    vector = np.array(data.draw(st.lists(st.floats(-1, 1, width=32), min_size=dim, max_size=dim)), np.float32)
    text = st.text(min_size=1, max_size=12)
    place = Place(data.draw(text), data.draw(text), data.draw(text), data.draw(st.integers(0, 2**40)))
    other = replace(place, revision=place.revision + 1)
    store.admit([place.person], 1)
    blob = store.encode(vector, place, 1)
    np.testing.assert_allclose(store.decode([blob], [place], 1)[0], vector, atol=1e-5)
    with pytest.raises(GalleryError):
        store.decode([blob], [other], 1)


def test_a_removal_seen_half_way_is_no_fault(path: Path, store: SealedStore, samples: Draw, consent: Consent) -> None:
    """The key is gone, the rows are not yet: whoever is left may still be let in."""
    with _open(path, store) as gallery:
        anna = gallery.add("Anna", samples(1), consent)
        bo = gallery.add("Bo", samples(2), consent)
        with LiveIndex(path, template_space=SPACE, store=store) as live:
            store.destroy(anna.id)
            gallery.add("Cy", samples(3), consent)  # something for the index to look at
            time.sleep(1.2 * POLL_SECONDS)
            assert bo.id in live.current().people
            with pytest.raises(GalleryError, match="missing"):  # but not for long
                _look_for(5.0, live)


def _look_for(seconds: float, live: LiveIndex) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        live.current()
        time.sleep(0.02)
