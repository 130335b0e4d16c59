from __future__ import annotations

from pathlib import Path

import pytest
import torch
from torch import Tensor
from torch.nn import functional

from trainer.backbones.backbone import Backbone
from trainer.backbones.registry import create

KEYS = Path(__file__).with_name("iresnet100_keys.txt")
"""Names and shapes of a released checkpoint, in its order."""


def _on_meta(name: str) -> Backbone:
    with torch.device("meta"):
        return create(name)


def test_names_shapes_and_order_are_the_released_checkpoints() -> None:
    released = [tuple(line.split("\t")) for line in KEYS.read_text().splitlines()]
    ours = [(key, str(tuple(value.shape))) for key, value in _on_meta("iresnet100").state_dict().items()]
    assert ours == released


@pytest.mark.parametrize(
    ("name", "keys", "parameters"),
    [
        ("iresnet18", 187, 24_025_600),
        ("iresnet34", 331, 34_139_328),
        ("iresnet50", 475, 43_590_848),
        ("iresnet100", 925, 65_156_160),
    ],
)
def test_size_of_each_depth(name: str, keys: int, parameters: int) -> None:
    network = _on_meta(name)
    assert len(network.state_dict()) == keys
    assert sum(p.numel() for p in network.parameters()) == parameters


def _by_hand(state: dict[str, Tensor], x: Tensor, blocks: tuple[int, ...]) -> Tensor:
    """The network written out with functions, from the state dict alone."""

    def norm(x: Tensor, key: str) -> Tensor:
        mean, var = state[f"{key}.running_mean"], state[f"{key}.running_var"]
        shape = (1, -1) + (1,) * (x.ndim - 2)
        x = (x - mean.view(shape)) / (var.view(shape) + 1e-5).sqrt()
        return x * state[f"{key}.weight"].view(shape) + state[f"{key}.bias"].view(shape)

    def prelu(x: Tensor, key: str) -> Tensor:
        return torch.where(x > 0, x, x * state[f"{key}.weight"].view(1, -1, 1, 1))

    def conv(x: Tensor, key: str, stride: int = 1, padding: int = 1) -> Tensor:
        return functional.conv2d(x, state[f"{key}.weight"], None, stride, padding)

    x = prelu(norm(conv(x, "conv1"), "bn1"), "prelu")
    for stage, count in enumerate(blocks, start=1):
        for block in range(count):
            key, stride = f"layer{stage}.{block}", 2 if block == 0 else 1
            shortcut = x
            if block == 0:
                shortcut = norm(conv(x, f"{key}.downsample.0", 2, 0), f"{key}.downsample.1")
            x = prelu(norm(conv(norm(x, f"{key}.bn1"), f"{key}.conv1"), f"{key}.bn2"), f"{key}.prelu")
            x = norm(conv(x, f"{key}.conv2", stride), f"{key}.bn3") + shortcut
    x = norm(x, "bn2").flatten(1)
    return norm(x @ state["fc.weight"].T + state["fc.bias"], "features")


def test_what_it_computes() -> None:
    torch.manual_seed(0)
    network = create("iresnet18").eval()
    state = {key: value + 0.1 * torch.rand_like(value) for key, value in network.state_dict().items() if value.ndim}
    network.load_state_dict(state, strict=False)
    x = torch.rand(2, 3, 112, 112) * 2 - 1
    with torch.inference_mode():
        torch.testing.assert_close(network(x), _by_hand(state, x, (2, 2, 2, 2)), rtol=1e-3, atol=1e-3)


def test_only_the_last_scale_is_fixed_at_one() -> None:
    network = create("iresnet18")
    assert [name for name, p in network.named_parameters() if not p.requires_grad] == ["features.weight"]
    assert (network.state_dict()["features.weight"] == 1).all()


def test_input_is_what_the_released_checkpoints_were_trained_on() -> None:
    numbers = create("iresnet18").preprocessing
    pixels = torch.tensor([0.0, 255.0])
    assert ((pixels - numbers.mean[0]) * numbers.scale[0]).tolist() == [-1, 1]
    assert (numbers.colour, numbers.size) == ("RGB", (112, 112))
