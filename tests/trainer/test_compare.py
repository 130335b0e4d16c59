from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from click.testing import CliRunner
from rich.console import Console

from calibration.face_path import open_recogniser
from engines.registry import resolve
from tests.trainer.tiny_training import face, tiny_config, tiny_weights, write_prepared
from trainer.commands.compare import command
from trainer.compare import FIGURES, ROWS, Compared, compare
from trainer.data.painter import family_painter
from trainer.data.people import divide
from trainer.data.prepared import PreparedFaces
from trainer.errors import TrainerError
from trainer.export import Provenance, export_onnx
from trainer.networks import make_teacher
from trainer.protocol import make_protocol
from trainer.run_folder import RunFolder
from trainer.student import load_student, measurable
from trainer.train import train
from trainer.validate import embedder, measure


class Blind:
    def detect(self, _image: object) -> list[object]:
        return []


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> list[RunFolder]:
    """Seeds 1 and 2, and one that learned nothing."""
    folder = tmp_path_factory.mktemp("compare")
    write_prepared(folder / "faces", [4] * 6 + [5] * 12, held_out=range(6, 18))
    teacher = tiny_weights(folder / "teacher.pth")
    made = {"one": "seed=1", "two": "seed=2", "still": "optimiser={lr: 0, weight_decay: 0}"}
    frozen = "student.freeze_batch_norm=true"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("trainer.protocol.open_detector", Blind)
        for name, setting in made.items():
            config = tiny_config(setting, frozen, "training.steps=20", teacher=teacher)
            train(config, [folder / "faces"], folder / name, console=Console(quiet=True))
    return [RunFolder(folder / name) for name in made]


@pytest.fixture(autouse=True)
def _blind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trainer.protocol.open_detector", Blind)


def _compare(*runs: RunFolder, replicates: int = 40) -> dict[tuple[str, str], Compared]:
    compared = compare(runs, family_painter("all"), images=100, seed=0, replicates=replicates)
    return {(one.row, one.figure): one for one in compared}


def test_figures_are_those_of_validation(runs: list[RunFolder]) -> None:
    config = runs[0].config()
    teacher = make_teacher(config, torch.device("cpu"))
    assert teacher is not None
    faces = PreparedFaces([runs[0].path.parent / "faces"])
    protocol = make_protocol(faces, divide(faces, min_images=1), family_painter("all"), images=100, seed=0)
    wanted = measure(protocol, embedder(teacher, torch.device("cpu")))
    found = _compare(runs[0])
    assert set(found) == {(row, figure) for row in ROWS for figure in FIGURES}
    for row in ROWS:
        figures = wanted[row]
        in_order = (
            figures.fnmr_at_1e2,
            figures.fnmr_at_1e3,
            figures.d_prime,
            figures.impostor_mean,
            figures.impostor_999,
        )
        for figure, value in zip(FIGURES, in_order, strict=True):
            assert found[row, figure].teacher == pytest.approx(value, rel=1e-3, abs=1e-4)


def test_a_student_that_learned_nothing_is_its_teacher_without_any_doubt(runs: list[RunFolder]) -> None:
    for one in _compare(runs[2]).values():
        assert one.students == (one.teacher,)
        assert one.interval == (0, 0)


def test_several_seeds_are_told_apart_and_averaged(runs: list[RunFolder]) -> None:
    one, two, both = _compare(runs[0]), _compare(runs[1]), _compare(*runs[:2])
    for key, found in both.items():
        assert found.students == (*one[key].students, *two[key].students)
        assert found.difference == pytest.approx(np.mean(found.students) - found.teacher)
        assert found.interval[0] <= found.interval[1]
    wide = [key for key, found in both.items() if found.interval[0] <= found.difference <= found.interval[1]]
    assert len(wide) >= 0.7 * len(both)  # a bootstrap of a quantile is biased a little


def test_the_command_prints_a_table_or_json(runs: list[RunFolder]) -> None:
    arguments = [str(runs[0].path), "--images", "60", "--replicates", "5"]
    told = CliRunner().invoke(command, [*arguments, "--json"], catch_exceptions=False)
    records = [json.loads(line) for line in told.stdout.splitlines()]
    assert len(records) == len(ROWS) * len(FIGURES)
    assert "FNMR at FMR 1e-2" in CliRunner().invoke(command, arguments, catch_exceptions=False).stdout


def test_runs_that_dont_belong_together_are_refused(runs: list[RunFolder], tmp_path: Path) -> None:
    write_prepared(tmp_path / "faces", [4] * 6 + [3, 3], held_out=[6, 7])
    config = tiny_config("training.steps=1", teacher=tiny_weights(tmp_path / "teacher.pth", seed=9))
    train(config, [tmp_path / "faces"], tmp_path / "run", console=Console(quiet=True))
    with pytest.raises(TrainerError, match="differ in their data or in their teacher"):
        _compare(runs[0], RunFolder(tmp_path / "run"))
    (tmp_path / "run" / "student.pth").unlink()
    with pytest.raises(TrainerError, match="is not finished"):
        _compare(RunFolder(tmp_path / "run"))
    train(tiny_config("training.steps=1"), [tmp_path / "faces"], tmp_path / "plain", console=Console(quiet=True))
    with pytest.raises(TrainerError, match="without a teacher has nothing to be compared with"):
        _compare(RunFolder(tmp_path / "plain"))


def test_a_run_is_measured_as_the_file_that_it_exports(runs: list[RunFolder], tmp_path: Path) -> None:
    """What `trainer eval --model RUN` sees is what the gate will."""
    crops = [face(person, 0) for person in range(3)]
    model = measurable(runs[0])
    vectors = model.recogniser.embed(crops)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    provenance = Provenance("tiny", "none", "test", "drawn", "test", "none", {}, None)
    export_onnx(load_student(runs[0]), tmp_path / "tiny.onnx", crops, provenance, half=False)
    exported = open_recogniser(resolve(tmp_path / "tiny.onnx", kind="recogniser"), threads=1)
    np.testing.assert_allclose(exported.recogniser.embed(crops), vectors, atol=1e-4)
    assert model.recogniser.embed([]).shape == (0, model.recogniser.dim)
    assert model.name == runs[0].path.name


def test_an_unfinished_run_can_not_be_measured(runs: list[RunFolder], tmp_path: Path) -> None:
    shutil.copytree(runs[0].path, tmp_path / "half", ignore=shutil.ignore_patterns("student.pth"))
    with pytest.raises(TrainerError, match="is not finished"):
        measurable(RunFolder(tmp_path / "half"))
