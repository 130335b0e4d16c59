from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

import calibration.commands.bench as bench
import gate
from calibration.benchmark import area, reduction
from calibration.cli import cli

PORTRAITS = Path(gate.__file__).parent / "assets" / "demo"


def test_the_area_is_that_of_scikit_learn_and_no_slower() -> None:
    beside, difference = area(200_000, rounds=3)
    assert difference < 1e-9
    assert beside.ratio > 1


def test_all_two_images_are_compared() -> None:
    found = reduction(400, 16)
    assert found.comparisons == 400 * 399 // 2
    assert 0 < found.peak < 100 << 20


def test_the_command_measures_on_photographs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench, "COMPARISONS", 300)
    arguments = ["bench", "sface", "--data", str(PORTRAITS), "--rounds", "1", "--scores", "1000"]
    told = json.loads(CliRunner().invoke(cli, [*arguments, "--json"], catch_exceptions=False).stdout)
    works = [row["work"] for row in told["beside"]]
    assert works[:2] == ["2 photographs to templates", "2 cached crops to templates"]
    assert all(row["ratio"] > 0.2 for row in told["beside"][:2])
    assert "comparisons to a threshold" in CliRunner().invoke(cli, arguments, catch_exceptions=False).stdout


def test_a_folder_without_photographs(tmp_path: Path) -> None:
    result = CliRunner().invoke(cli, ["bench", "sface", "--data", str(tmp_path)])
    assert "holds no photographs" in str(result.exception)
