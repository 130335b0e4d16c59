from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.trainer.tiny_training import tiny_config, tiny_weights, write_prepared
from trainer import ladder as ladder_module
from trainer.commands.ladder import RUNGS, command
from trainer.config_file import dump_config, load_config
from trainer.errors import TrainerError
from trainer.ladder import Ladder
from trainer.paired import FIGURES, ROWS
from trainer.train import Outcome


class Blind:
    def detect(self, _image: object) -> list[object]:
        return []


@pytest.fixture(autouse=True)
def _blind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trainer.protocol.open_detector", Blind)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_prepared(tmp_path / "faces", [4] * 6 + [5] * 6, held_out=range(6, 12))
    teacher = tiny_weights(tmp_path / "teacher.pth")
    base = tiny_config("student.freeze_batch_norm=true", "training.steps=3", teacher=teacher)
    (tmp_path / "low.yaml").write_text(dump_config(base))
    (tmp_path / "high.yaml").write_text("extends: low.yaml\ndistillation: {weight: 3000}\n")
    return tmp_path


def _arguments(folder: Path, *more: str) -> list[str]:
    fixed = ["--data", str(folder / "faces"), "--out", str(folder / "out"), "--images", "60", "--replicates", "5"]
    return [str(folder / "low.yaml"), str(folder / "high.yaml"), *fixed, *more]


def test_rungs_are_trained_measured_and_set_beside_each_other(folder: Path) -> None:
    told = CliRunner().invoke(command, _arguments(folder, "--seed", "1", "--seed", "2"), catch_exceptions=False)
    assert told.exit_code == 0
    assert (folder / "out/ladder.md").read_text().strip() == told.stdout.strip()
    for row in ROWS:
        table = told.stdout.split(f"**{row}**")[1].split("**")[0]
        assert [line.split("|")[1].strip() for line in table.strip().splitlines()] == [
            "rung",
            "---",
            "teacher",
            "low",
            "high",
        ]
    records = json.loads((folder / "out/ladder.json").read_text())
    assert len(records) == 2 * len(ROWS) * len(FIGURES)
    assert all(len(record["students"]) == 2 for record in records)
    configs = {path.parent.name: load_config(str(path)) for path in (folder / "out").glob("*/config.yaml")}
    assert set(configs) == {"low-1", "low-2", "high-1", "high-2"}
    for name, config in configs.items():
        assert (config.masks.family, config.validation.family) == ("a", "b")
        assert config.seed == int(name[-1])
        assert config.distillation.weight == (100 if name.startswith("low") else 3000)


def test_what_is_done_is_not_done_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = CliRunner().invoke(command, _arguments(folder), catch_exceptions=False)

    def forbidden(*_: object, **__: object) -> None:
        raise AssertionError("nothing is left to do")

    monkeypatch.setattr(ladder_module, "train", forbidden)
    monkeypatch.setattr(ladder_module, "measure", forbidden)
    again = CliRunner().invoke(command, _arguments(folder), catch_exceptions=False)
    assert again.stdout == first.stdout
    other = CliRunner().invoke(command, _arguments(folder, "--baseline", "low"), catch_exceptions=False)
    assert "| low | " in other.stdout
    assert "| teacher | " not in other.stdout
    with pytest.raises(TrainerError, match=r"low-1 holds a run with another training\.steps"):
        CliRunner().invoke(command, _arguments(folder, "--set", "training.steps=9"), catch_exceptions=False)
    damaged = next((folder / "out/measured").glob("*.json"))
    damaged.write_text("{}")
    with pytest.raises(TrainerError, match="delete it, and it is measured again"):
        CliRunner().invoke(command, _arguments(folder), catch_exceptions=False)


def test_a_signal_stops_the_ladder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ladder_module, "train", lambda *_, **__: Outcome(1, 15))
    told = CliRunner().invoke(command, _arguments(folder), standalone_mode=False)
    assert told.return_value == 143


def test_what_can_not_be_compared_is_refused(folder: Path) -> None:
    with pytest.raises(TrainerError, match="the baseline nothing is none of teacher, low, high"):
        CliRunner().invoke(command, _arguments(folder, "--baseline", "nothing"), catch_exceptions=False)
    twice = Ladder([str(folder / "low.yaml")] * 2, [1], [], "b", 60, 0, 5)
    with pytest.raises(TrainerError, match="two of the rungs are called low"):
        twice.configs()
    with pytest.raises(TrainerError, match="elasticface_arc has no teacher"):
        Ladder(["elasticface_arc"], [1], [], "b", 60, 0, 5).configs()


def test_the_shipped_ladder_climbs_step_by_step() -> None:
    configs = Ladder(RUNGS, [1], [], "b", 60, 0, 5).configs()
    plain, masks, low, high, ours = (configs[name][0] for name in RUNGS)
    assert [one.masks.probability for one in (plain, masks, low, high)] == [0, 0.5, 0.5, 0.5]
    assert [one.distillation.weight for one in (plain, masks, low, high)] == [0, 0, 100, 3000]
    assert ours.head.name is None
    assert ours.contrast.weight > 0
    for one in (masks, low, high):
        same = one.model_copy(update={"masks": plain.masks, "distillation": plain.distillation})
        assert same == plain
