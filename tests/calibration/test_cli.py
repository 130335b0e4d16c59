from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest
from click.testing import CliRunner

from calibration.cli import cli, main
from calibration.face_path import Measurable
from calibration.protocols.lfw import half_of
from engines.card import card_path, read_card
from tests.calibration.conftest import ColourDetector, cover


@pytest.fixture(autouse=True)
def _models_of_colour(monkeypatch: pytest.MonkeyPatch, by_colour: ColourDetector, colours: Measurable) -> None:
    monkeypatch.setattr("calibration.commands.embedding.open_recogniser", lambda *_, **__: colours)
    monkeypatch.setattr("calibration.commands.thresholds.find_pack", lambda *_: TemplatePackOfColour)


class TemplatePackOfColour:
    name = "pack of colours"
    draw = staticmethod(cover)


def _json(*arguments: object) -> dict:
    result = CliRunner().invoke(cli, [*map(str, arguments), "--json"], catch_exceptions=False)
    assert result.exit_code == 0
    return json.loads(result.stdout)


def test_thresholds_are_measured_and_written(model: Path, lfw_folder: Path) -> None:
    printed = _json("thresholds", model, "--data", lfw_folder, "--write")
    card = read_card(card_path(model))
    assert [point.cell for point in card.operating_points[::5]] == [
        "unmasked-unmasked",
        "masked-unmasked",
        "masked-masked",
    ]
    measured = card.operating_points[:5]
    assert [point.model_dump(mode="json") for point in measured] == printed["unmasked-unmasked"]["counted"]
    people = sum(half_of(f"P{number:02d}") == "calibrate" for number in range(58))
    images = 4 * people
    assert {point.subjects for point in measured} == {people}
    assert {point.genuines for point in measured} == {6 * people}
    assert {point.impostors for point in measured} == {images * (images - 1) // 2 - 6 * people}
    assert (measured[0].status, measured[-1].status) == ("measured", "insufficient")
    masked = card.operating_points[5:10]
    assert masked[0].threshold not in (None, measured[0].threshold)
    assert {point.impostors for point in masked} == {point.impostors for point in measured}
    assert "synthetic masks only (masks pack of colours, seed 1, drawn on the photograph)" in masked[0].data
    assert "synthetic" not in measured[0].data
    assert card.metrics["unmasked-unmasked"]["failures_to_acquire"] == 0


def test_listed_label_errors_are_shown_apart(model: Path, lfw_folder: Path) -> None:
    printed = _json("thresholds", model, "--data", lfw_folder)["unmasked-unmasked"]
    both = sum(half_of(f"P{number:02d}") == half_of(f"P{number + 1:02d}") == "calibrate" for number in (0, 2, 4, 6))
    assert both > 0
    assert printed["counted"][0]["impostors"] - printed["left_out"][0]["impostors"] == 16 * both
    assert f"without {both} listed label errors" in printed["left_out"][0]["data"]
    assert read_card(card_path(model)).operating_points == ()


def test_open_set_at_the_points_of_the_card(model: Path, lfw_folder: Path) -> None:
    _json("thresholds", model, "--data", lfw_folder, "--write")
    printed = _json("open-set", model, "--data", lfw_folder)
    people = sum(half_of(f"P{number:02d}") == "report" for number in range(58))
    assert printed["counts"]["enrolled"] + printed["counts"]["strangers"] == people
    (point, *_), card = printed["results"], read_card(card_path(model))
    assert point["threshold"] == card.operating_points[0].threshold
    assert point["fnir"]["probes"] == 3 * printed["counts"]["enrolled"]
    assert point["fpir"]["probes"] == 4 * printed["counts"]["strangers"]


@pytest.mark.parametrize("word", ["thresholds", "open-set"])
def test_what_a_person_sees(model: Path, lfw_folder: Path, word: str, tmp_path: Path) -> None:
    _json("thresholds", model, "--data", lfw_folder, "--write")
    runner = CliRunner()
    arguments = [word, str(model), "--data", str(lfw_folder), "--cache", str(tmp_path / "cache")]
    first, again = (runner.invoke(cli, arguments, catch_exceptions=False) for _ in range(2))
    assert first.exit_code == again.exit_code == 0
    assert first.stdout == again.stdout
    assert "colours" in first.stdout or word == "thresholds"
    assert "failures to acquire: 0" in first.stdout
    assert "…" not in first.stdout.replace(" … ", ""), "a figure is cut off"
    assert list((tmp_path / "cache").rglob("*.npy"))


def test_a_lost_picture_is_named(model: Path, lfw_folder: Path, by_colour: ColourDetector) -> None:
    detect, seen = by_colour.detect, []

    def detect_all_but_the_first(image: np.ndarray) -> list:
        seen.append(image)
        return detect(image) if len(seen) > 1 else []

    by_colour.detect = detect_all_but_the_first
    arguments = ["thresholds", str(model), "--data", str(lfw_folder), "--cell", "unmasked-unmasked"]
    result = CliRunner().invoke(cli, arguments, catch_exceptions=False)
    first = next(f"P{number:02d}" for number in range(58) if half_of(f"P{number:02d}") == "calibrate")
    assert f"failures to acquire: 1\n  images/{first}/{first}_0001.jpg: no face found" in result.stdout


def test_strangers_in_masks_raise_a_threshold_that_they_exceed(model: Path, lfw_folder: Path, tmp_path: Path) -> None:
    plain = _json("thresholds", model, "--data", lfw_folder)["masked-unmasked"]["counted"][0]
    people = [name for name in sorted(f"P{n:02d}" for n in range(58)) if half_of(name) == "calibrate"]
    for number, name in enumerate(people):  # people who look like those enrolled
        picture = cv2.imread(str(lfw_folder / "images" / name / f"{name}_0001.jpg"))
        cv2.imwrite(str(tmp_path / f"{number}.png"), picture)
    raised = _json("thresholds", model, "--data", lfw_folder, "--strangers", tmp_path)["masked-unmasked"]["counted"][0]
    assert raised["threshold"] > plain["threshold"]
    assert raised["fnmr"] >= plain["fnmr"]
    assert "so the threshold was raised" in raised["data"]
    assert "unmasked-unmasked" not in raised["data"]


def test_without_points_there_is_no_open_set(model: Path, lfw_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["open-set", str(model), "--data", str(lfw_folder)])
    assert stopped.value.code == 1
    assert capsys.readouterr().err == (
        "calibration: the card of colours holds no operating point in the cell unmasked-unmasked: make them with "
        "`calibration thresholds --write`\n"
    )


def test_errors_are_one_sentence_and_the_traceback_is_for_those_who_ask(
    model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["thresholds", str(model), "--data", str(tmp_path)])
    assert stopped.value.code == 1
    message = capsys.readouterr().err
    assert message.startswith("calibration: ")
    assert message.count("\n") == 1
    with pytest.raises(SystemExit):
        main(["--debug", "thresholds", str(model), "--data", str(tmp_path)])
    assert "Traceback" in capsys.readouterr().err


def test_a_bug_is_one_sentence_too(
    model: Path, lfw_folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("calibration.commands.embedding.open_recogniser", lambda *_, **__: 1 / 0)
    with pytest.raises(SystemExit) as stopped:
        main(["thresholds", str(model), "--data", str(lfw_folder)])
    assert stopped.value.code == 1
    assert capsys.readouterr().err == (
        "calibration: internal error (ZeroDivisionError: division by zero); see it with --debug\n"
    )


def test_wrong_usage_and_unknown_models(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["thresholds"])
    assert stopped.value.code == 2
    with pytest.raises(SystemExit) as stopped:
        main(["thresholds", str(tmp_path / "none.onnx"), "--data", str(tmp_path)])
    assert stopped.value.code == 1
    assert "there is no model" in capsys.readouterr().err
