"""Drawing samples, learning from them, and the realigner of a run."""

from __future__ import annotations

import signal
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from rich.console import Console

from calibration.errors import MaskError
from gate.vision.align import align
from gate.vision.types import Face, Image
from tests.trainer.tiny_training import tiny_config, tiny_weights, write_prepared
from trainer.backbones.backbone import Backbone
from trainer.data.crop import PREPROCESSING, alignment_landmarks
from trainer.data.prepared import PreparedFaces
from trainer.errors import TrainerError
from trainer.networks import deployed, make_student, make_teacher
from trainer.realigner import training
from trainer.realigner.network import Realigner
from trainer.realigner.of_run import Stopped, make_realigner, read_realigner
from trainer.realigner.samples import Samples, draw_samples
from trainer.realigner.training import distances, train_realigner
from trainer.run_folder import RunFolder
from trainer.stop import Stop
from trainer.student import load_student
from trainer.train import Outcome, train

OFF = np.array([[1, 1], [1, 1], [2, -2], [4, -9], [3, -8]], np.float32)
"""How far the fake detector's landmarks are led astray in the photograph."""


class Astray:
    """Finds the one face of every picture, but not quite."""

    def __init__(self, faces: PreparedFaces) -> None:
        self._landmarks = faces.photo(0).landmarks

    def detect(self, _image: Image) -> list[Face]:
        return [Face(np.zeros(4, np.float32), self._landmarks + OFF, 0.9)]


class Nothing:
    """Draws nothing."""

    def __call__(self, image: NDArray[np.uint8], *_: Any, **__: Any) -> NDArray[np.uint8]:
        return image.copy()


class Refuses:
    def __call__(self, *_: Any, **__: Any) -> NDArray[np.uint8]:
        raise MaskError("no mask fits")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("realigner") / "faces"
    return write_prepared(path, [4] * 6 + [3, 3], held_out=[6, 7], aligned=False, side=260)


@pytest.fixture(scope="module")
def faces(folder: Path) -> PreparedFaces:
    return PreparedFaces([folder])


@pytest.fixture(autouse=True)
def _astray(monkeypatch: pytest.MonkeyPatch, faces: PreparedFaces) -> None:
    for module in ("realigner.samples", "protocol", "data.views"):
        monkeypatch.setattr(f"trainer.{module}.open_detector", lambda: Astray(faces))
    monkeypatch.setattr("trainer.realigner.samples.occlude", Nothing())


def _samples(faces: PreparedFaces, drawn: int = 40) -> Samples:
    return draw_samples(faces, range(24), Nothing(), drawn=drawn, seed=1, workers=0)


def test_a_sample_can_be_cut_as_it_should_be_and_as_it_was_found(faces: PreparedFaces) -> None:
    samples = _samples(faces)
    assert samples.drawn.tolist() == [False] * 24 + [True] * 40
    for number, picture in ((3, 3), (24 + 5, 5)):  # a bare one and a drawn one
        photo = faces.photo(picture)
        where = alignment_landmarks(photo) + (OFF if samples.drawn[number] else 0)
        half = cv2.resize(align(photo.image, where, PREPROCESSING), (56, 56), interpolation=cv2.INTER_AREA)
        cut = training._cut(samples.halved[number : number + 1], samples.moves[number : number + 1])[0]
        inner = (slice(6, -6), slice(6, -6))
        assert np.abs(cut.permute(1, 2, 0).numpy()[inner] - half[inner]).mean() < 2


