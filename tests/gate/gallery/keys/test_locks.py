from __future__ import annotations

import hashlib
import os
import resource
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from gate.gallery.keys.key_file import FileLock
from gate.gallery.keys.lock import KeyRefusedError, Lock
from gate.gallery.keys.passphrase import PassphraseLock
from gate.gallery.keys.tpm import FakeTpm, Tpm2Tools, TpmLock


@pytest.mark.parametrize("kind", ["passphrase", "file", "tpm"])
def test_a_lock_finds_its_key_again_and_makes_no_two_alike(tmp_path: Path, kind: str) -> None:
    locks: dict[str, Lock] = {
        "passphrase": PassphraseLock("correct horse battery"),
        "file": FileLock(tmp_path / "keys" / "key"),
        "tpm": TpmLock(FakeTpm()),
    }
    lock = locks[kind]
    assert lock.kind == kind
    parameters, key = lock.make()
    assert len(key) == 32
    assert lock.find(parameters) == key
    assert key.hex() not in str(parameters)
    if kind != "file":  # the file is the key, and is never written over
        assert lock.make()[1] != key


def test_another_passphrase_is_another_key_however_the_accents_are_typed() -> None:
    parameters, key = PassphraseLock("Schlüssel für die Tür").make()
    assert PassphraseLock("Schlu\u0308ssel fu\u0308r die Tu\u0308r").find(parameters) == key
    assert PassphraseLock("Schlussel fur die Tur!").find(parameters) != key


def test_a_short_passphrase_is_refused() -> None:
    for short in ("", "eleven chars"[:11], "日本語"):
        with pytest.raises(KeyRefusedError, match="at least 12"):
            PassphraseLock(short).make()


@pytest.mark.parametrize(
    "change",
    [{"salt": "zz"}, {"memory_kib": "1"}, {"memory_kib": "99999999999"}, {"iterations": "x"}, {"lanes": "0"}],
)
def test_damaged_parameters_are_one_sentence(change: dict[str, str]) -> None:
    parameters, _ = PassphraseLock("correct horse battery").make()
    with pytest.raises(KeyRefusedError, match="damaged"):
        PassphraseLock("correct horse battery").find({**parameters, **change})


def test_the_key_file_is_its_owners_alone_and_whole_or_refused(tmp_path: Path) -> None:
    lock = FileLock(tmp_path / "keys" / "key")
    with pytest.raises(KeyRefusedError, match="can't be read"):
        lock.find({})
    _, key = lock.make()
    assert lock.path.stat().st_mode & 0o777 == 0o600
    assert lock.path.parent.stat().st_mode & 0o777 == 0o700
    assert lock.make()[1] == key, "a key that is there is kept"
    for damaged in ("", "zz" * 32, key.hex()[:-2], "ключ"):
        lock.path.write_text(damaged)
        with pytest.raises(KeyRefusedError, match=r"damaged|can't be read"):
            lock.find({})


def test_no_room_for_the_key_file(tmp_path: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, hard))
    try:
        with pytest.raises(KeyRefusedError, match="can't be written"):
            FileLock(tmp_path / "key").make()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert list(tmp_path.iterdir()) == []


def test_a_tpm_of_another_machine_or_boot_refuses() -> None:
    chip = FakeTpm()
    parameters, key = TpmLock(chip, pcrs="sha256:7").make()
    assert TpmLock(chip).find(parameters) == key, "what it was bound to is kept with it"
    with pytest.raises(KeyRefusedError, match="another machine"):
        TpmLock(FakeTpm()).find(parameters)
    chip.state = "booted from a stick"
    with pytest.raises(KeyRefusedError, match="state of its boot"):
        TpmLock(chip).find(parameters)
    with pytest.raises(KeyRefusedError, match="damaged"):
        TpmLock(chip).find({"public": "zz"})


def test_no_tpm2_tools(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(KeyRefusedError, match="apt install tpm2-tools"):
        TpmLock(Tpm2Tools()).make()


def _port() -> int:
    """A free port whose successor is free too: swtpm's server and control."""
    while True:
        with socket.socket() as one, socket.socket() as two:
            one.bind(("127.0.0.1", 0))
            port = one.getsockname()[1]
            try:
                two.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return int(port)


class _Chip:
    """A software TPM (libtpms) that tpm2-tools talk to as to a real one."""

    def __init__(self, folder: Path, swtpm: str, monkeypatch: pytest.MonkeyPatch) -> None:
        folder.mkdir()
        port = _port()
        self._process = subprocess.Popen(
            [
                *(swtpm, "socket", "--tpm2", "--tpmstate", f"dir={folder}", "--flags", "not-need-init,startup-clear"),
                *("--server", f"type=tcp,port={port}", "--ctrl", f"type=tcp,port={port + 1}"),
            ],
            stderr=subprocess.DEVNULL,
        )
        monkeypatch.setenv("TPM2TOOLS_TCTI", f"swtpm:host=127.0.0.1,port={port}")
        deadline = time.monotonic() + 20
        while subprocess.run(["tpm2_pcrread", "sha256:7"], capture_output=True, check=False).returncode:
            assert time.monotonic() < deadline
            time.sleep(0.05)

    def close(self) -> None:
        self._process.terminate()
        self._process.wait(10)


Chips = Callable[[str], _Chip]


@pytest.fixture
def chip(tmp_path: Path, program: Callable[[str], str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Chips]:
    program("tpm2_unseal")
    swtpm, chips = program("swtpm"), []

    def start(name: str) -> _Chip:
        chips.append(_Chip(tmp_path / name, swtpm, monkeypatch))
        return chips[-1]

    yield start
    for each in chips:
        each.close()


@pytest.mark.slow
def test_a_real_protocol_with_a_software_tpm(chip: Chips, tmp_path: Path) -> None:
    chip("one")
    free, key = TpmLock(Tpm2Tools()).make()
    bound, bound_key = TpmLock(Tpm2Tools(), pcrs="sha256:7").make()
    lock = TpmLock(Tpm2Tools())
    assert (lock.find(free), lock.find(bound)) == (key, bound_key)
    extend = f"7:sha256={hashlib.sha256(b'another boot loader').hexdigest()}"
    subprocess.run(["tpm2_pcrextend", extend], check=True)
    assert lock.find(free) == key
    with pytest.raises(KeyRefusedError, match="state of its boot"):
        lock.find(bound)
    chip("two")
    with pytest.raises(KeyRefusedError, match="another machine"):
        lock.find(free)
    assert not any(key in file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())


def test_no_tpm_at_all(program: Callable[[str], str], monkeypatch: pytest.MonkeyPatch) -> None:
    program("tpm2_createprimary")
    monkeypatch.setenv("TPM2TOOLS_TCTI", f"device:/nowhere/tpm{os.getpid()}")
    with pytest.raises(KeyRefusedError, match=r"no TPM 2\.0 answers"):
        TpmLock(Tpm2Tools()).make()
