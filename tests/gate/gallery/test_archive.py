from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timezone
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gate.gallery.archive import ArchiveKeys, read_keys, restore, write_archive, write_keys
from gate.gallery.errors import GalleryError
from gate.gallery.gallery import Gallery
from gate.gallery.keys.key_file import FileLock
from gate.gallery.keys.keyring import Keyring
from gate.gallery.keys.lock import KeyRefusedError
from gate.gallery.keys.passphrase import PassphraseLock
from gate.gallery.sealed_store import SealedStore
from gate.gallery.types import Consent, Lookalike, Sample

SPACE = "5" * 64
NOW = datetime(2026, 1, 2, tzinfo=timezone.utc)
PHRASE = PassphraseLock("correct horse battery")
NAMES = ("Anna", "محمد علي", "山田太郎")
Draw = Callable[..., list[Sample]]


def _device(folder: Path) -> Gallery:
    """A gate of its own, with keys of its own."""
    folder.mkdir()
    keyring = Keyring.create(folder / "gallery.keys", FileLock(folder / "key"), label="file", created=NOW)
    return Gallery.open(folder / "gallery.db", template_space=SPACE, store=SealedStore(keyring))


def _keys(gallery: Gallery) -> ArchiveKeys:
    return ArchiveKeys.of(gallery.ledger.store.keys)


@pytest.fixture
def here(tmp_path: Path, samples: Draw, consent: Consent):
    with _device(tmp_path / "here") as gallery:
        for number, name in enumerate(NAMES):
            gallery.add(name, samples(number), replace(consent, purpose="doors"), expires=date(2027, 1, number + 1))
        first, second, third = (person.id for person in gallery.people())
        gallery.curation.guard([Lookalike(first, second, 0.1, False), Lookalike(second, third, 0.2, True)])
        gallery.curation.set_floor(0.5)
        gallery.curation.set_aside({gallery.records(gallery.find("Anna"))[0].id: "of somebody else"})
        yield gallery


@pytest.fixture
def archive(here: Gallery, tmp_path: Path) -> Path:
    path = tmp_path / "usb" / "backup"
    assert write_archive(here, _keys(here), path, NOW) == 3
    write_keys(_keys(here), PHRASE, path.with_name("keys"))
    return path


def _all(gallery: Gallery) -> list[object]:
    index = gallery.index()
    return [
        (person, gallery.consents(person), gallery.records(person), np.round(index.vectors(person.id), 4).tolist())
        for person in gallery.people()
    ]


def test_everybody_moves_to_another_device_under_its_own_keys(here: Gallery, archive: Path, tmp_path: Path) -> None:
    keys = read_keys(archive.with_name("keys"), PHRASE)
    with _device(tmp_path / "there") as there:
        done = restore(there, archive, keys)
        assert (done.people, done.removed, done.without_key) == (3, 0, 0)
        assert _all(there) == _all(here)
        assert there.curation.lookalikes() == here.curation.lookalikes()
        assert there.curation.floor.threshold == 0.5
        assert there.ledger.store.keys.uuid != here.ledger.store.keys.uuid
    mine, theirs = (
        {
            row["blob"]
            for row in Gallery.open(tmp_path / d / "gallery.db", template_space=SPACE, store=s)._db.query(
                "SELECT blob FROM templates"
            )
        }
        for d, s in (("here", here.ledger.store), ("there", there.ledger.store))
    )
    assert not mine & theirs


def test_nothing_lies_in_the_open(here: Gallery, archive: Path, samples: Draw) -> None:
    content = archive.read_bytes() + archive.with_name("keys").read_bytes()
    assert not any(name.encode() in content for name in NAMES)
    assert b"notice 2026" not in content
    keys = _keys(here)
    assert not any(key.hex().encode() in content for key in (*keys.people.values(), keys.seal))
    assert {file.stat().st_mode & 0o777 for file in archive.parent.iterdir()} == {0o600}


def test_another_passphrase_is_a_clear_refusal(archive: Path) -> None:
    with pytest.raises(KeyRefusedError, match="passphrase is not that of"):
        read_keys(archive.with_name("keys"), PassphraseLock("incorrect horse battery"))


