from __future__ import annotations

import json
import math
from pathlib import Path

import cv2
import numpy as np
import pytest
from click.testing import CliRunner

from calibration.cli import cli, main
from calibration.comparisons import ImageSet
from calibration.errors import CalibrationError
from calibration.face_path import Measurable
from calibration.fusion import RULES, several_looks, several_templates
from tests.calibration.conftest import ColourDetector

FMRS = (1e-2, 1e-3)


def _faces(people: int, each: int, *, spread: float, seed: int = 0) -> ImageSet:
    rng = np.random.default_rng(seed)
    centres = np.repeat(rng.normal(size=(people, 32)), each, axis=0)
    vectors = centres + spread * rng.normal(size=centres.shape)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return ImageSet(vectors.astype(np.float32), np.repeat(np.arange(people), each))


def test_the_rules_number_by_number() -> None:
    templates = _faces(1, 4, spread=0.7).vectors
    probe = _faces(1, 1, spread=0.7, seed=1).vectors[0]
    cosines = [math.fsum(float(a) * float(b) for a, b in zip(t, probe, strict=True)) for t in templates]
    norm = math.hypot(*(math.fsum(map(float, column)) / 4 for column in templates.T))
    expected = {
        "best template": max(cosines),
        "mean of the two best": sum(sorted(cosines)[2:]) / 2,
        "mean of all": sum(cosines) / 4,
        "mean / norm^0.6": sum(cosines) / 4 / norm**0.6,
        "mean / norm^0.7": sum(cosines) / 4 / norm**0.7,
        "mean / norm^0.8": sum(cosines) / 4 / norm**0.8,
        "mean direction": sum(cosines) / 4 / norm,
    }
    given = (np.array([[cosines]], np.float32), np.array([norm], np.float32))
    assert {name: float(rule(*given)[0, 0]) for name, rule in RULES.items()} == pytest.approx(expected, abs=1e-6)


def test_with_one_template_all_rules_are_the_cosine_and_keep_the_rate() -> None:
    outcomes = several_templates(_faces(60, 6, spread=1.0), 1, FMRS)
    for fmr in FMRS:
        at = [outcome for outcome in outcomes if outcome.fmr == fmr]
        assert len({(round(o.real_fmr, 5), round(o.fnmr, 3)) for o in at}) == 1
        assert at[0].real_fmr == pytest.approx(fmr, rel=0.3)
        assert at[0].fnmr == pytest.approx(at[0].fnmr_at_fmr, abs=0.05)
    assert outcomes[0].genuines == 6 * 60 * 5
    assert outcomes[0].impostors == 6 * 60 * 5 * 59


def test_the_best_of_several_templates_lets_more_strangers_match_and_their_mean_fewer() -> None:
    outcomes = {o.rule: o for o in several_templates(_faces(60, 8, spread=1.0), 5, [1e-2])}
    assert outcomes["best template"].real_fmr > 2 * 1e-2
    assert outcomes["mean of all"].real_fmr < 0.5 * 1e-2
    rates = [outcomes[rule].real_fmr for rule in ("mean of all", "mean / norm^0.7", "mean direction")]
    assert rates == sorted(rates)


def test_an_attempt_of_several_looks_errs_less_than_one_look() -> None:
    first, attempt = several_looks(_faces(60, 10, spread=1.2), (3, 8), [1e-2])
    assert first.real_fmr == pytest.approx(1e-2, rel=0.3)
    assert attempt.real_fmr < first.real_fmr
    assert attempt.fnmr < first.fnmr
    assert attempt.genuines == 40 * 60


def test_people_with_too_few_images_make_no_measurement() -> None:
    with pytest.raises(CalibrationError, match="7 images each"):
        several_templates(_faces(5, 6, spread=0.5), 5, FMRS)
    with pytest.raises(CalibrationError, match="9 images each"):
        several_looks(_faces(5, 8, spread=0.5), (3, 8), FMRS)


@pytest.fixture
def folders(tmp_path: Path) -> Path:
    """Six people of ten pictures each, who are colours."""
    rng = np.random.default_rng(0)
    for person in range(6):
        colour = rng.integers(0, 255, 3)
        (tmp_path / "people" / f"P{person}").mkdir(parents=True)
        for image in range(10):
            picture = np.clip(rng.normal(colour, 30, (32, 32, 3)), 16, 255).astype(np.uint8)
            cv2.imwrite(str(tmp_path / "people" / f"P{person}" / f"{image}.png"), picture)
    return tmp_path / "people"


def test_the_command_measures_two_halves(
    model: Path, folders: Path, by_colour: ColourDetector, colours: Measurable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("calibration.commands.embedding.open_recogniser", lambda *_, **__: colours)
    arguments = ["fusion", str(model), "--images", str(folders)]
    printed = json.loads(CliRunner().invoke(cli, [*arguments, "--json"], catch_exceptions=False).stdout)
    assert list(printed) == [
        f"{half} half, 3 people, {what}"
        for half in ("first", "second")
        for what in ("2 templates", "3 templates", "5 templates", "8 templates", "attempts of 3 to 8 looks")
    ]
    assert printed["first half, 3 people, 8 templates"][0]["genuines"] == 6 * 3 * 2
    shown = CliRunner().invoke(cli, arguments, catch_exceptions=False)
    assert "mean / norm^0.7" in shown.stdout


def test_a_folder_without_people_is_refused(model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["fusion", str(model), "--images", str(tmp_path)])
    assert "two halves need four at least" in capsys.readouterr().err
