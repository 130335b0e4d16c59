from __future__ import annotations

import numpy as np
import pytest
import torch

from gate.vision.preprocess import Preprocessor
from trainer.backbones.backbone import Normalise
from trainer.backbones.registry import BACKBONES, create
from trainer.errors import TrainerError

QUICK = ("iresnet18", "mobilefacenet", "sface")
"""One of each kind."""


@pytest.mark.parametrize("name", BACKBONES)
def test_dimension_and_dropout_can_be_chosen(name: str) -> None:
    with torch.device("meta"):
        network = create(name, dim=64, dropout=0.4)
        assert (network.dim, network.fc.out_features, network.dropout.p) == (64, 64, 0.4)
        assert create(name).dropout.p == 0


@pytest.mark.parametrize("name", QUICK)
def test_faces_become_embeddings(name: str) -> None:
    network = create(name, dim=64)
    y = network(torch.rand(2, 3, 112, 112))
    assert (y.shape, y.dtype) == ((2, 64), torch.float32)
    y.square().sum().backward()
    assert all(p.grad is not None and p.grad.isfinite().all() for p in network.parameters() if p.requires_grad)


@pytest.mark.parametrize("name", ["mobilefacenet", "sface"])
def test_embeddings_are_float32_under_autocast(name: str) -> None:
    network, x = create(name).eval(), torch.rand(2, 3, 112, 112)
    with torch.inference_mode():
        exact = network(x)
        with torch.autocast("cpu", torch.bfloat16):
            half = network(x)
    assert half.dtype == exact.dtype == torch.float32
    assert torch.cosine_similarity(half, exact).min() > 0.99


def test_the_last_layers_are_not_rounded_under_autocast() -> None:
    network = create("mobilefacenet").eval()
    seen = []
    network.fc.register_forward_hook(lambda _, inputs, output: seen.extend([inputs[0].dtype, output.dtype]))
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
        network(torch.rand(1, 3, 112, 112))
    assert seen == [torch.float32, torch.float32]


@pytest.mark.parametrize("name", QUICK)
def test_channels_last_gives_the_same_embeddings(name: str) -> None:
    network, x = create(name).eval(), torch.rand(2, 3, 112, 112)
    with torch.inference_mode():
        expected = network(x)
        network.to(memory_format=torch.channels_last)
        actual = network(x.to(memory_format=torch.channels_last))
    torch.testing.assert_close(actual / expected.norm(), expected / expected.norm(), rtol=0, atol=1e-4)


@pytest.mark.parametrize("name", QUICK)
def test_the_whole_network_is_one_graph_for_the_compiler(name: str) -> None:
    network, x = create(name).eval(), torch.rand(1, 3, 112, 112)
    compiled = torch.compile(network, backend="eager", fullgraph=True)
    with torch.inference_mode():
        torch.testing.assert_close(compiled(x), network(x))


@pytest.mark.parametrize("name", QUICK)
def test_training_sees_what_the_gate_sees(name: str) -> None:
    preprocessing = create(name).preprocessing.model_copy(update={"in_graph": False})
    image = np.random.default_rng(0).integers(0, 256, (112, 112, 3), dtype=np.uint8)
    pixels = torch.from_numpy(image).permute(2, 0, 1)[None]
    gate = Preprocessor(preprocessing).batch([image])
    np.testing.assert_allclose(Normalise(preprocessing)(pixels).numpy(), gate, rtol=0, atol=1e-6)


def test_each_channel_has_its_own_numbers() -> None:
    numbers = create("sface").preprocessing.model_copy(update={"mean": (1.0, 2.0, 3.0), "scale": (1.0, 0.5, 2.0)})
    y = Normalise(numbers)(torch.full((1, 3, 1, 1), 10, dtype=torch.uint8))
    assert y.flatten().tolist() == [9, 4, 14]


def test_normalising_adds_nothing_to_a_checkpoint() -> None:
    assert not Normalise(create("sface").preprocessing).state_dict()


def test_an_unknown_name_gives_the_nearest() -> None:
    with pytest.raises(TrainerError, match="no backbone iresnet10: did you mean iresnet100"):
        create("iresnet10")
    with pytest.raises(TrainerError, match="there are iresnet18, "):
        create("vgg")
