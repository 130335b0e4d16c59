from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from calibration.cli import cli
from calibration.collect import MANIFEST, spread
from calibration.errors import CalibrationError
from calibration.face_path import Measurable
from tests.calibration.conftest import ColourDetector, write_face


@pytest.fixture(autouse=True)
def _by_colour(monkeypatch: pytest.MonkeyPatch, colours: Measurable) -> None:
    monkeypatch.setattr("calibration.commands.collect.open_recogniser", lambda *_, **__: colours)
    monkeypatch.setattr("calibration.commands.collect.open_detector", lambda **_: (ColourDetector(), "0"))
    monkeypatch.setattr("calibration.collect._SMALLEST", 8)


def write_people(folder: Path, directions: list[tuple[float, float, float]], each: int, seed: int = 0) -> Path:
    random = np.random.default_rng(seed)
    for person, direction in enumerate(directions):
        for number in range(each):
            write_face(
                folder / f"p{person}" / f"{number:03d}.png", np.add(direction, random.normal(scale=0.05, size=3))
            )
    return folder


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    return write_people(tmp_path / "bare", [(1, 0, 0), (0, 1, 0), (0, 0, 1), (-1, 0, 0), (0, -1, 0)], 8)


@pytest.fixture
def masked(tmp_path: Path) -> Path:
    return write_people(tmp_path / "masked", [(1, 1, 0), (0, 1, 1)], 10, seed=1)


def collect(model: Path, out: Path, *more: object) -> Result:
    arguments = ["collect", model, "--out", out, *more]
    return CliRunner().invoke(cli, [str(argument) for argument in arguments])


def test_a_set_of_both_kinds_with_a_manifest(model: Path, bare: Path, masked: Path, tmp_path: Path) -> None:
    out = tmp_path / "set"
    result = collect(model, out, "--data", bare, "--masked", masked, "--count", 16, "--json")
    assert result.exit_code == 0, result.exception
    assert [part["chosen"] for part in json.loads(result.stdout)["parts"]] == [8, 8]
    manifest = json.loads((out / MANIFEST).read_text())
    assert sum(face["masked"] for face in manifest["faces"]) == 8
    assert {face["file"] for face in manifest["faces"]} == {path.name for path in out.glob("*.png")}
    assert {face["source"].split("/")[0] for face in manifest["faces"] if not face["masked"]} == {
        f"p{person}" for person in range(5)
    }, "every person is there"
    assert out.stat().st_mode & 0o777 == 0o700


def test_the_same_seed_gives_the_same_set(model: Path, bare: Path, tmp_path: Path) -> None:
    sets = []
    for name, seed in (("a", 0), ("b", 0), ("c", 5)):
        assert collect(model, tmp_path / name, "--data", bare, "--count", 10, "--seed", seed).exit_code == 0
        manifest = json.loads((tmp_path / name / MANIFEST).read_text())
        sets.append([face["source"] for face in manifest["faces"]])
    assert sets[0] == sets[1]
    assert len(set(sets[0])) == 10
    assert sets[0] != sets[2]


def test_rare_looks_are_not_crowded_out() -> None:
    random = np.random.default_rng(0)
    crowd = random.normal((1, 0, 0), 0.01, size=(200, 3))
    rare = random.normal((0, 0, 1), 0.01, size=(3, 3))
    chosen = spread(np.vstack([crowd, rare]).astype(np.float32), 8, seed=0)
    assert len(set(chosen)) == 8
    assert any(place >= 200 for place in chosen)
    assert spread(crowd[:4].astype(np.float32), 9, seed=0) == [0, 1, 2, 3]


def test_pictures_of_the_gate_need_consent(model: Path, bare: Path, tmp_path: Path) -> None:
    for consent in ((), ("--consent", "  ")):
        result = collect(model, tmp_path / "out", "--from-gate", bare, *consent)
        assert result.exit_code == 2
        assert "needs --consent" in result.output
    assert collect(model, tmp_path / "out", "--from-gate", bare, "--consent", "privacy v3", "--count", 8).exit_code == 0
    assert json.loads((tmp_path / "out" / MANIFEST).read_text())["consent"] == "privacy v3"
    assert collect(model, tmp_path / "other").exit_code == 2


def test_folders_that_are_none_of_faces(model: Path, bare: Path, tmp_path: Path) -> None:
    empty, text = tmp_path / "empty", tmp_path / "text"
    empty.mkdir()
    text.mkdir()
    for number in range(5):
        (text / f"{number}.txt").write_text("nobody")
    for folder, message in ((tmp_path / "none", "no folder"), (empty, "is empty"), (text, "5 of 5 files show none")):
        result = collect(model, tmp_path / "out", "--data", folder)
        assert isinstance(result.exception, CalibrationError)
        assert message in str(result.exception)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "x").write_text("mine")
    result = collect(model, tmp_path / "full", "--data", bare)
    assert "holds something already" in str(result.exception)


def test_a_full_disk_leaves_nothing(model: Path, bare: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_path: Path, _data: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    result = collect(model, tmp_path / "new" / "out", "--data", bare, "--count", 8)
    assert "No space left" in str(result.exception)
    assert os.listdir(tmp_path / "new") == []  # noqa: PTH208
