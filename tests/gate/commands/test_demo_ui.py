"""`gate demo --ui`: what it refuses. Where it goes is tests/tour."""

from __future__ import annotations

from pathlib import Path

import pytest

from gate.demo_gate import make_home
from gate.home import Home
from gate.settings import SettingsError, read_settings
from tests.gate.commands.conftest import Gate, assert_one_sentence


def test_a_gates_folder_is_refused_and_stays_as_it_was(gate: Gate, home: Path) -> None:
    (home / "gate.toml").write_text('[camera]\nsource = "usb:0"\n')
    before = sorted(home.rglob("*"))
    assert_one_sentence(gate("demo", "--ui"), "a gate's folder", "another one")
    (home / "gate.toml").unlink()
    (home / "access.db").touch()
    assert_one_sentence(gate("demo", "--ui"), "a gate's folder")
    assert len(sorted(home.rglob("*"))) == len(before)


@pytest.mark.parametrize(
    "words",
    [
        ("demo", "--ui", "--headless"),
        ("demo", "--ui", "--attack", "print"),
        ("demo", "--clock", "2026-03-07T10:00"),
        ("demo", "--ui", "--clock", "Saturday"),
        ("run", "--clock", "2026-03-07T10:00"),
    ],
)
def test_only_the_demo_in_windows_has_a_clock(gate: Gate, words: tuple[str, ...]) -> None:
    result = gate(*words)
    assert result.code == 2
    assert "Traceback" not in result.err


def test_a_demos_folder_is_made_once_and_kept(tmp_path: Path) -> None:
    home = Home(tmp_path / "deep" / "demo", tmp_path / "models")
    make_home(home)
    settings = read_settings(home.settings)
    assert (settings.camera.source, settings.liveness.mode, settings.policy.clock) == ("demo", "challenge", "trust")
    keys = home.keyring.read_bytes()
    make_home(home)
    assert home.keyring.read_bytes() == keys


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SettingsError, match="can't be written: Not a directory"):
        make_home(Home(tmp_path / "file" / "demo", tmp_path / "models"))
