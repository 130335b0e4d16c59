"""The MiniFASNet port against a plain PyTorch reading of the official weights, and the files that are turned away."""

from __future__ import annotations

import hashlib
import io
import pickle
import urllib.error
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import onnxruntime
import pytest
import torch
from numpy.typing import NDArray
from torch.nn import functional as nn

from engines.card import card_path, read_card
from engines.errors import ModelError
from engines.liveness import add as adding
from engines.liveness.add import add, fetch
from engines.liveness.known import KNOWN, Known
from engines.liveness.torch_file import read_tensors
from engines.registry import resolve

Weights = dict[str, torch.Tensor]


def plain_forward(w: Weights, x: torch.Tensor) -> torch.Tensor:
    """MiniFASNet as its authors' layers say it, one call after the other."""

    def norm(x: torch.Tensor, name: str) -> torch.Tensor:
        return nn.batch_norm(
            x, w[f"{name}.running_mean"], w[f"{name}.running_var"], w[f"{name}.weight"], w[f"{name}.bias"], eps=1e-5
        )

    def block(x: torch.Tensor, name: str, *, stride: int = 1, padding: int = 0, active: bool = True) -> torch.Tensor:
        weight = w[f"{name}.conv.weight"]
        groups = x.shape[1] if weight.shape[1] == 1 else 1
        x = norm(nn.conv2d(x, weight, stride=stride, padding=padding, groups=groups), f"{name}.bn")
        return nn.prelu(x, w[f"{name}.prelu.weight"]) if active else x

    def bottleneck(x: torch.Tensor, name: str, *, stride: int = 1) -> torch.Tensor:
        y = block(x, f"{name}.conv")
        y = block(y, f"{name}.conv_dw", stride=stride, padding=1)
        y = block(y, f"{name}.project", active=False)
        if f"{name}.se_module.fc1.weight" in w:
            s = y.mean((2, 3), keepdim=True)
            s = nn.relu(norm(nn.conv2d(s, w[f"{name}.se_module.fc1.weight"]), f"{name}.se_module.bn1"))
            s = torch.sigmoid(norm(nn.conv2d(s, w[f"{name}.se_module.fc2.weight"]), f"{name}.se_module.bn2"))
            y = y * s
        return y if stride == 2 else x + y

    x = block(x, "conv1", stride=2, padding=1)
    x = block(x, "conv2_dw", padding=1)
    for halving, chain, count in (("conv_23", "conv_3", 4), ("conv_34", "conv_4", 6), ("conv_45", "conv_5", 2)):
        x = bottleneck(x, halving, stride=2)
        for number in range(count):
            x = bottleneck(x, f"{chain}.model.{number}")
    x = block(x, "conv_6_sep")
    x = block(x, "conv_6_dw", active=False).flatten(1)
    x = norm(nn.linear(x, w["linear.weight"]), "bn")
    return torch.softmax(nn.linear(x, w["prob.weight"]), dim=1)


def official(shared_data: Path, known: Known) -> Path:
    return shared_data / "minifasnet" / known.weights


def run(path: Path, batch: NDArray[np.float32]) -> NDArray[np.float32]:
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    return np.asarray(session.run(None, {"input": batch})[0])


@pytest.mark.data
@pytest.mark.parametrize("known", KNOWN, ids=lambda known: known.name)
def test_the_port_equals_the_official_weights_in_pytorch(shared_data: Path, tmp_path: Path, known: Known) -> None:
    loaded = torch.load(official(shared_data, known), map_location="cpu", weights_only=True)
    weights = {name.removeprefix("module."): value for name, value in loaded.items()}
    batch = np.random.default_rng(1).uniform(0, 255, (4, 3, 80, 80)).astype(np.float32)
    with torch.no_grad():
        expected = plain_forward(weights, torch.from_numpy(batch)).numpy()
    np.testing.assert_allclose(run(add(official(shared_data, known), tmp_path), batch), expected, atol=1e-4)


@pytest.mark.data
def test_every_tensor_is_read_as_torch_reads_it(shared_data: Path) -> None:
    for known in KNOWN:
        expected = torch.load(official(shared_data, known), map_location="cpu", weights_only=True)
        found = read_tensors(official(shared_data, known).read_bytes())
        assert found.keys() == expected.keys()
        for name, value in expected.items():
            np.testing.assert_array_equal(found[name], value.numpy())


@pytest.mark.data
def test_the_three_sample_pictures_are_told_right(shared_data: Path, tmp_path: Path) -> None:
    """With the crop of the weights' authors, which shrinks and shifts: these faces fill more than ours would allow."""
    from gate.home import find_home
    from gate.networks import open_networks
    from gate.settings import Settings

    detector = open_networks(Settings(), find_home(tmp_path)).detector
    networks = [(add(official(shared_data, known), tmp_path), known.scale) for known in KNOWN]
    for name, live in (("image_T1", True), ("image_F1", False), ("image_F2", False)):
        image = cv2.imread(str(shared_data / "minifasnet" / "samples" / f"{name}.jpg"))
        box = detector.detect(image)[0].box
        total = sum(run(path, _authors_crop(image, box, scale)) for path, scale in networks)
        assert (int(np.argmax(total)) == 1) is live, (name, total)


