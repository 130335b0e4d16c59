"""From a finished run to the gate's file, through the commands."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from click.testing import CliRunner
from rich.console import Console

from engines.card import card_path, read_card
from engines.errors import ModelError
from engines.onnxruntime_backend import OnnxRuntimeBackend
from engines.operating_point import threshold_at
from engines.registry import resolve
from gate.vision.embed import Embedder as GateEmbedder
from tests.trainer.tiny_training import Tiny, tiny_config, tiny_weights, write_prepared
from trainer.backbones.weights import load_weights
from trainer.commands.export import command
from trainer.config import Export
from trainer.data.crop import clean_crop
from trainer.data.prepared import PreparedFaces
from trainer.errors import TrainerError
from trainer.networks import Embedder
from trainer.run_folder import RunFolder
from trainer.student import load_student
from trainer.train import train
from trainer.validate import embedder


class Blind:
    def detect(self, _image: object) -> list[object]:
        return []


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("deliver")
    write_prepared(folder / "faces", [4] * 6 + [8] * 16, held_out=range(6, 22))
    teacher = tiny_weights(folder / "teacher.pth")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("trainer.protocol.open_detector", Blind)
        train(tiny_config(teacher=teacher), [folder / "faces"], folder / "run", console=Console(quiet=True))
    return folder / "run"


@pytest.fixture(autouse=True)
def _blind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trainer.protocol.open_detector", Blind)


def _export(*arguments: str) -> str:
    result = CliRunner().invoke(command, arguments, catch_exceptions=False)
    assert result.exit_code == 0
    return result.output


def test_the_file_is_the_student_and_its_card_says_where_it_comes_from(run: Path, tmp_path: Path) -> None:
    path = tmp_path / "out.onnx"
    _export(str(run), "--onnx", str(path), "--name", "lobby", "--licence", "internal use", "--float32")
    model = resolve(path, kind="recogniser")
    card = model.card
    assert (card.name, card.licence, card.dim) == ("lobby", "internal use", 16)
    assert PreparedFaces([run.parent / "faces"]).fingerprints[0][:12] in card.data
    assert "lambda 100" in card.recipe
    assert set(card.metrics["validation"]) == {"teacher", "student"}
    network = Tiny()
    load_weights(network, run / "student.pth")
    crops = [clean_crop(PreparedFaces([run.parent / "faces"]).photo(i)) for i in range(5)]
    ours = embedder(Embedder(network), torch.device("cpu"))(crops)
    np.testing.assert_allclose(GateEmbedder(OnnxRuntimeBackend(path), card).embed(crops), ours, atol=1e-4)


def test_operating_points_are_measured_where_the_people_suffice(run: Path, tmp_path: Path) -> None:
    path = tmp_path / "out.onnx"
    told = _export(str(run), "--onnx", str(path))
    card = read_card(card_path(path))
    points = {(point.cell, point.fmr): point for point in card.operating_points}
    assert {cell for cell, _ in points} == {"unmasked-unmasked", "masked-unmasked", "masked-masked"}
    for cell, impostors in (("unmasked-unmasked", 7680), ("masked-unmasked", 15360), ("masked-masked", 7680)):
        measured, wanting = points[cell, 1e-2], points[cell, 1e-6]
        assert (measured.impostors, measured.status, measured.subjects) == (impostors, "measured", 16)
        assert measured.interval is not None
        assert measured.interval[0] <= 1e-2 <= measured.interval[1] * 1.5
        assert (wanting.threshold, wanting.fnmr, wanting.status) == (None, None, "insufficient")
        with pytest.raises(ModelError, match="insufficient data"):
            threshold_at(card.operating_points, fmr=1e-6, cell=cell)  # type: ignore[arg-type]
    assert "insufficient" in told


def test_another_share_is_exported_and_said(run: Path, tmp_path: Path) -> None:
    path = tmp_path / "out.onnx"
    _export(str(run), "--onnx", str(path), "--share", "0.5", "--float32")
    card = read_card(card_path(path))
    assert "weights 0.5 of the way from the teacher" in card.recipe
    assert set(card.metrics["validation"]) == {"teacher"}  # the student was validated at another share
    crops = [clean_crop(PreparedFaces([run.parent / "faces"]).photo(i)) for i in range(5)]
    student = load_student(RunFolder(run), Export(interpolate=0.5, whiten=0))
    half = embedder(Embedder(student), torch.device("cpu"))(crops)
    np.testing.assert_allclose(GateEmbedder(OnnxRuntimeBackend(path), card).embed(crops), half, atol=1e-4)
    assert np.abs(half - embedder(Embedder(load_student(RunFolder(run))), torch.device("cpu"))(crops)).max() > 1e-3


def test_without_held_out_people_no_point_is_measured(tmp_path: Path) -> None:
    write_prepared(tmp_path / "faces", [4] * 6)
    train(tiny_config(), [tmp_path / "faces"], tmp_path / "run", console=Console(quiet=True))
    _export(str(tmp_path / "run"), "--onnx", str(tmp_path / "out.onnx"))
    assert read_card(card_path(tmp_path / "out.onnx")).operating_points == ()


def test_what_cant_be_exported_is_refused(run: Path, tmp_path: Path) -> None:
    def refused(*arguments: str) -> str:
        with pytest.raises(TrainerError) as error:
            CliRunner().invoke(command, [*arguments, "--onnx", str(tmp_path / "o.onnx")], catch_exceptions=False)
        assert not (tmp_path / "o.onnx").exists()
        return str(error.value)

    assert "is not the folder of a run" in refused(str(tmp_path))
    other = write_prepared(tmp_path / "other", [4] * 5)
    assert "was trained on other data" in refused(str(run), "--data", str(other))
    unfinished = tmp_path / "unfinished"
    unfinished.mkdir()
    for name in ("config.yaml", "run.json"):
        (unfinished / name).write_bytes((run / name).read_bytes())
    assert "is not finished" in refused(str(unfinished))
