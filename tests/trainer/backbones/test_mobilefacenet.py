from __future__ import annotations

import torch
from torch import nn

from trainer.backbones.mobilefacenet import MobileFaceNet


def test_maps_and_expansions_are_those_of_the_papers_table_1() -> None:
    table = [  # input size and channels of each row, its expansion, output channels, repeats, first stride
        ((112, 3), None, 64, 1, 2),
        ((56, 64), None, 64, 1, 1),
        ((56, 64), 2, 64, 5, 2),
        ((28, 64), 4, 128, 1, 2),
        ((14, 128), 2, 128, 6, 1),
        ((14, 128), 4, 128, 1, 2),
        ((7, 128), 2, 128, 2, 1),
        ((7, 128), None, 512, 1, 1),
    ]
    expected = []
    for (size, _), expansion, width, repeats, stride in table:
        expected += [(width, size // stride, expansion)] * repeats

    seen: list[tuple[int, int, int | None]] = []

    def watch(module: nn.Module, _: object, y: torch.Tensor) -> None:
        convolutions = [m for m in module.modules() if isinstance(m, nn.Conv2d)]
        ratio = convolutions[0].out_channels // convolutions[0].in_channels if len(convolutions) == 3 else None
        seen.append((y.shape[1], y.shape[2], ratio))

    network = MobileFaceNet(dim=128).eval()
    for layer in network.body:
        layer.register_forward_hook(watch)
    assert network(torch.zeros(1, 3, 112, 112)).shape == (1, 128)
    assert seen == expected


def test_a_million_parameters_as_the_paper_says() -> None:
    assert 0.985e6 < sum(p.numel() for p in MobileFaceNet(dim=128).parameters()) < 1.005e6


def test_residuals_only_where_shapes_agree() -> None:
    network = MobileFaceNet().eval()
    residual = [layer.residual for layer in network.body if hasattr(layer, "residual")]
    assert residual == [False, *[True] * 4, False, *[True] * 6, False, *[True] * 2]
    block = network.body[3]
    x = torch.randn(1, 64, 28, 28)
    torch.testing.assert_close(block(x), x + block.layers(x))
