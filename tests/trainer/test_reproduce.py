"""`trainer reproduce` on a miniature: drawn crops, a tiny network, a few steps."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from tests.trainer.tiny_training import face, tiny_config, tiny_weights
from trainer import reproduce as reproduce_module
from trainer.commands.reproduce import command
from trainer.config import Config
from trainer.config_file import CONFIGS, dump_config
from trainer.data import shards
from trainer.errors import TrainerError
from trainer.recorded import Recorded, check, prediction_interval, read_recipe
from trainer.train import Outcome, train


class Blind:
    def detect(self, _image: object) -> list[object]:
        return []


@pytest.fixture(autouse=True)
def _blind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trainer.protocol.open_detector", Blind)
    monkeypatch.setattr(shards, "open_detector", Blind)
    monkeypatch.setattr(reproduce_module.os, "cpu_count", lambda: 1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for person in range(16):
        (tmp_path / "data/crops" / f"p{person:02d}").mkdir(parents=True)
        for picture in range(4):
            path = tmp_path / "data/crops" / f"p{person:02d}" / f"{picture}.png"
            cv2.imwrite(str(path), face(person, picture))
    (tmp_path / "data/names.txt").write_text("\n".join(f"p{person:02d}" for person in range(15)))
    (tmp_path / "data/worn").mkdir()
    for picture in range(3):
        cv2.imwrite(str(tmp_path / "data/worn" / f"{picture}.png"), face(90 + picture, 0))
    teacher = tiny_weights(tmp_path / "teacher.pth")
    config = tiny_config("student.freeze_batch_norm=true", "training.steps=3", teacher=teacher)
    (tmp_path / "tiny.yaml").write_text(dump_config(config))
    (tmp_path / "judged.csv").write_text(
        "kind,first,second,cosine,first_picture,second_picture,verdict\nreport,mini/p00,lfw/X,0.5,0,X.jpg,same\n"
    )
    collection = {"name": "mini", "source": "crops", "only": "names.txt", "aligned": True, "held_out": 3}
    strangers = collection | {"name": "strangers", "source": "worn", "only": None, "held_out": 0}
    strangers |= {"unknown": True, "masked": True, "judged": False}
    recipe = {
        "config": "tiny.yaml",
        "share": 0.5,
        "collections": [collection, strangers],
        "judged": "judged.csv",
        "family": "b",
        "images": 60,
        "mask_seed": 0,
        "recorded": None,
    }
    (tmp_path / "recipe.json").write_text(json.dumps(recipe))
    return tmp_path


def _arguments(folder: Path, *more: str, out: str = "out") -> list[str]:
    fixed = ["--data", str(folder / "data"), "--out", str(folder / out), "--recipe", str(folder / "recipe.json")]
    return [*fixed, *more]


def test_what_was_recorded_is_found_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(TrainerError, match="holds no figures yet: record them with --record"):
        CliRunner().invoke(command, _arguments(folder), catch_exceptions=False)
    told = CliRunner().invoke(command, _arguments(folder, "--record"), catch_exceptions=False)
    assert "recorded in" in told.stdout
    recorded = read_recipe(folder / "recipe.json").recorded
    assert recorded is not None
    assert (recorded.seeds, len(recorded.minutes)) == ((1, 2, 3), 3)
    assert len(recorded.figures["masked-unmasked"]["FNMR at FMR 1e-3"]) == 3
    assert len(set(recorded.figures["masked-unmasked"]["FDR"])) == 3
    manifest = json.loads((folder / "out/prepared/mini/prepared.json").read_text())
    assert (manifest["people"], manifest["dropped"], len(manifest["held_out"])) == (14, 1, 3)
    strangers = json.loads((folder / "out/prepared/strangers/prepared.json").read_text())
    assert (strangers["people"], strangers["masked"]) == (3, True)
    assert "weights 0.5 of the way" in (folder / "out/seed-1.card.json").read_text()

    afresh = CliRunner().invoke(command, _arguments(folder, out="other"), standalone_mode=False)
    assert afresh.return_value == 0, afresh.output
    assert "18 of 18 figures are as recorded" in afresh.output
    one, other = (json.loads((folder / out / "seed-1.json").read_text()) for out in ("out", "other"))
    assert one == other
    assert "minutes to prepare" in afresh.output

    monkeypatch.setattr(reproduce_module, "train", _forbidden)
    monkeypatch.setattr(reproduce_module, "prepare", _forbidden)
    (folder / "other/seed-1.json").unlink()  # killed after the training: it is exported and measured, not trained again
    again = CliRunner().invoke(command, _arguments(folder, out="other"), standalone_mode=False)
    assert again.return_value == 0, again.output
    assert json.loads((folder / "other/seed-1.json").read_text()) == one

    wrong = json.loads((folder / "other/seed-1.json").read_text())
    wrong["masked-masked"]["EER"] += 100
    (folder / "other/seed-1.json").write_text(json.dumps(wrong))
    fails = CliRunner().invoke(command, _arguments(folder, out="other"), standalone_mode=False)
    assert fails.return_value == 1
    assert "17 of 18 figures are as recorded" in fails.output
    assert "outside" in fails.output


def _forbidden(*_: object, **__: object) -> None:
    raise AssertionError("nothing is left to do")


def test_a_stopped_training_goes_on(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reproduce_module, "train", lambda *_, **__: Outcome(1, 15))
    stopped = CliRunner().invoke(command, _arguments(folder, "--record"), standalone_mode=False)
    assert stopped.return_value == 143
    assert not (folder / "out/seed-1.json").exists()
    before = json.loads((folder / "out/seconds.json").read_text())

    def until_seed_2(config: Config, *more: Any, **named: Any) -> Outcome:
        return train(config, *more, **named) if config.seed == 1 else Outcome(0, 15)

    monkeypatch.setattr(reproduce_module, "train", until_seed_2)
    stopped = CliRunner().invoke(command, _arguments(folder, "--record"), standalone_mode=False)
    assert stopped.return_value == 143
    assert (folder / "out/seed-1.json").is_file()
    assert read_recipe(folder / "recipe.json").recorded is None
    after = json.loads((folder / "out/seconds.json").read_text())
    assert after["prepare"] == before["prepare"]
    assert after["seed-1"] > before["seed-1"]


def test_too_few_seeds_and_damaged_recipes_are_refused(folder: Path) -> None:
    with pytest.raises(TrainerError, match="from 3 seeds at least"):
        CliRunner().invoke(command, _arguments(folder, "--record", "--seed", "1"), catch_exceptions=False)
    recipe = json.loads((folder / "recipe.json").read_text())
    (folder / "recipe.json").write_text(json.dumps(recipe | {"family": "c"}))
    with pytest.raises(TrainerError, match=r"recipe.json: family"):
        CliRunner().invoke(command, _arguments(folder, "--record"), catch_exceptions=False)
    (folder / "recipe.json").unlink()
    with pytest.raises(TrainerError, match="can't be read"):
        CliRunner().invoke(command, _arguments(folder, "--record"), catch_exceptions=False)


@given(st.lists(st.floats(0, 1), min_size=3, max_size=6))
def test_the_interval_is_students(values: list[float]) -> None:
    low, high = prediction_interval(values)
    n, mean, s = len(values), np.mean(values), np.std(values, ddof=1)
    wanted = stats.t.interval(0.95, n - 1, loc=mean, scale=max(s, 1e-300) * np.sqrt(1 + 1 / n))
    np.testing.assert_allclose((low, high), wanted, atol=1e-9)


def test_one_more_run_of_the_same_lies_within_95_times_in_100() -> None:
    rng = np.random.default_rng(0)
    runs = rng.normal(size=(1500, 4))
    inside = [low <= row[3] <= high for row in runs for low, high in [prediction_interval(row[:3].tolist())]]
    assert 0.93 < np.mean(inside) < 0.97


def test_equal_runs_agree_with_themselves_and_nothing_else() -> None:
    recorded = Recorded(
        figures={"r": {"EER": (0.1, 0.1, 0.1)}}, seeds=(1, 2, 3), minutes=(1, 1, 1), prepared_in=1, machine="m"
    )
    (same,) = check({"r": {"EER": 0.1}}, recorded, ["EER"])
    (other,) = check({"r": {"EER": 0.1001}}, recorded, ["EER"])
    assert same.holds
    assert not other.holds


def test_the_shipped_recipe_is_valid(shared_data: Path) -> None:
    recipe = read_recipe(CONFIGS / "reproduce.json")
    assert recipe.judged is not None
    assert (CONFIGS / recipe.judged).is_file()
    assert (CONFIGS / f"{recipe.config}.yaml").is_file()
    for collection in recipe.collections:
        assert (shared_data / collection.source).is_dir()
        assert collection.only is None or (shared_data / collection.only).is_file()
