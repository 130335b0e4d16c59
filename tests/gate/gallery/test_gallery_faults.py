"""What befalls a file: damage, a full or read-only disk, locks, a kill at any moment."""

from __future__ import annotations

import multiprocessing
import os
import random
import resource
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from gate.clock import SystemClock
from gate.gallery.enrol import EnrolRules, enrol
from gate.gallery.errors import GalleryError
from gate.gallery.gallery import Gallery
from gate.gallery.types import Consent, Sample

SPACE = "5" * 64
Draw = Callable[..., list[Sample]]


def _fill(gallery: Gallery, samples: Draw, consent: Consent) -> None:
    for person in range(40):
        gallery.add(f"Person {person}", samples(person), consent)


@pytest.fixture(scope="session")
def forty_people(tmp_path_factory: pytest.TempPathFactory, samples: Draw, consent: Consent) -> bytes:
    path = tmp_path_factory.mktemp("filled") / "gallery.db"
    with Gallery.open(path, template_space=SPACE) as gallery:
        _fill(gallery, samples, consent)
    return path.read_bytes()


@pytest.fixture
def filled(path: Path, forty_people: bytes) -> Path:
    """A closed gallery of 40 people."""
    path.write_bytes(forty_people)
    return path


def _read_all(path: Path) -> None:
    with Gallery.open(path, template_space=SPACE) as gallery:
        gallery.index()
        for person in gallery.people():
            gallery.consents(person)
            gallery.records(person)


def test_a_file_of_something_else_is_refused(path: Path) -> None:
    path.write_bytes(b"\x89PNG not a gallery" * 200)
    with pytest.raises(GalleryError, match="damaged, or no gallery"):
        Gallery.open(path, template_space=SPACE)
    assert path.read_bytes() == b"\x89PNG not a gallery" * 200


def test_a_database_of_another_program_is_refused_and_left_alone(path: Path) -> None:
    with sqlite3.connect(path) as raw:
        raw.execute("CREATE TABLE bookmarks (url TEXT)")
    raw.close()
    before = path.read_bytes()
    with pytest.raises(GalleryError, match="another program"):
        Gallery.open(path, template_space=SPACE)
    assert path.read_bytes() == before