def test_a_person_removed_dies_in_every_archive_once_the_keys_file_is_written_anew(
    here: Gallery, archive: Path, tmp_path: Path
) -> None:
    here.remove(here.find("Anna"))
    write_keys(_keys(here), PHRASE, archive.with_name("keys"))
    with _device(tmp_path / "there") as there:
        done = restore(there, archive, read_keys(archive.with_name("keys"), PHRASE))
        assert (done.people, done.without_key) == (2, 1)
        assert [person.name for person in there.people()] == sorted(NAMES[1:])
        assert len(there.curation.lookalikes()) == 1


def test_this_gate_remembers_whom_it_removed(here: Gallery, archive: Path) -> None:
    """Even with an old keys file."""
    old = read_keys(archive.with_name("keys"), PHRASE)
    here.remove(here.find("Anna"))
    with pytest.raises(GalleryError, match="--replace"):
        restore(here, archive, old)
    done = restore(here, archive, old, replace=True)
    assert (done.people, done.removed) == (2, 1)
    assert len(here.index()) == 2


def test_replacing_destroys_the_keys_of_those_who_go(
    here: Gallery, archive: Path, tmp_path: Path, samples: Draw, consent: Consent
) -> None:
    with _device(tmp_path / "there") as there:
        before = there.add("Somebody else", samples(9), consent)
        restore(there, archive, read_keys(archive.with_name("keys"), PHRASE), replace=True)
        assert before.id not in there.ledger.store.keys.people()
        assert len(there.index()) == 3


def test_keys_of_another_gate_or_before_a_rotation_open_nothing(here: Gallery, archive: Path, tmp_path: Path) -> None:
    with _device(tmp_path / "there") as there:
        with pytest.raises(KeyRefusedError, match="not the keys of the archive"):
            restore(there, archive, _keys(there))
        here.reencode(here.ledger.store)
        with pytest.raises(KeyRefusedError, match="not the keys of the archive"):
            restore(there, archive, _keys(here))
        assert there.people() == []


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_damaged_or_truncated_archive_changes_nothing(here: Gallery, archive: Path, data: st.DataObject) -> None:
    whole, before = archive.read_bytes(), here.revision
    at = data.draw(st.integers(0, len(whole) - 1))
    flipped = whole[:at] + bytes([whole[at] ^ data.draw(st.integers(1, 255))]) + whole[at + 1 :]
    damaged = archive.with_name("damaged")
    for content in (flipped, whole[:at]):
        if content.rstrip(b"\n") == whole.rstrip(b"\n"):
            continue
        damaged.write_bytes(content)
        with pytest.raises(GalleryError):
            restore(here, damaged, _keys(here), replace=True)
    assert here.revision == before
    assert len(here.index()) == 3


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_damaged_keys_file_is_one_sentence(archive: Path, data: st.DataObject) -> None:
    whole = archive.with_name("keys").read_bytes()
    at = data.draw(st.integers(0, len(whole) - 2))
    damaged = archive.with_name("damaged-keys")
    damaged.write_bytes(
        whole[:at] + bytes([whole[at] ^ 0x11]) + whole[at + 1 :] if data.draw(st.booleans()) else whole[:at]
    )
    with pytest.raises(GalleryError):
        read_keys(damaged, PHRASE)


def test_files_are_not_written_over_and_missing_ones_named(here: Gallery, archive: Path, tmp_path: Path) -> None:
    with pytest.raises(GalleryError, match="exists already"):
        write_archive(here, _keys(here), archive, NOW)
    with pytest.raises(GalleryError, match="can't be read"):
        restore(here, tmp_path / "nothing", _keys(here), replace=True)
    with pytest.raises(GalleryError, match="can't be written"):
        write_archive(here, _keys(here), Path("/proc/nowhere/backup"), NOW)
    with pytest.raises(KeyRefusedError, match="at least 12"):
        write_keys(_keys(here), PassphraseLock("short"), tmp_path / "keys")


def test_an_archive_of_a_newer_program_is_refused(here: Gallery, archive: Path) -> None:
    head, rest = archive.read_bytes().split(b"\n", 1)
    archive.write_bytes(json.dumps({**json.loads(head), "schema": 99}).encode() + b"\n" + rest)
    with pytest.raises(GalleryError, match="newer version"):
        restore(here, archive, _keys(here), replace=True)
