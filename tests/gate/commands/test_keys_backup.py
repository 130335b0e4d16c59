"""Keys, backups and removals as an engineer meets them."""

from __future__ import annotations

import base64
import json
import re
import shutil
import sqlite3
from pathlib import Path

import numpy as np
import pytest

from gate.clock import SystemClock
from gate.gallery import schema
from gate.gallery.database import Database
from gate.gallery.gallery import Gallery
from gate.gallery.types import Consent, Sample
from gate.home import find_home
from gate.settings import Settings
from gate.vault import open_gallery
from gate.vision.types import Template
from tests.gate.commands.conftest import ASTRONAUT, HOPPER, Gate, assert_one_sentence

WORDS = "correct horse battery staple"
ENROL = ("enrol", "Eileen", ASTRONAUT, "--consent", "v1")


@pytest.fixture
def bare(gate: Gate, home: Path) -> Gate:
    """A gate that nobody has chosen a key for."""
    shutil.rmtree(home / "keys")
    return gate


@pytest.fixture
def phrase(tmp_path: Path) -> Path:
    path = tmp_path / "phrase"
    path.write_text(WORDS + "\n")
    return path


def _finding(gate: Gate, what: str) -> dict[str, str]:
    (found,) = [line for line in gate("doctor", "--no-camera", "--json").lines if line["what"] == what]
    return found


def test_a_gate_with_settings_enrols_nobody_before_a_key_is_chosen(bare: Gate, home: Path) -> None:
    (home / "gate.toml").write_text('[ui]\ngate = "Side door"\n')
    for words in (ENROL, ("keys", "list"), ("keys", "init"), ("run", "--source", ASTRONAUT.parent, "--headless")):
        assert_one_sentence(bare(*words), "gate keys init", "--tpm", "--passphrase", "--file", "stolen disk")
    assert not (home / "keys").exists()
    assert not (home / "gallery.db").exists()
    assert _finding(bare, "keys")["state"] == "warning"


def test_a_home_without_settings_begins_with_some_that_name_the_key_file(bare: Gate, home: Path) -> None:
    """Whoever tries a gate gets one that works, and reads in its settings what its key is worth."""
    assert bare("identify", ASTRONAUT).code == 1  # looking makes nothing
    assert not (home / "gate.toml").exists()
    assert bare(*ENROL).code == 0
    text = (home / "gate.toml").read_text()
    assert 'key = "file"' in text
    assert "a stolen disk reveals them" in text
    assert _finding(bare, "keys")["state"] == "warning"
    assert bare("identify", ASTRONAUT).code == 0


def test_a_gallery_whose_keys_and_settings_are_gone_gets_no_new_ones(bare: Gate, home: Path) -> None:
    assert bare(*ENROL).code == 0
    (home / "gate.toml").unlink()
    (home / "keys" / "gallery.keys").unlink()
    assert bare(*ENROL).code == 1
    assert not (home / "gate.toml").exists()


def test_a_key_file_is_taken_by_name_only_and_doctor_says_what_it_means(bare: Gate, home: Path) -> None:
    made = bare("keys", "init", "--file")
    assert made.code == 0
    assert "whoever takes the disk has both" in made.err
    assert bare(*ENROL).code == 0
    found = _finding(bare, "keys")
    assert found["state"] == "warning"
    assert "a stolen disk reveals the templates" in found["detail"]
    assert_one_sentence(bare("keys", "init", "--file"), "has keys already")
    (home / "keys" / "gallery.key").unlink()
    assert_one_sentence(bare("identify", ASTRONAUT), "gallery.key", "put it back")


def test_the_settings_may_name_it_too(bare: Gate, home: Path) -> None:
    (home / "gate.toml").write_text('[privacy]\nkey = "file"\n')
    assert bare(*ENROL).code == 0
    assert (home / "keys" / "gallery.key").exists()
    (home / "gate.toml").write_text('[privacy]\nkey = "drawer"\n')
    assert_one_sentence(bare("identify", ASTRONAUT), "privacy.key")


