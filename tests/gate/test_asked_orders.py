"""What was asked outlives a restart; a file that is missing, damaged or can't be written stops no gate."""

from __future__ import annotations

import errno
import logging
import os
from pathlib import Path

import pytest

from gate.asked_orders import open_asked
from gate.clock import ManualClock
from gate.home import Home
from gate.liveness import open_liveness
from gate.settings import LivenessSettings
from gate.vision.liveness.asked_before import nothing
from gate.vision.liveness.orders import LoadedDice, SecretDice, orders


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "home" / "challenges.bin"


@pytest.mark.parametrize("steps", [2, 3, 4, 5])
def test_a_restart_forgets_nothing(file: Path, steps: int) -> None:
    asked = open_asked(file, steps)
    for person in ("anna", "ben", None, "anna"):
        asked.remember(asked.draw(SecretDice(), person), person)
    again = open_asked(file, steps)
    assert [again.lately(person) for person in ("anna", "ben", None)] == [
        asked.lately(person) for person in ("anna", "ben", None)
    ]
    assert len(again.lately("anna")) == 2
    assert file.stat().st_size == nothing(steps).nbytes
    assert file.stat().st_mode & 0o077 == 0, "nobody else's business"


DAMAGE = {
    "empty": b"",
    "cut short": b"\0" * 100,
    "of other challenges": nothing(3).tobytes(),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_file_is_begun_anew(file: Path, damage: str, caplog: pytest.LogCaptureFixture) -> None:
    file.parent.mkdir()
    file.write_bytes(DAMAGE[damage])
    asked = open_asked(file, 2)
    assert asked.lately("anna") == frozenset()
    assert "is damaged or of other challenges" in caplog.text
    asked.remember(orders(2)[7], "anna")
    assert open_asked(file, 2).lately("anna") == {orders(2)[7]}
    assert file.stat().st_size == nothing(2).nbytes


def test_noise_of_the_right_length_leaves_enough_to_ask(file: Path) -> None:
    file.parent.mkdir()
    file.write_bytes(os.urandom(nothing(2).nbytes))
    assert open_asked(file, 2).draw(SecretDice(), "anna") in orders(2)


def test_a_missing_file_is_nothing_to_speak_of(file: Path, caplog: pytest.LogCaptureFixture) -> None:
    open_asked(file, 4)
    assert not caplog.text
    assert not file.exists()


def test_a_folder_in_its_place_is_said_and_stops_nobody(file: Path, caplog: pytest.LogCaptureFixture) -> None:
    file.mkdir(parents=True)
    asked = open_asked(file, 2)
    assert "can't be read" in caplog.text
    asked.remember(orders(2)[7], "anna")
    assert "can't be written" in caplog.text
    assert asked.lately("anna") == {orders(2)[7]}


def test_a_full_disk_is_said_once_and_made_good_later(
    file: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = open_asked(file, 2)
    asked.remember(orders(2)[1], "anna")

    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch, caplog.at_level(logging.WARNING):
        patch.setattr(os, "open", full)
        asked.remember(orders(2)[2], "anna")
        asked.remember(orders(2)[3], "ben")
    assert caplog.text.count("No space left on device") == 1
    assert orders(2)[2] in asked.lately("anna"), "as long as the gate runs"
    assert open_asked(file, 2).lately("anna") == {orders(2)[1]}
    asked.remember(orders(2)[4], "carla")
    again = open_asked(file, 2)
    assert again.lately("anna") == {orders(2)[1], orders(2)[2]}
    assert again.lately("ben") == {orders(2)[3]}


def test_a_gate_remembers_and_one_with_given_dice_does_not(file: Path) -> None:
    home, settings = Home(file.parent, file.parent / "models"), LivenessSettings(steps=2)
    open_asked(home.asked, 2).remember(orders(2)[0], "anna")
    lately = [
        layer.guard._asked_before.lately("anna")
        for layer in (
            open_liveness(settings, home, ManualClock()),
            open_liveness(settings, home, ManualClock(), dice=LoadedDice((0,))),
        )
    ]
    assert lately == [{orders(2)[0]}, frozenset()]