def _authors_crop(image: NDArray[np.uint8], box: NDArray[np.float32], scale: float) -> NDArray[np.float32]:
    height, width = image.shape[:2]
    x1, y1, x2, y2 = (float(value) for value in box)
    scale = min((height - 1) / (y2 - y1), (width - 1) / (x2 - x1), scale)
    half_x, half_y = (x2 - x1) * scale / 2, (y2 - y1) * scale / 2
    x = min(max((x1 + x2) / 2, half_x), width - 1 - half_x)
    y = min(max((y1 + y2) / 2, half_y), height - 1 - half_y)
    part = image[int(y - half_y) : int(y + half_y) + 1, int(x - half_x) : int(x + half_x) + 1]
    return np.ascontiguousarray(cv2.resize(part, (80, 80)).transpose(2, 0, 1)[None], np.float32)


@pytest.mark.data
def test_a_card_lies_beside_the_network_and_vouches_for_it(shared_data: Path, tmp_path: Path) -> None:
    path = add(official(shared_data, KNOWN[0]), tmp_path)
    card = read_card(card_path(path))
    assert (card.kind, card.licence, card.derived_from) == ("liveness", "Apache-2.0", KNOWN[0].digest)
    assert resolve(path, kind="liveness").card.digest == hashlib.sha256(path.read_bytes()).hexdigest()


def test_another_digest_is_turned_away(tmp_path: Path) -> None:
    file = tmp_path / "2.7_80x80_MiniFASNetV2.pth"
    file.write_bytes(b"something else")
    with pytest.raises(ModelError, match=r"digest.*official"):
        add(file, tmp_path / "models")
    assert not (tmp_path / "models").exists()


def test_a_missing_file_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"nothing\.pth can't be read"):
        add(tmp_path / "nothing.pth", tmp_path)


def test_without_a_network_fetching_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def nobody(*_args: Any, **_more: Any) -> Any:
        raise urllib.error.URLError("no route to host")

    monkeypatch.setattr(adding.urllib.request, "urlopen", nobody)
    with pytest.raises(ModelError, match=r"no route to host.*gate models add liveness"):
        fetch(KNOWN[0], tmp_path)


def test_what_was_fetched_is_checked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(adding.urllib.request, "urlopen", lambda *_a, **_m: io.BytesIO(b"<html>"))
    assert all(known.url.startswith("https://") for known in KNOWN)
    with pytest.raises(ModelError, match="digest"):
        fetch(KNOWN[0], tmp_path)
    assert not list(tmp_path.iterdir())


def _old_format(value: object) -> bytes:
    file = io.BytesIO()
    torch.save(value, file, _use_new_zipfile_serialization=False)
    return file.getvalue()


def test_views_and_transposes_are_read() -> None:
    base = torch.arange(24, dtype=torch.float32).reshape(4, 6)
    found = read_tensors(_old_format(OrderedDict(a=base, b=base.t(), c=base[1:3, ::2], n=torch.tensor(7))))
    np.testing.assert_array_equal(found["b"], base.t().numpy())
    np.testing.assert_array_equal(found["c"], base[1:3, ::2].numpy())
    assert found["n"] == 7


class _Evil:
    def __reduce__(self) -> tuple[Callable[..., Any], tuple[str]]:
        return Path.touch, (Path("/tmp/maskgate-evil"),)  # type: ignore[return-value]


def test_a_pickle_that_calls_something_calls_nothing() -> None:
    content = _old_format(OrderedDict(a=torch.zeros(1)))
    head = pickle.dumps(0x1950A86A20F9469CFC6C, protocol=2) + pickle.dumps(1001, protocol=2)
    evil = head + pickle.dumps({}, protocol=2) + pickle.dumps(_Evil(), protocol=2)
    assert content.startswith(head[:5])
    with pytest.raises(ModelError, match="not used"):
        read_tensors(evil)
    assert not Path("/tmp/maskgate-evil").exists()


@pytest.mark.parametrize("cut", [0, 3, 40, 200, -8, -1])
def test_a_file_cut_short_is_one_sentence(cut: int) -> None:
    content = _old_format(OrderedDict(a=torch.arange(100, dtype=torch.float32)))
    with pytest.raises(ModelError):
        read_tensors(content[:cut])


def test_other_things_than_tensors_are_turned_away() -> None:
    with pytest.raises(ModelError, match="something else"):
        read_tensors(_old_format({"a": 1}))


def test_weights_of_another_network_are_turned_away() -> None:
    from engines.liveness.minifasnet import build

    with pytest.raises(ModelError, match="no MiniFASNet"):
        build({"conv1.conv.weight": np.zeros((8, 3, 3, 3), np.float32)}, "x")