def test_a_passphrase_is_needed_and_a_wrong_one_refused(
    bare: Gate, home: Path, phrase: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert bare("keys", "init", "--passphrase", "--passphrase-file", phrase).code == 0
    assert not (home / "keys" / "gallery.key").exists()
    assert_one_sentence(bare(*ENROL), "passphrase", "GATE_PASSPHRASE_FILE")
    monkeypatch.setenv("GATE_PASSPHRASE_FILE", str(phrase))
    assert bare(*ENROL).code == 0
    assert _finding(bare, "keys")["state"] == "ok"
    wrong = tmp_path / "wrong"
    wrong.write_text("incorrect horse battery staple")
    monkeypatch.setenv("GATE_PASSPHRASE_FILE", str(wrong))
    assert_one_sentence(bare("identify", ASTRONAUT), "passphrase is not the one of this gallery", "nothing was opened")
    monkeypatch.delenv("GATE_PASSPHRASE_FILE")
    (tmp_path / "credentials").mkdir()
    shutil.copy(phrase, tmp_path / "credentials" / "maskgate-passphrase")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path / "credentials"))
    (line,) = bare("identify", ASTRONAUT, "--json").lines
    assert line["faces"][0]["person"] == "Eileen"


def test_no_tpm_is_one_sentence(bare: Gate, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TPM2TOOLS_TCTI", "device:/nowhere/tpm")
    result = bare("keys", "init", "--tpm")
    assert_one_sentence(result)
    assert "tpm" in result.err.lower()
    assert not (home / "keys" / "gallery.keys").exists()


def test_a_second_key_opens_alone_once_the_first_is_gone(
    enrolled: Gate, home: Path, phrase: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    added = enrolled("keys", "add", "--passphrase", "--passphrase-file", phrase, "--label", "safe")
    assert added.code == 0
    first, second = enrolled("keys", "list", "--json").lines
    assert (first["kind"], second["label"]) == ("file", "safe")
    assert "Label" in enrolled("keys", "list").out
    assert enrolled("keys", "remove", first["id"][:8]).code == 0
    assert not (home / "keys" / "gallery.key").exists()
    assert_one_sentence(enrolled("people", "list"), "passphrase")
    monkeypatch.setenv("GATE_PASSPHRASE_FILE", str(phrase))
    assert "Eileen" in enrolled("people", "list").out
    assert_one_sentence(enrolled("keys", "remove", second["id"]), "the only one")
    assert_one_sentence(enrolled("keys", "remove", "zzz"), "gate keys list")


def test_rotation_keeps_everybody(enrolled: Gate, home: Path) -> None:
    before = (home / "gallery.db").read_bytes()
    assert "1 people are sealed under new keys" in enrolled("keys", "rotate").out
    (line,) = enrolled("identify", ASTRONAUT, "--json").lines
    assert line["faces"][0]["person"] == "Eileen"
    (home / "gallery.db").write_bytes(before)
    assert_one_sentence(enrolled("identify", ASTRONAUT), "gallery.db")


def test_a_lost_keyring_is_not_replaced_in_silence(enrolled: Gate, home: Path) -> None:
    shutil.rmtree(home / "keys")
    assert_one_sentence(enrolled("identify", ASTRONAUT), "no key")
    assert_one_sentence(enrolled("keys", "init", "--file"), "keys that are missing", "gate restore")
    (home / "gate.toml").write_text('[privacy]\nkey = "file"\n')
    assert_one_sentence(enrolled(*ENROL), "keys that are missing")


def _unsealed(home: Path, *, first_layout: bool) -> np.ndarray:
    """A gallery as the first version kept it, of Anna."""
    path, vector = home / "gallery.db", np.eye(128, dtype=np.float32)[3] * 0.6 + np.eye(128, dtype=np.float32)[5] * 0.8
    if not first_layout:
        with Gallery.open(path, template_space="5" * 64) as gallery:
            sample = Sample(Template(vector, "5" * 64, 0.9), "e" * 64, "a.jpg")
            gallery.add("Anna", [sample], Consent("v1", "ops", SystemClock().utc()))
        return vector
    path.touch()
    db = Database(path)
    with db.write():
        schema.MIGRATIONS[0](db)
        db.execute("PRAGMA user_version = 1")
        now = "2026-01-02T03:04:05+00:00"
        db.execute("INSERT INTO people VALUES ('a', 'Anna', 'anna', ?)", now)
        db.execute("INSERT INTO consents VALUES ('c', 'a', 'v1', 'ops', ?)", now)
        row = ("t", "a", vector.astype("<f4").tobytes(), 128, "e" * 64, "5" * 64, 0.9, "a.jpg", 1, now)
        db.execute("INSERT INTO templates VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", *row)
    db.enable_wal()
    db.close()
    return vector


@pytest.mark.parametrize("first_layout", [True, False])
def test_an_unsealed_gallery_is_sealed_once_and_leaves_no_plain_template(
    bare: Gate, home: Path, first_layout: bool
) -> None:
    vector = _unsealed(home, first_layout=first_layout)
    assert vector.tobytes() in (home / "gallery.db").read_bytes()
    assert_one_sentence(bare("people", "list"), "gate keys init")
    done = bare("keys", "init", "--file")
    assert done.code == 0, done.err
    assert "1 people were kept unsealed and are sealed now" in done.out
    files = [file for file in home.rglob("*") if file.is_file() and "models" not in file.parts]
    assert not any(vector.tobytes() in file.read_bytes() for file in files)
    (backup,) = (home / "backups").iterdir()
    with open_gallery(find_home(home), Settings(), template_space="5" * 64) as gallery:
        anna = gallery.find("Anna")
        np.testing.assert_allclose(gallery.index().vectors(anna.id)[0], vector, atol=1e-6)
        gallery.curation.set_aside({gallery.records(anna)[0].id: "a mistake"})
    restored = bare("restore", backup, "--own-keys", "--replace")
    assert restored.code == 0, restored.err
    with open_gallery(find_home(home), Settings(), template_space="5" * 64) as gallery:
        np.testing.assert_allclose(gallery.index().vectors(anna.id)[0], vector, atol=1e-6)


def test_an_unsealed_gallery_put_in_the_place_of_a_sealed_one_is_refused(enrolled: Gate, home: Path) -> None:
    (home / "gallery.db").unlink()
    _unsealed(home, first_layout=False)
    for words in (("identify", ASTRONAUT), ("enrol", "Ben", HOPPER, "--consent", "v1"), ("people", "list")):
        assert_one_sentence(enrolled(*words), "not sealed")
    assert_one_sentence(enrolled("enrol", "Ben", HOPPER, "--consent", "v1"), "put there by something else")


def test_backup_and_restore_to_another_device(
    enrolled: Gate, home: Path, phrase: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    archive, keys = tmp_path / "usb" / "a", tmp_path / "safe" / "k"
    done = enrolled("backup", archive, "--keys", keys, "--passphrase-file", phrase)
    assert (done.code, "1 people are in" in done.out) == (0, True)
    assert_one_sentence(enrolled("backup", archive, "--passphrase-file", phrase), "exists already")
    assert_one_sentence(enrolled("restore", archive, "--keys", keys, "--passphrase-file", phrase), "--replace")
    for name in ("gallery.db", "keys/gallery.keys", "keys/gallery.key"):
        (home / name).unlink()
    (home / "gate.toml").write_text('[ui]\ngate = "Side door"\n')
    assert_one_sentence(enrolled("restore", archive, "--keys", keys, "--passphrase-file", phrase), "gate keys init")
    assert enrolled("keys", "init", "--file").code == 0
    wrong = tmp_path / "wrong"
    wrong.write_text("incorrect horse battery")
    assert_one_sentence(
        enrolled("restore", archive, "--keys", keys, "--passphrase-file", wrong), "passphrase is not that of"
    )
    assert "1 people are restored" in enrolled("restore", archive, "--keys", keys, "--passphrase-file", phrase).out
    (line,) = enrolled("identify", ASTRONAUT, "--json").lines
    assert line["faces"][0]["person"] == "Eileen"


def test_a_backups_keys_file_written_anew_forgets_the_removed(enrolled: Gate, phrase: Path, tmp_path: Path) -> None:
    archive, keys = tmp_path / "a", tmp_path / "a.keys"
    assert enrolled("enrol", "Grace", HOPPER, "--consent", "v1").code == 0
    assert enrolled("backup", archive, "--passphrase-file", phrase).code == 0
    assert enrolled("people", "remove", "Eileen", "--yes").code == 0
    assert enrolled("backup", archive, "--keys-only", "--passphrase-file", phrase).code == 0
    assert keys.exists()
    done = enrolled("restore", archive, "--replace", "--passphrase-file", phrase)
    assert "1 people are restored" in done.out
    assert [person["name"] for person in enrolled("people", "list", "--json").lines] == ["Grace"]


def test_export_is_all_there_is(enrolled: Gate, tmp_path: Path, home: Path) -> None:
    file = tmp_path / "eileen.json"
    assert enrolled("people", "export", "eileen", file).code == 0
    assert file.stat().st_mode & 0o777 == 0o600
    record = json.loads(file.read_text())
    assert (record["name"], record["consents"][0]["purpose"]) == ("Eileen", "access control")
    vector = np.frombuffer(base64.b64decode(record["templates"][0]["template"]), "<f4")
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-4)
    assert_one_sentence(enrolled("people", "export", "eileen", file), "exists")
    with sqlite3.connect(home / "gallery.db") as raw:
        columns = {
            row[1]
            for table in ("people", "consents", "templates")
            for row in raw.execute(f"PRAGMA table_info({table})")
        }
    raw.close()
    ours = {"id", "name_key", "leaving", "person", "blob", "dim", "revision"}
    held = {"created", "expires", "name", "text", "purpose", "operator", "given"}
    held |= {"model", "template_space", "quality", "source", "mask", "aside"}
    assert columns == ours | held, "a new column is exported too, or says nothing about the person"


def test_removal_ends_in_a_receipt(enrolled: Gate, home: Path) -> None:
    (receipt,) = enrolled("people", "remove", "Eileen", "--yes", "--json").lines
    assert receipt["templates"] == receipt["consents"] == 1
    assert {Path(file).name for file in receipt["searched"]} >= {"gallery.db", "gallery.keys"}
    assert re.match(r"20\d\d-", receipt["removed"])
    content = b"".join(file.read_bytes() for file in home.rglob("gallery*") if file.is_file())
    assert b"Eileen" not in content
    assert receipt["person"].encode() not in content


def test_purge(enrolled: Gate, home: Path) -> None:
    assert enrolled("enrol", "Grace", HOPPER, "--consent", "v1", "--expires", "2999-01-01").code == 0
    assert "Nobody's time is over" in enrolled("people", "purge", "--dry-run").out
    assert_one_sentence(enrolled("enrol", "Late", HOPPER, "--consent", "v1", "--expires", "2020-01-01"), "is over")
    assert "is removed on 2020-05-06" in enrolled("people", "expire", "Grace", "2020-05-06").out
    (line,) = enrolled("people", "purge", "--dry-run", "--json").lines
    assert line == {"name": "Grace", "why": "expired", "since": "2020-05-06"}
    assert len(enrolled("people", "list", "--json").lines) == 2, "a dry run changes nothing"
    assert "stays" in enrolled("people", "expire", "Grace", "never").out
    enrolled("people", "expire", "Grace", "2020-05-06")
    result = enrolled("people", "purge", "--yes", "--json")
    assert json.loads(result.out)["templates"] == 1
    assert [person["name"] for person in enrolled("people", "list", "--json").lines] == ["Eileen"]
    assert enrolled("people", "expire", "Eileen", "soon").code == 2
