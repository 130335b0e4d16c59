from __future__ import annotations

import shutil
import sqlite3
from datetime import datetime, timezone
from pathlib import Path

import pytest

from gate.gallery.database import Database
from gate.gallery.errors import GalleryError
from gate.gallery.keys.aead import SealError
from gate.gallery.keys.key_file import FileLock
from gate.gallery.keys.keyring import Keyring, read_slots
from gate.gallery.keys.lock import KeyRefusedError
from gate.gallery.keys.passphrase import PassphraseLock
from gate.gallery.keys.tpm import FakeTpm, TpmLock

NOW = datetime(2026, 1, 2, tzinfo=timezone.utc)
HERE = TpmLock(FakeTpm())


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keys" / "gallery.keys"


@pytest.fixture
def keyring(path: Path) -> Keyring:
    return Keyring.create(path, HERE, label="this gate", created=NOW)


def _data_key(keyring: Keyring, person: str, generation: int = 1) -> bytes:
    return keyring.open_data_key(person, generation, keyring.data_keys(generation)[person])


def _raw(path: Path, sql: str, *parameters: object) -> None:
    with sqlite3.connect(path) as raw:
        raw.execute(sql, parameters)
    raw.close()


def test_it_opens_again_with_its_lock_and_no_other(keyring: Keyring, path: Path) -> None:
    keyring.admit(["anna"], 1)
    again = Keyring.unlock(path, [HERE])
    assert again.uuid == keyring.uuid
    assert _data_key(again, "anna") == _data_key(keyring, "anna")
    assert again.generation(1).signing == keyring.generation(1).signing
    for lock in (TpmLock(FakeTpm()), PassphraseLock("correct horse battery")):
        with pytest.raises(KeyRefusedError):
            Keyring.unlock(path, [lock])


def test_a_wrong_passphrase_is_a_clear_refusal(path: Path) -> None:
    Keyring.create(path, PassphraseLock("correct horse battery"), label="in the safe", created=NOW)
    with pytest.raises(KeyRefusedError, match=r"passphrase is not the one of this gallery \(in the safe\)"):
        Keyring.unlock(path, [PassphraseLock("incorrect horse battery")])
    Keyring.unlock(path, [PassphraseLock("correct horse battery")])


def test_no_key_lies_in_the_open(keyring: Keyring, path: Path) -> None:
    keyring.admit(["anna"], 1)
    keys = keyring.generation(1)
    secrets = [keys.gallery_key, keys.seed, keys.signing, keys.archive, _data_key(keyring, "anna")]
    assert len(set(secrets)) == 5
    content = b"".join(file.read_bytes() for file in path.parent.iterdir())
    assert not any(secret in content for secret in secrets)
    assert {file.stat().st_mode & 0o777 for file in path.parent.iterdir()} == {0o600}


def test_a_second_device_opens_it_with_its_own_key(keyring: Keyring, path: Path, tmp_path: Path) -> None:
    keyring.admit(["anna"], 1)
    there = TpmLock(FakeTpm("the other gate"))
    slot = keyring.add_slot(there, label="the other gate", created=NOW)
    assert [(s.kind, s.label) for s in read_slots(path)] == [("tpm", "this gate"), ("tpm", "the other gate")]
    copy = tmp_path / "copied.keys"
    shutil.copy(path, copy)
    assert _data_key(Keyring.unlock(copy, [there]), "anna") == _data_key(keyring, "anna")
    keyring.remove_slot(slot)
    with pytest.raises(KeyRefusedError):
        Keyring.unlock(path, [there])
    with pytest.raises(GalleryError, match="the only one"):
        keyring.remove_slot(read_slots(path)[0])


def test_a_new_generation_goes_to_all_open_locks_and_the_old_one_dies(keyring: Keyring, path: Path) -> None:
    keyring.admit(["anna"], 1)
    phrase = PassphraseLock("correct horse battery")
    keyring.add_slot(phrase, label="safe", created=NOW)
    with pytest.raises(GalleryError, match=r"safe \(passphrase\) is not open here"):
        Keyring.unlock(path, [HERE]).begin_generation()
    running = Keyring.unlock(path, [phrase])
    old = keyring.generation(1)
    assert keyring.begin_generation() == 2
    keyring.admit(["anna"], 2)
    keyring.keep_generation(2)
    new = keyring.generation(2)
    assert {new.gallery_key, new.seed, new.signing}.isdisjoint({old.gallery_key, old.seed, old.signing})
    assert _data_key(running, "anna", 2) == _data_key(keyring, "anna", 2), "a running gate follows with its own lock"
    assert Keyring.unlock(path, [phrase]).newest() == 2
    with pytest.raises(GalleryError, match="not those that sealed"):
        keyring.generation(1)