def test_pictures_that_nothing_fits_or_that_are_not_found_again_are_left_out(
    faces: PreparedFaces, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(TrainerError, match="no mask can be drawn"):
        draw_samples(faces, range(5), Refuses(), drawn=5, seed=1, workers=0)
    monkeypatch.setattr(Astray, "detect", lambda *_: [])
    with pytest.raises(TrainerError, match="no mask can be drawn"):
        draw_samples(faces, range(5), Nothing(), drawn=5, seed=1, workers=0)


def test_what_it_learns_helps(faces: PreparedFaces, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("_BATCH", 16), ("_WARMUP", 1), ("_EMA", 0.5)):
        monkeypatch.setattr(training, name, value)
    samples = _samples(faces)
    network = train_realigner(samples, epochs=10, seed=4)
    as_found, realigned = distances(network, samples)
    assert as_found[samples.drawn].mean() > 2
    assert realigned[samples.drawn].mean() < 0.85 * as_found[samples.drawn].mean()
    assert not network.training
    assert not any(parameter.requires_grad for parameter in network.parameters())


def test_the_same_seed_learns_the_same(faces: PreparedFaces, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training, "_BATCH", 16)
    samples = _samples(faces)
    one, same, other = (train_realigner(samples, epochs=0.5, seed=seed) for seed in (4, 4, 5))
    torch.testing.assert_close(one.state_dict(), same.state_dict(), rtol=0, atol=0)
    assert not torch.equal(one.features[0][0].weight, other.features[0][0].weight)


def test_a_mirrored_view_is_off_as_the_mirrored_picture_is(
    faces: PreparedFaces, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(training, "_spoiled", lambda halved, _chance: halved)
    samples = _samples(faces)
    views, moves = training._views(samples, torch.arange(len(samples)), torch.Generator().manual_seed(3))
    plain, turned = training._cut(samples.halved, moves), training._cut(samples.halved.flip(3), moves)
    off = torch.stack([(views - cut).abs().mean((1, 2, 3)) for cut in (plain, turned)])
    assert off.min(0).values.max() < 0.1, "each is cut from its picture or from the mirror image, by its moves"
    assert set(off.argmin(0).tolist()) == {0, 1}


def test_too_few_samples_are_refused(faces: PreparedFaces) -> None:
    with pytest.raises(TrainerError, match="too few"):
        train_realigner(_samples(faces, drawn=8), epochs=1, seed=1)


def test_another_face_that_was_found_teaches_nothing(faces: PreparedFaces) -> None:
    samples = _samples(faces, drawn=140)
    far = replace(samples, moves=samples.moves + torch.tensor([0, 30], dtype=torch.complex64))
    with pytest.raises(TrainerError, match="0 pictures are too few"):
        train_realigner(far, epochs=1, seed=1)


def _config(*settings: str, teacher: Path | None = None) -> Any:
    return tiny_config("realigner={drawn: 130, epochs: 1}", *settings, teacher=teacher)


def test_a_run_trains_its_realigner_first_and_exports_behind_it(folder: Path, tmp_path: Path) -> None:
    teacher = tiny_weights(tmp_path / "teacher.pth")
    config = _config("export.interpolate=0.5", teacher=teacher)
    assert train(config, [folder], tmp_path / "run", console=Console(quiet=True)) == Outcome(6, None)
    run = RunFolder(tmp_path / "run")
    trained, student = read_realigner(run.realigner), load_student(run)
    assert student.realigner is not None
    torch.testing.assert_close(student.realigner.state_dict(), trained.state_dict(), rtol=0, atol=0)
    whole = load_student(run, config.export.model_copy(update={"interpolate": 1.0}))
    base = make_teacher(config, torch.device("cpu"))
    assert base is not None
    torch.testing.assert_close(student.fc.weight, (whole.fc.weight + base.backbone.fc.weight) / 2)  # type: ignore[union-attr]


def test_a_frozen_realigner_stays_as_it_is_while_the_student_learns() -> None:
    config = tiny_config("realigner.drawn=1")
    student = make_student(config, None, torch.device("cpu"), Realigner().eval().requires_grad_(False)).train()
    realigner = student.backbone.realigner
    assert isinstance(student.backbone, Backbone)
    assert realigner is not None
    assert not any(module.training for module in realigner.modules())
    assert deployed(student.backbone, None, 1.0).backbone.realigner is not realigner


def test_a_run_that_is_stopped_meanwhile_begins_it_again(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def signalled(*_: Any, **__: Any) -> None:
        signal.raise_signal(signal.SIGTERM)
        raise Stopped

    with monkeypatch.context() as patch:
        patch.setattr("trainer.realigner.of_run.train_realigner", signalled)
        outcome = train(_config(), [folder], tmp_path / "run", console=Console(quiet=True))
    assert outcome == Outcome(0, signal.SIGTERM)
    assert not (tmp_path / "run" / "realigner.pth").exists()
    assert train(_config(), [folder], tmp_path / "run", console=Console(quiet=True)) == Outcome(6, None)


def test_a_stop_is_heeded_while_faces_are_drawn(faces: PreparedFaces, tmp_path: Path) -> None:
    stop = Stop()
    stop.signal = signal.SIGINT
    with pytest.raises(Stopped):
        make_realigner(_config(), faces, tmp_path / "realigner.pth", stop=stop, console=Console(quiet=True))
    assert not list(tmp_path.iterdir())


def test_a_damaged_realigner_is_named(folder: Path, tmp_path: Path) -> None:
    run = tmp_path / "run"
    train(_config("training.steps=3"), [folder], run, console=Console(quiet=True))
    (run / "realigner.pth").write_bytes(b"xx")
    with pytest.raises(TrainerError, match=r"realigner\.pth is not a checkpoint"):
        train(_config("training.steps=3"), [folder], run, console=Console(quiet=True))
