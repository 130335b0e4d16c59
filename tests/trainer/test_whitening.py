from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from tests.trainer.tiny_training import Tiny, tiny_config, tiny_weights, write_prepared
from trainer.backbones.backbone import Backbone
from trainer.backbones.registry import create
from trainer.config import Export
from trainer.data.prepared import PreparedFaces
from trainer.errors import TrainerError
from trainer.run_folder import RunFolder
from trainer.student import load_student
from trainer.train import train
from trainer.whitening import fold, training_crops, whiten, whitening


class Blind:
    def detect(self, _image: object) -> list[object]:
        return []


@pytest.fixture(autouse=True)
def _blind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trainer.protocol.open_detector", Blind)
    monkeypatch.setattr("trainer.whitening.open_detector", Blind)


def _templates(seed: int, people: int, each: int, dim: int = 6) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    person = np.repeat(np.arange(people), each)
    spread = rng.normal(size=(dim, dim))
    found = rng.normal(size=(people, dim))[person] + rng.normal(size=(len(person), dim)) @ spread
    return (found / np.linalg.norm(found, axis=1, keepdims=True)).astype(np.float32), person


def _within(templates: np.ndarray, person: np.ndarray) -> np.ndarray:
    """The mean covariance within people, by a loop."""
    total = np.zeros((templates.shape[1],) * 2)
    for one in np.unique(person):
        mine = templates[person == one].astype(np.float64)
        for row in mine - mine.mean(axis=0):
            total += np.outer(row, row)
    return total / len(templates)


@given(st.integers(0, 10**6), st.integers(3, 8))
def test_afterwards_a_person_scatters_alike_in_all_directions(seed: int, each: int) -> None:
    templates, person = _templates(seed, 12, each)
    matrix = whitening(templates, person, 1.0)
    np.testing.assert_allclose(_within(templates @ matrix, person), np.eye(6), atol=1e-4)
    np.testing.assert_allclose(matrix, matrix.T)


def test_nothing_of_it_keeps_every_cosine_and_half_lies_between() -> None:
    templates, person = _templates(1, 20, 6)
    none, half, whole = (whitening(templates, person, amount) for amount in (0.0, 0.5, 1.0))
    np.testing.assert_allclose(none, none[0, 0] * np.eye(6), atol=1e-9)

    def spread(matrix: np.ndarray) -> float:
        values = np.linalg.eigvalsh(_within(templates @ matrix, person))
        return float(values[-1] / values[0])

    assert 1 <= spread(whole) < spread(half) < spread(none)


@pytest.mark.parametrize("name", ["mobilefacenet", "iresnet18", "tiny"])
def test_the_last_layer_takes_the_map_in(name: str) -> None:
    torch.manual_seed(3)
    network: Backbone = Tiny() if name == "tiny" else create(name, dim=16)
    for module in network.modules():
        if isinstance(module, torch.nn.modules.batchnorm._BatchNorm):
            torch.nn.init.uniform_(module.running_mean, -1, 1)
            torch.nn.init.uniform_(module.running_var, 0.5, 2)
            torch.nn.init.uniform_(module.bias, -1, 1)
    network.eval()
    pixels = torch.randn(4, 3, 112, 112)
    matrix = np.random.default_rng(4).normal(size=(16, 16))
    with torch.no_grad():
        before = network(pixels).double().numpy() @ matrix.T
        fold(network, matrix)
        after = network(pixels).double().numpy()
    wanted = before / np.linalg.norm(before, axis=1, keepdims=True)
    np.testing.assert_allclose(after / np.linalg.norm(after, axis=1, keepdims=True), wanted, atol=1e-4)


def test_a_network_without_a_known_end_is_refused() -> None:
    network = Tiny()
    del network.fc
    with pytest.raises(TrainerError, match="no last layer"):
        fold(network, np.eye(16))


def test_a_run_whitens_as_its_configuration_says(tmp_path: Path) -> None:
    write_prepared(tmp_path / "faces", [6] * 6, held_out=[4, 5])
    teacher = tiny_weights(tmp_path / "teacher.pth")
    runs = {}
    for amount in (0, 0.5):
        config = tiny_config(f"export.whiten={amount}", "training.steps=3", "training.ema=0.5", teacher=teacher)
        train(config, [tmp_path / "faces"], tmp_path / f"run-{amount}", console=Console(quiet=True))
        runs[amount] = RunFolder(tmp_path / f"run-{amount}")
    wanted, afterwards = load_student(runs[0.5]), load_student(runs[0], Export(interpolate=1, whiten=0.5))
    for name, weight in wanted.state_dict().items():
        torch.testing.assert_close(weight, afterwards.state_dict()[name])
    assert (wanted.fc.weight - load_student(runs[0]).fc.weight).abs().max() > 1e-3
    plain = load_student(runs[0.5], Export(interpolate=1, whiten=0))
    torch.testing.assert_close(plain.state_dict(), load_student(runs[0]).state_dict())


def test_people_with_few_pictures_say_nothing_and_too_few_people_are_refused(tmp_path: Path) -> None:
    config = tiny_config()
    some = PreparedFaces([write_prepared(tmp_path / "some", [6, 5, 4, 6], held_out=[3])])
    crops, person = training_crops(some, config)
    assert len(crops) == len(person) == 2 * 11
    assert np.bincount(person).tolist() == [12, 10]
    few = PreparedFaces([write_prepared(tmp_path / "few", [6, 4, 4])])
    with pytest.raises(TrainerError, match="5 pictures each of two training people"):
        whiten(Tiny(), few, config, 0.5)
    whiten(Tiny(), few, config, 0.0)
