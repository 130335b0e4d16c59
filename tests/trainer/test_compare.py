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
from trainer import checkpoint
from trainer.commands.compare import command
from trainer.commands.sweep import command as sweep_command
from trainer.compare import compare_runs, sweep
from trainer.config import Export
from trainer.data.painter import family_painter
from trainer.data.people import divide
from trainer.data.prepared import PreparedFaces
from trainer.errors import TrainerError
from trainer.export import Provenance, export_onnx
from trainer.networks import make_teacher
from trainer.paired import FIGURES, RATES, ROWS, Compared
from trainer.protocol import make_protocol
from trainer.run_folder import RunFolder
from trainer.student import load_student, measurable
from trainer.train import train
from trainer.validate import embedder, measure


def share(value: float) -> Export:
    return Export(interpolate=value, whiten=0)


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
    compared = compare_runs(runs, family="all", images=100, seed=0, replicates=replicates)
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
        values = {
            "FNMR at FMR 1e-2": figures.fnmr_at_1e2,
            "FNMR at FMR 1e-3": figures.fnmr_at_1e3,
            "d′": figures.d_prime,
            "impostor mean": figures.impostor_mean,
            "impostor 99.9 %": figures.impostor_999,
        }
        for figure, value in values.items():
            assert found[row, figure].baseline == pytest.approx(value)
        assert 0 < found[row, "EER"].baseline < 1
        assert found[row, "FNMR at FMR 1e-4"].baseline >= found[row, "FNMR at FMR 1e-3"].baseline


def test_a_student_that_learned_nothing_is_its_teacher_without_any_doubt(runs: list[RunFolder]) -> None:
    for one in _compare(runs[2]).values():
        assert one.students == (one.baseline,)
        assert one.interval == ((0, 0) if one.figure in RATES else None)


def test_several_seeds_are_told_apart_and_averaged(runs: list[RunFolder]) -> None:
    one, two, both = _compare(runs[0]), _compare(runs[1]), _compare(*runs[:2])
    for key, found in both.items():
        assert found.students == (*one[key].students, *two[key].students)
        assert found.difference == pytest.approx(found.mean - found.baseline)
    told = [(found.difference, found.interval) for found in both.values() if found.interval is not None]
    assert len(told) == len(ROWS) * len(RATES)
    assert all(low <= high for _, (low, high) in told)
    wide = [difference for difference, (low, high) in told if low <= difference <= high]
    assert len(wide) >= 0.7 * len(told)  # a bootstrap of a quantile is biased a little


def test_the_command_prints_a_table_or_json(runs: list[RunFolder]) -> None:
    arguments = [str(runs[0].path), "--images", "60", "--replicates", "5"]
    told = CliRunner().invoke(command, [*arguments, "--json"], catch_exceptions=False)
    records = [json.loads(line) for line in told.stdout.splitlines()]
    assert len(records) == len(ROWS) * len(FIGURES)
    assert "FNMR at FMR 1e-2" in CliRunner().invoke(command, arguments, catch_exceptions=False).stdout


@pytest.fixture(scope="module")
def quarter(tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    """A run that exports a quarter of its student, whose weights are averaged."""
    folder = tmp_path_factory.mktemp("sweep")
    write_prepared(folder / "faces", [4] * 6 + [5] * 6, held_out=range(6, 12))
    settings = ("student.freeze_batch_norm=true", "export.interpolate=0.25", "training.ema=0.5", "optimiser.lr=0.5")
    config = tiny_config(*settings, teacher=tiny_weights(folder / "teacher.pth"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("trainer.protocol.open_detector", Blind)
        train(config, [folder / "faces"], folder / "run", console=Console(quiet=True))
    return RunFolder(folder / "run")


def test_a_student_is_known_at_every_share(quarter: RunFolder) -> None:
    teacher = make_teacher(quarter.config(), torch.device("cpu"))
    assert teacher is not None
    theirs, exported = teacher.backbone.state_dict(), load_student(quarter).state_dict()
    whole, half = load_student(quarter, share(1.0)).state_dict(), load_student(quarter, share(0.5)).state_dict()
    assert any((whole[name] - theirs[name]).abs().max() > 1e-3 for name in whole if whole[name].is_floating_point())
    for name in (name for name in whole if whole[name].is_floating_point()):
        torch.testing.assert_close(exported[name], theirs[name] + 0.25 * (whole[name] - theirs[name]))
        torch.testing.assert_close(half[name], theirs[name] + 0.5 * (whole[name] - theirs[name]))
    state = checkpoint.read(checkpoint.latest(quarter.checkpoints))  # type: ignore[arg-type]
    torch.testing.assert_close(whole["fc.weight"], state["average"]["module.fc.weight"])


def test_a_sweep_measures_every_share(quarter: RunFolder) -> None:
    found = sweep(quarter, [share(0.25), share(1.0)], family="b", images=60, seed=0, replicates=5)
    assert list(found) == [share(0.25), share(1.0)]
    (direct,) = [one.students for one in _of(compare_runs_b(quarter)) if one.figure == "d′"]
    (swept,) = [one.students for one in _of(found[share(0.25)]) if one.figure == "d′"]
    assert swept == direct
    assert found[share(1.0)] != found[share(0.25)]
    told = CliRunner().invoke(
        sweep_command, [str(quarter.path), "--share", "0.5", "--images", "60", "--replicates", "5"]
    )
    assert told.exit_code == 0
    assert "**masked-unmasked**" in told.stdout
    assert "| share | EER | FMR100 | FMR1000 | FMR10000 | FDR |" in told.stdout
    assert "| 0.5 | " in told.stdout
    record = CliRunner().invoke(
        sweep_command, [str(quarter.path), "--share", "0.5", "--images", "60", "--replicates", "5", "--json"]
    )
    assert json.loads(record.stdout.splitlines()[0])["share"] == 0.5


def compare_runs_b(run: RunFolder) -> list[Compared]:
    return compare_runs([run], family="b", images=60, seed=0, replicates=5)


def _of(compared: list[Compared]) -> list[Compared]:
    return [one for one in compared if one.row == "masked-unmasked"]


def test_without_its_checkpoint_only_its_own_share_is_known(quarter: RunFolder, tmp_path: Path) -> None:
    shutil.copytree(quarter.path, tmp_path / "run", ignore=shutil.ignore_patterns("checkpoints"))
    load_student(RunFolder(tmp_path / "run"), share(0.25))
    with pytest.raises(TrainerError, match=r"is known at the share 0\.25 alone"):
        load_student(RunFolder(tmp_path / "run"), share(0.5))


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
