"""`gate pad`: generated attempts, and recorded presentations of one's own door."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from pathlib import Path

import cv2
import numpy as np
import pytest
from click.testing import CliRunner

from gate.capture.errors import CaptureError
from gate.commands.pad import command
from gate.pad.protocol import SPECIES, Presentation, Recorder, frames, presentations
from gate.pad.rates import Outcome, Rate, rates
from tests.gate.commands.conftest import ASTRONAUT, Gate, assert_one_sentence

NOW = datetime(2026, 11, 25, tzinfo=timezone.utc)


def shown(folder: Path, species: str, seconds: float = 0.8) -> Path:
    """A presentation in which a picture of the astronaut is held still."""
    path = folder / f"{species}-1"
    recorder = Recorder(path)
    image = cv2.resize(cv2.imread(str(ASTRONAUT)), (400, 400))
    random = np.random.default_rng(1)
    for number in range(round(seconds * 5)):
        recorder.frame(cv2.add(image, random.integers(0, 6, image.shape, np.uint8)), number / 5)
    recorder.close(Presentation(species, "Eileen", NOW, 2, (0, 0)))
    return path


def test_generated_attempts_are_counted_and_kept(gate: Gate, tmp_path: Path) -> None:
    kept = tmp_path / "kept.jsonl"
    words = ("--attempts", "2", "--species", "loop", "--species", "flat print", "--jobs", "1", "--kept", kept)
    result = gate("pad", "generated", *words)
    assert result.code == 0, result.err
    assert "no presentation attack detection test" in result.out
    assert "| loop | 0 of 2 | 77.6% |" in result.out
    assert len(gate("pad", "generated", *words, "--json").lines) == 4


def test_nothing_is_left_behind_unless_it_is_asked_for(
    gate: Gate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    before = set(tmp_path.iterdir())
    assert gate("pad", "generated", "--attempts", "1", "--species", "loop", "--jobs", "1").code == 0
    assert set(tmp_path.iterdir()) == before
    assert gate("pad", "generated", "--measure").code == 2


def test_limits_need_measured_people(tmp_path: Path) -> None:
    kept = tmp_path / "kept.jsonl"
    kept.write_text("")
    result = CliRunner().invoke(command, ["limits", str(kept)])
    assert result.exit_code == 1
    assert "no measured genuine attempts" in result.output


def test_a_species_that_is_none(gate: Gate) -> None:
    result = gate("pad", "generated", "--species", "hologram")
    assert result.code == 2
    assert "hologram" in result.err


def test_recorded_presentations_are_judged_again(enrolled: Gate, tmp_path: Path) -> None:
    shown(tmp_path / "tests", "phone")
    shown(tmp_path / "tests", "genuine")
    result = enrolled("pad", "test", tmp_path / "tests", "--json")
    assert result.code == 0, result.err
    (said,) = result.lines
    assert said["apcer"]["phone"]["count"] == 0
    assert said["apcer"]["phone"]["upper"] == pytest.approx(0.95)
    assert (said["apcer_max"], said["bpcer"]["count"]) == ("phone", 1)


def test_a_folder_without_presentations(gate: Gate, enrolled: Gate, tmp_path: Path) -> None:
    assert_one_sentence(enrolled("pad", "test", tmp_path), "gate pad record")


def test_nothing_is_tested_while_liveness_is_off(enrolled: Gate, home: Path, tmp_path: Path) -> None:
    (home / "gate.toml").write_text("[liveness]\nmode = 'off'\n")
    assert_one_sentence(enrolled("pad", "test", tmp_path), "liveness.mode is off")


def test_a_recording_from_a_source_can_be_tested(enrolled: Gate, tmp_path: Path) -> None:
    pictures = tmp_path / "pictures"
    pictures.mkdir()
    for number in range(4):
        (pictures / f"{number}.jpg").write_bytes(ASTRONAUT.read_bytes())
    words = ("--species", "flat-print", "--person", "Eileen", "--times", "1", "--source", pictures, "--json")
    (found,) = enrolled("pad", "record", tmp_path / "tests", *words).lines
    assert (found["species"], found["granted"]) == ("flat-print", False)
    ((path, presentation),) = presentations(tmp_path / "tests")
    assert presentation.person == "Eileen"
    assert next(frames(path))[0] == 0


def test_a_damaged_presentation_is_one_sentence(tmp_path: Path) -> None:
    path = shown(tmp_path, "tablet")
    said = json.loads((path / "presentation.json").read_text())
    for broken in ("{", json.dumps({**said, "species": "hologram"}), json.dumps({**said, "numbers": "x"})):
        (path / "presentation.json").write_text(broken)
        with pytest.raises(CaptureError, match=r"presentation\.json"):
            list(presentations(tmp_path))
    next((path / "frames").iterdir()).write_bytes(b"no picture")
    with pytest.raises(CaptureError, match="can't be read as a frame"):
        list(frames(path))


def test_rates_are_by_species_with_the_worst_named() -> None:
    outcomes = [Outcome("phone", live=n < 3, granted=n < 1) for n in range(60)]
    outcomes += [Outcome("laptop", live=False, granted=False)] * 10 + [
        Outcome(None, live=n > 1, granted=True) for n in range(40)
    ]
    found = rates(outcomes)
    assert (found.apcer["phone"], found.iapar["phone"], found.bpcer) == (Rate(3, 60), Rate(1, 60), Rate(2, 40))
    assert found.worst == "laptop", "few attempts prove little"
    assert Rate(0, 100).upper == pytest.approx(1 - 0.05 ** (1 / 100))
    assert Rate(0, 0).upper == 1.0


def test_the_protocol_names_what_is_asked_for() -> None:
    assert set(SPECIES) == {"flat-print", "curved-print", "cut-out-eyes", "phone", "tablet", "laptop", "paper-mask"}
