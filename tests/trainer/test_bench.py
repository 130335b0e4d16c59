from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from torch import Tensor

from tests.trainer.tiny_training import tiny_config, tiny_weights, write_prepared
from trainer.bench import measure
from trainer.commands.bench import command
from trainer.config_file import dump_config
from trainer.data.prepared import PreparedFaces
from trainer.distributed import ALONE
from trainer.errors import TrainerError
from trainer.realigner.network import Realigner


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bench")
    write_prepared(folder / "faces", [6] * 6)
    tiny_weights(folder / "teacher.pth")
    return folder


def test_the_command_tells_what_the_loader_the_bare_loop_and_training_do(folder: Path) -> None:
    (folder / "config.yaml").write_text(dump_config(tiny_config(teacher=folder / "teacher.pth")))
    arguments = [str(folder / "config.yaml"), "--data", str(folder / "faces"), "--steps", "3", "--rounds", "2"]
    result = CliRunner().invoke(command, [*arguments, "--json"], catch_exceptions=False)
    told = json.loads(result.output)
    assert told["ratio"] == pytest.approx(told["training"] / told["bare"])
    assert min(told["loader"], told["bare"], told["training"]) > 0
    assert 0 < told["waiting"] < 1  # without worker processes it waits for every batch
    assert told["device"] == "cpu"
    table = CliRunner().invoke(command, arguments, catch_exceptions=False).output
    assert "training over the bare loop" in table


def test_a_run_that_learns_from_cached_templates_and_no_classes_has_a_bare_counterpart(folder: Path) -> None:
    cached = ("teacher.cached=true", "head.name=null", "contrast.weight=0.1")
    config = tiny_config(*cached, teacher=folder / "teacher.pth")
    speeds = measure(config, PreparedFaces([folder / "faces"]), ALONE, steps=2, rounds=1)
    assert min(speeds.loader, speeds.bare, speeds.training) > 0


def test_a_realigner_stands_before_both(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    realigned: list[int] = []
    forward = Realigner.forward

    def counted(self: Realigner, pixels: Tensor) -> Tensor:
        realigned.append(len(pixels))
        return forward(self, pixels)

    monkeypatch.setattr(Realigner, "forward", counted)
    config = tiny_config("realigner.drawn=9", teacher=folder / "teacher.pth")
    measure(config, PreparedFaces([folder / "faces"]), ALONE, steps=2, rounds=1)
    assert realigned == [config.training.batch] * 2 * (2 + 2), "with two steps to warm up"


@pytest.mark.parametrize("setting", ["training.accumulate=2"])
def test_a_run_without_a_bare_counterpart_is_refused(folder: Path, setting: str) -> None:
    config = tiny_config(setting, teacher=folder / "teacher.pth")
    with pytest.raises(TrainerError, match="the bare loop that a run is compared with"):
        measure(config, PreparedFaces([folder / "faces"]), ALONE, steps=1, rounds=1)