def test_two_peoples_keys_swapped_do_not_open(keyring: Keyring, path: Path) -> None:
    keyring.admit(["anna", "bo"], 1)
    for person, wrapped in zip(("bo", "anna"), keyring.data_keys(1).values(), strict=True):
        _raw(path, "UPDATE person_keys SET wrapped = ? WHERE person = ?", wrapped, person)
    for person in ("anna", "bo"):
        with pytest.raises(SealError):
            _data_key(keyring, person)


@pytest.mark.parametrize("column", ["wrapped", "rotation"])
def test_a_changed_key_does_not_open(keyring: Keyring, path: Path, column: str) -> None:
    table = {"wrapped": "gallery_keys", "rotation": "generations"}[column]
    _raw(path, f"UPDATE {table} SET {column} = zeroblob(60)")
    with pytest.raises(KeyRefusedError):
        Keyring.unlock(path, [HERE])


def test_a_destroyed_key_is_in_no_file(keyring: Keyring, path: Path) -> None:
    keyring.admit([f"person {n}" for n in range(300)], 1)
    gone = [keyring.data_keys(1)[f"person {n}"] for n in range(0, 300, 3)]
    keyring.destroy([f"person {n}" for n in range(0, 300, 3)])
    content = b"".join(file.read_bytes() for file in path.parent.iterdir())
    assert not any(key in content for key in gone)
    assert len(keyring.data_keys(1)) == 200


def test_a_reader_that_keeps_the_old_key_is_told(keyring: Keyring, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gate.gallery.database.BUSY_SECONDS", 0.05)
    keyring.admit(["anna"], 1)
    reader = Database(path, read_only=True)
    with reader.read():
        reader.value("SELECT 1 FROM person_keys")
        with pytest.raises(GalleryError, match="another process keeps old keys"):
            keyring.destroy(["anna"])
    reader.close()
    keyring.destroy(["anna"])
    assert keyring.people() == set()


def test_there_is_never_a_second_keyring_in_the_place_of_the_first(keyring: Keyring, path: Path) -> None:
    with pytest.raises(GalleryError, match=r"keys at .* already"):
        Keyring.create(path, HERE, label="again", created=NOW)
    assert Keyring.unlock(path, [HERE]).uuid == keyring.uuid


def test_a_kill_while_it_is_made_leaves_none(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "rename", killed)
    with pytest.raises(KeyboardInterrupt):
        Keyring.create(path, HERE, label="this gate", created=NOW)
    monkeypatch.undo()
    assert not path.exists()
    path.with_name(path.name + ".new").write_bytes(b"half of one")
    Keyring.create(path, HERE, label="this gate", created=NOW)
    Keyring.unlock(path, [HERE])


@pytest.mark.parametrize("content", [b"", b"rubbish" * 900, None])
def test_a_missing_or_damaged_file_is_one_sentence(keyring: Keyring, path: Path, content: bytes | None) -> None:
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(GalleryError, match=r"missing|damaged"):
        Keyring.unlock(path, [HERE])


def test_a_truncated_file_is_refused(keyring: Keyring, path: Path) -> None:
    keyring.admit([f"person {n}" for n in range(300)], 1)
    whole = path.read_bytes()
    for size in (50, 4096, len(whole) // 2, len(whole) - 4096):
        path.write_bytes(whole[:size])
        with pytest.raises(GalleryError, match=r"damaged|not .* of this gallery"):
            Keyring.unlock(path, [HERE]).data_keys(1)


def test_a_database_of_another_program_or_a_newer_version(keyring: Keyring, path: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    _raw(other, "CREATE TABLE bookmarks (url TEXT)")
    with pytest.raises(GalleryError, match="another program"):
        Keyring.unlock(other, [HERE])
    _raw(path, "PRAGMA user_version = 99")
    with pytest.raises(GalleryError, match="newer version"):
        Keyring.unlock(path, [HERE])


def test_the_lock_kinds_at_hand_are_tried_one_after_the_other(tmp_path: Path, path: Path) -> None:
    Keyring.create(path, FileLock(tmp_path / "key"), label="file", created=NOW)
    Keyring.unlock(path, [HERE, FileLock(tmp_path / "key")])
