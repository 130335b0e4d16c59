"""`trainer eval` as it is typed, in the world of colours."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from calibration.face_path import Measurable
from tests.calibration.conftest import (  # noqa: F401 - fixtures
    ColourDetector,
    by_colour,
    colours,
    cover,
    lfw_folder,
    model,
)
from trainer.cli import main
from trainer.commands.eval import command


class Pack:
    name = "pack of colours 0f3c"
    draw = staticmethod(cover)


@pytest.fixture(autouse=True)
def _models(monkeypatch: pytest.MonkeyPatch, by_colour: ColourDetector, colours: Measurable) -> None:  # noqa: F811
    monkeypatch.setattr("trainer.commands.eval.open_recogniser", lambda *_, **__: colours)
    monkeypatch.setattr("trainer.commands.eval.find_pack", lambda *_: Pack)


def _run(*arguments: object) -> str:
    result = CliRunner().invoke(command, [*map(str, arguments), "--replicates", "20"], catch_exceptions=False)
    assert result.exit_code == 0
    return result.stdout


def test_tables_and_page(model: Path, lfw_folder: Path, tmp_path: Path) -> None:  # noqa: F811
    out = tmp_path / "out"
    told = _run("--model", model, "--protocol", "lfw", "--data", lfw_folder, "--masks", "all", "--report", out)
    assert "failures to acquire: 0" in told
    page = (out / "report.html").read_text(encoding="utf-8")
    assert "masks pack of colours 0f3c, seed 1, drawn on the photograph" in page
    assert (out / "report.md").stat().st_size > 1000
    results = json.loads((out / "report.json").read_text(encoding="utf-8"))["results"]
    assert {row["masks"] for row in results} == {"none", "masked-unmasked", "masked-masked"}


def test_json_has_the_named_shape(model: Path, lfw_folder: Path) -> None:  # noqa: F811
    told = json.loads(_run("--model", model, "--protocol", "lfw", "--data", lfw_folder, "--flip", "--json"))
    row = told["results"][0]
    assert row["model"] == "colours (flip averaged)"
    assert row["masks"] == "none"
    assert {"accuracy", "eer", "fmr100", "fmr1000", "fmr10000", "fdr", "auc", "tpr_at_far"} <= set(row["metrics"])
    assert set(row["metrics"]["tpr_at_far"]) == {"0.002"}
    assert {"genuine", "impostor", "failure_to_acquire"} <= set(row["counts"])
    assert told["lost"] == {}


def test_models_of_one_name_are_refused(model: Path, lfw_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:  # noqa: F811
    with pytest.raises(SystemExit) as stopped:
        main(["eval", "--model", str(model), "--model", str(model), "--protocol", "lfw", "--data", str(lfw_folder)])
    assert stopped.value.code == 1
    assert "two of the models have one name" in capsys.readouterr().err


def test_measuring_a_file_needs_no_torch() -> None:
    import subprocess

    code = "import sys, trainer.commands.eval; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
