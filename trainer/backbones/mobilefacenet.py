"""MobileFaceNet (Chen et al. 2018, table 1): a million parameters, for devices without an accelerator."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from trainer.backbones.backbone import Backbone, embed, face_preprocessing

PREPROCESSING = face_preprocessing(scale=1 / 128, in_graph=False)
"""Section 4: pixels less 127.5, divided by 128."""

_BOTTLENECKS = ((2, 64, 5, 2), (4, 128, 1, 2), (2, 128, 6, 1), (4, 128, 1, 2), (2, 128, 2, 1))
"""Table 1: expansion, channels, repeats, stride of the first."""


class MobileFaceNet(Backbone):
    """The network.

    Args:
        dim: elements of the embedding (the paper's is 128).
        dropout: probability, before the last linear layer.
    """

    def __init__(self, *, dim: int = 512, dropout: float = 0.0) -> None:
        super().__init__(dim, PREPROCESSING)
        layers: list[nn.Module] = [_conv(3, 64, 3, stride=2), _conv(64, 64, 3, groups=64)]
        channels = 64
        for expansion, width, repeats, stride in _BOTTLENECKS:
            for index in range(repeats):
                layers.append(_Bottleneck(channels, width, expansion, stride=stride if index == 0 else 1))
                channels = width
        layers.append(_conv(channels, 512, 1))
        self.body = nn.Sequential(*layers)
        self.pool = _conv(512, 512, 7, groups=512, padding=0, linear=True)  # "global depthwise convolution"
        self.dropout = nn.Dropout(dropout)
        self.fc = nn.Linear(512, dim, bias=False)
        self.features = nn.BatchNorm1d(dim)
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, a=0.25, mode="fan_out")  # 0.25: PReLU's first slope

    def forward(self, x: Tensor) -> Tensor:
        """Embed faces."""
        return embed(self.dropout(self.pool(self.body(x))), self.fc, self.features)


class _Bottleneck(nn.Module):
    """Inverted residual: widen, depthwise 3x3, narrow without activation; added to the input where shapes agree."""

    def __init__(self, channels: int, width: int, expansion: int, *, stride: int) -> None:
        super().__init__()
        inner = channels * expansion
        self.residual = stride == 1 and channels == width
        self.layers = nn.Sequential(
            _conv(channels, inner, 1),
            _conv(inner, inner, 3, stride=stride, groups=inner),
            _conv(inner, width, 1, linear=True),
        )

    def forward(self, x: Tensor) -> Tensor:
        y: Tensor = self.layers(x)
        return torch.add(x, y) if self.residual else y


def _conv(
    channels: int,
    width: int,
    size: int,
    *,
    stride: int = 1,
    groups: int = 1,
    padding: int | None = None,
    linear: bool = False,
) -> nn.Sequential:
    padding = size // 2 if padding is None else padding
    convolution = nn.Conv2d(channels, width, size, stride, padding, groups=groups, bias=False)
    activation = () if linear else (nn.PReLU(width),)
    return nn.Sequential(convolution, nn.BatchNorm2d(width), *activation)