def test_a_truncated_file_is_refused(filled: Path) -> None:
    whole = filled.read_bytes()
    for size in (100, 5000, len(whole) // 2, len(whole) - 4096):
        filled.write_bytes(whole[:size])
        with pytest.raises(GalleryError, match="damaged"):
            _read_all(filled)


@pytest.mark.parametrize("seed", range(20))
def test_an_overwritten_page_is_noticed(filled: Path, seed: int) -> None:
    whole = filled.read_bytes()
    rng = random.Random(seed)
    page = rng.randrange(len(whole) // 4096) * 4096
    filled.write_bytes(whole[:page] + rng.randbytes(4096) + whole[page + 4096 :])
    with pytest.raises(GalleryError, match=r"damaged|can't be used"):
        _read_all(filled)


@pytest.mark.parametrize(
    "damage",
    ["UPDATE people SET created = 'x026-01-02'", "UPDATE consents SET given = ''", "UPDATE templates SET created = ''"],
)
def test_a_time_that_is_none_is_damage(filled: Path, damage: str) -> None:
    with sqlite3.connect(filled) as raw:
        raw.execute(damage)
    raw.close()
    with pytest.raises(GalleryError, match="damaged"):
        _read_all(filled)


def test_a_blob_that_lost_bits_is_noticed(filled: Path) -> None:
    with sqlite3.connect(filled) as raw:
        raw.execute("UPDATE templates SET blob = zeroblob(512) WHERE rowid = 7")
    raw.close()
    with pytest.raises(GalleryError, match="damaged"):
        _read_all(filled)
    with sqlite3.connect(filled) as raw:
        raw.execute("UPDATE templates SET blob = substr(blob, 1, 500) WHERE rowid = 7")
    raw.close()
    with pytest.raises(GalleryError, match="damaged"):
        _read_all(filled)


def test_a_locked_gallery_says_so(path: Path, filled: Path, samples: Draw, consent: Consent, monkeypatch) -> None:
    monkeypatch.setattr("gate.gallery.database.BUSY_SECONDS", 0.05)
    holder = sqlite3.connect(path, isolation_level=None)
    with Gallery.open(path, template_space=SPACE) as gallery:
        holder.execute("BEGIN IMMEDIATE")
        with pytest.raises(GalleryError, match="in use by another process"):
            gallery.add("Late", samples(99), consent)
        assert len(gallery.index()) == 40, "reading goes on"
        holder.execute("ROLLBACK")
        gallery.add("Late", samples(99), consent)
    holder.close()


def test_the_file_is_its_owners_alone(path: Path, gallery: Gallery, samples: Draw, consent: Consent) -> None:
    gallery.add("Anna", samples(1), consent)
    modes = {file.name: file.stat().st_mode & 0o777 for file in path.parent.iterdir()}
    assert modes == {"gallery.db": 0o600, "gallery.db-wal": 0o600, "gallery.db-shm": 0o600}


def test_a_gallery_opened_for_reading_is_never_made_or_changed(path: Path, samples: Draw, consent: Consent) -> None:
    with pytest.raises(GalleryError, match="gate enrol"):
        Gallery.open(path, template_space=SPACE, read_only=True)
    assert not path.exists()
    Gallery.open(path, template_space=SPACE).close()
    with Gallery.open(path, template_space=SPACE, read_only=True) as gallery:
        with pytest.raises(GalleryError, match="permissions"):
            gallery.add("Anna", samples(1), consent)
        assert gallery.people() == []


def test_a_folder_where_the_file_should_be(tmp_path: Path) -> None:
    with pytest.raises(GalleryError, match="can't be opened"):
        Gallery.open(tmp_path, template_space=SPACE)


@contextmanager
def _as_nobody() -> Iterator[None]:
    """Root may write everywhere: be somebody else for a while."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that nobody can read: pytest's own are closed to all but the one who runs it."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


def test_a_read_only_folder_is_one_sentence_and_changes_nothing(
    open_folder: Path, samples: Draw, consent: Consent
) -> None:
    path = open_folder / "gallery.db"
    with Gallery.open(path, template_space=SPACE) as gallery:
        gallery.add("Anna", samples(1), consent)
    path.chmod(0o444)
    open_folder.chmod(0o555)
    before = path.read_bytes()
    with _as_nobody():
        for read_only in (False, True):
            with pytest.raises(GalleryError, match="permissions of the file and its folder"):
                Gallery.open(path, template_space=SPACE, read_only=read_only)
        with pytest.raises(GalleryError, match="can't be made: Permission denied"):
            Gallery.open(open_folder / "new" / "gallery.db", template_space=SPACE)
    assert path.read_bytes() == before


def test_a_commit_outlives_a_power_cut(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    with Gallery.open(path, template_space=SPACE) as gallery:
        assert gallery._db.value("PRAGMA synchronous") == 2, "FULL"
        assert gallery._db.value("PRAGMA secure_delete") == 1
        assert gallery._db.value("PRAGMA temp_store") == 2, "memory"


@contextmanager
def _no_file_beyond(size: int) -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_loses_nothing(filled: Path, samples: Draw, consent: Consent) -> None:
    with _no_file_beyond(1000), pytest.raises(GalleryError, match="the disk is full"):
        Gallery.open(filled, template_space=SPACE)
    with Gallery.open(filled, template_space=SPACE) as gallery:
        before = gallery.revision, [person.name for person in gallery.people()]
        for size in range(0, 36_000, 1500):  # the log fills up at each stage of the transaction
            with _no_file_beyond(size), pytest.raises(GalleryError, match="the disk is full"):
                gallery.add("One too many", samples(99), consent)
            assert (gallery.revision, [person.name for person in gallery.people()]) == before
        gallery.add("One too many", samples(99), consent)
        assert gallery._db.value("PRAGMA integrity_check") == "ok"


def test_sqlites_own_word_for_a_full_disk(gallery: Gallery, samples: Draw, consent: Consent) -> None:
    gallery._db.value(f"PRAGMA max_page_count = {gallery._db.value('PRAGMA page_count')}")
    with pytest.raises(GalleryError, match="can't be written: the disk is full"):
        _fill(gallery, samples, consent)
    assert gallery._db.value("PRAGMA integrity_check") == "ok"


def _enrol_for_ever(path: Path, log: Path, samples: Draw) -> None:
    """Runs in the child that is killed: enrols, removes every third person, notes what was committed."""
    rules = EnrolRules(same_person=0.4, other_person=0.6, min_quality=0.3)
    with log.open("a", buffering=1) as committed, Gallery.open(path, template_space=SPACE) as gallery:
        for number in range(len(gallery.people()), 10**6):
            drawn = samples(random.SystemRandom().randrange(2**32))
            name = f"{os.getpid()}-{number}"
            person = enrol(gallery, name, drawn, consent="v1", operator="op", rules=rules, clock=SystemClock())
            committed.write(f"+{name}\n")
            if number % 3 == 0:
                committed.write(f"?{name}\n")
                gallery.remove(person)
                committed.write(f"-{name}\n")


@pytest.mark.slow
def test_a_kill_at_any_moment_leaves_whole_people(path: Path, samples: Draw) -> None:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["gate.gallery.enrol"])
    log = path.with_name("committed.txt")
    kills = 0
    for _ in range(20):
        child = context.Process(target=_enrol_for_ever, args=(path, log, samples))
        written = log.stat().st_size if log.exists() else 0
        child.start()
        while not log.exists() or log.stat().st_size == written:  # it is at work
            assert child.is_alive()
            time.sleep(0.002)
        time.sleep(random.uniform(0, 0.05))
        child.kill()
        child.join()
        kills += 1
        _assert_whole(path, log)
    assert kills == 20


def _assert_whole(path: Path, log: Path) -> None:
    added, maybe, removed = set(), set(), set()
    for line in log.read_text().splitlines():
        {"+": added, "?": maybe, "-": removed}[line[0]].add(line[1:])
    for read_only in (True, False):  # a reader alone must cope with what the killed one left
        with Gallery.open(path, template_space=SPACE, read_only=read_only) as gallery:
            assert gallery._db.value("PRAGMA integrity_check") == "ok"
            people = gallery.people()
            names = {person.name for person in people}
            assert added - maybe <= names, "what was committed is there"
            assert not removed & names, "what was removed is gone"
            assert len(names - added) <= 20, "at most one unreported person for each kill"
            for person in people:
                assert person.templates == len(gallery.records(person)) == 3
                assert len(gallery.consents(person)) == 1
            assert len(gallery.index()) == len(people)
            assert gallery._db.query("PRAGMA foreign_key_check") == []
