from __future__ import annotations

import pickle
from collections import OrderedDict
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from tests.trainer.tiny_training import Tiny, tiny_config
from trainer.backbones.registry import BACKBONES
from trainer.backbones.weights import load_weights
from trainer.errors import TrainerError
from trainer.networks import deployed, make_student, make_teacher
from trainer.realigner.network import Realigner


def _network(seed: int) -> nn.Sequential:
    torch.manual_seed(seed)
    return nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4))


@pytest.fixture
def stored() -> dict[str, Tensor]:
    return OrderedDict(_network(1).state_dict())


def _prefixed(state: dict[str, Tensor]) -> dict[str, Tensor]:
    return {f"module.{key}": value for key, value in state.items()}


@pytest.mark.parametrize(
    "wrap",
    [
        lambda state: state,
        _prefixed,
        lambda state: {"state_dict": state, "epoch": 26},
        lambda state: {"state_dict": _prefixed(state)},
    ],
    ids=["flat", "module.", "state_dict", "both"],
)
def test_a_checkpoint_loads_in_every_customary_form(wrap, stored: dict[str, Tensor], tmp_path: Path) -> None:
    torch.save(wrap(stored), tmp_path / "backbone.pth")
    network = _network(2)
    load_weights(network, tmp_path / "backbone.pth")
    for key, value in network.state_dict().items():
        assert torch.equal(value, stored[key])


def _without(key: str):
    return lambda state: {k: v for k, v in state.items() if k != key}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (_without("1.weight"), "1.weight is missing"),
        (lambda s: {**s, "0.bias": torch.zeros(5)}, r"0.bias is \(5,\), the network's is \(4,\)"),
        (lambda s: {**s, "2.weight": torch.zeros(1)}, "2.weight is not in the network"),
        (lambda s: {**_without("1.bias")(s), "0.weight": torch.zeros(1)}, r"0.weight is \(1,\)"),
    ],
    ids=["missing", "shape", "unknown", "the first of two"],
)
def test_the_first_differing_key_is_named(change, sentence: str, stored: dict[str, Tensor], tmp_path: Path) -> None:
    path = tmp_path / "backbone.pth"
    torch.save(change(stored), path)
    network = _network(2)
    before = {key: value.clone() for key, value in network.state_dict().items()}
    with pytest.raises(TrainerError, match=f"another architecture: {sentence}"):
        load_weights(network, path)
    assert all(torch.equal(value, before[key]) for key, value in network.state_dict().items())


class _Payload:
    def __reduce__(self):
        return Path.touch, (Path("executed"),)


def test_nothing_in_a_checkpoint_is_executed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    torch.save({"0.weight": _Payload()}, "evil.pth")
    with pytest.raises(TrainerError, match="not a checkpoint of plain tensors"):
        load_weights(_network(2), "evil.pth")
    assert not Path("executed").exists()


@pytest.mark.parametrize("cut", [0, 7, 300])
def test_damaged_files_are_refused(cut: int, stored: dict[str, Tensor], tmp_path: Path) -> None:
    torch.save(stored, tmp_path / "whole.pth")
    (tmp_path / "cut.pth").write_bytes((tmp_path / "whole.pth").read_bytes()[:cut])
    with pytest.raises(TrainerError, match=r"cut.pth is not a checkpoint of plain tensors"):
        load_weights(_network(2), tmp_path / "cut.pth")


@pytest.mark.parametrize("content", [[1, 2], {"epoch": 3}, {"state_dict": 4}], ids=str)
def test_files_without_a_state_dict_are_refused(content: object, tmp_path: Path) -> None:
    torch.save(content, tmp_path / "other.pth")
    with pytest.raises(TrainerError, match="no state dict"):
        load_weights(_network(2), tmp_path / "other.pth")


def test_a_plain_pickle_is_refused(tmp_path: Path) -> None:
    (tmp_path / "old.pkl").write_bytes(pickle.dumps({"a": 1}))
    with pytest.raises(TrainerError):
        load_weights(_network(2), tmp_path / "old.pkl")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(TrainerError, match=r"nowhere.pth can't be read: No such file"):
        load_weights(_network(2), tmp_path / "nowhere.pth")


@pytest.fixture
def behind_a_realigner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Tiny, Path]:
    monkeypatch.setitem(BACKBONES, "tiny", Tiny)
    network = Tiny()
    network.realigner = Realigner()
    nn.init.normal_(network.realigner.head[-1].bias, std=0.1)
    torch.save(network.state_dict(), tmp_path / "student.pth")
    return network.eval(), tmp_path / "student.pth"


def test_weights_of_a_run_bring_their_realigner(behind_a_realigner: tuple[Tiny, Path]) -> None:
    network, path = behind_a_realigner
    teacher = make_teacher(tiny_config(teacher=path), torch.device("cpu"))
    assert teacher is not None
    torch.testing.assert_close(teacher.backbone.state_dict(), network.state_dict(), rtol=0, atol=0)
    student = make_student(tiny_config("student.weights=teacher", teacher=path), teacher, torch.device("cpu"))
    realigner = student.backbone.realigner
    assert realigner is not None
    assert not any(module.training for module in realigner.modules()), "it is finished"
    assert not any(weight.requires_grad for weight in realigner.parameters())
    between = deployed(student.backbone, teacher, 0.5).backbone.realigner
    assert between is not None
    torch.testing.assert_close(between.state_dict(), realigner.state_dict(), rtol=0, atol=0)


def test_a_trained_realigner_goes_before_the_one_that_weights_brought(behind_a_realigner: tuple[Tiny, Path]) -> None:
    own = Realigner()
    config = tiny_config("student.weights=teacher", teacher=behind_a_realigner[1])
    assert make_student(config, None, torch.device("cpu"), own).backbone.realigner is own


def test_a_network_that_a_file_does_not_fit_gets_no_realigner(behind_a_realigner: tuple[Tiny, Path]) -> None:
    network = Tiny(dim=8)
    with pytest.raises(TrainerError, match=r"another architecture: fc\.weight"):
        load_weights(network, behind_a_realigner[1])
    assert network.realigner is None
