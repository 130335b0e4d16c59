"""IResNet-18/34/50/100, the face ResNet of ArcFace and ElasticFace, with the released checkpoints' names and shapes.

Improved residual units (Duta et al. 2020) as ArcFace uses them (Deng et al. 2019, section 3.1): batch norm first and
last, PReLU, nothing after the addition; a 3x3 stem of stride 1 without pooling; a 7x7 map of 512 channels at the end.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from trainer.backbones.backbone import Backbone, embed, face_preprocessing

PREPROCESSING = face_preprocessing(scale=1 / 127.5, in_graph=False)
"""Pixels in [-1, 1], as the released checkpoints were trained."""

_WIDTHS = (64, 128, 256, 512)


class IResNet(Backbone):
    """The network.

    Args:
        blocks: residual units in each of the four stages.
        dim: elements of the embedding.
        dropout: probability, before the fully connected layer.
    """

    def __init__(self, blocks: tuple[int, int, int, int], *, dim: int = 512, dropout: float = 0.0) -> None:
        super().__init__(dim, PREPROCESSING)
        self.conv1 = nn.Conv2d(3, _WIDTHS[0], 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(_WIDTHS[0])
        self.prelu = nn.PReLU(_WIDTHS[0])
        self.layer1 = _stage(_WIDTHS[0], _WIDTHS[0], blocks[0])
        self.layer2 = _stage(_WIDTHS[0], _WIDTHS[1], blocks[1])
        self.layer3 = _stage(_WIDTHS[1], _WIDTHS[2], blocks[2])
        self.layer4 = _stage(_WIDTHS[2], _WIDTHS[3], blocks[3])
        self.bn2 = nn.BatchNorm2d(_WIDTHS[3])
        self.dropout = nn.Dropout(dropout)
        self.fc = nn.Linear(_WIDTHS[3] * 7 * 7, dim)
        self.features = nn.BatchNorm1d(dim)
        self.features.weight.requires_grad_(False)  # fixed at 1: the head normalises the embedding anyway
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.normal_(module.weight, 0.0, 0.1)

    def forward(self, x: Tensor) -> Tensor:
        """Embed faces."""
        x = self.prelu(self.bn1(self.conv1(x)))
        x = self.layer4(self.layer3(self.layer2(self.layer1(x))))
        return embed(self.dropout(self.bn2(x)), self.fc, self.features)


class _Block(nn.Module):
    """One residual unit; a strided or widening one projects its input by a 1x1 convolution."""

    def __init__(self, channels: int, width: int, *, stride: int) -> None:
        super().__init__()
        self.bn1 = nn.BatchNorm2d(channels)
        self.conv1 = nn.Conv2d(channels, width, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(width)
        self.prelu = nn.PReLU(width)
        self.conv2 = nn.Conv2d(width, width, 3, stride, padding=1, bias=False)
        self.bn3 = nn.BatchNorm2d(width)
        self.downsample: nn.Sequential | None = None
        if stride > 1:
            projection = nn.Conv2d(channels, width, 1, stride, bias=False)
            self.downsample = nn.Sequential(projection, nn.BatchNorm2d(width))

    def forward(self, x: Tensor) -> Tensor:
        shortcut = x if self.downsample is None else self.downsample(x)
        x = self.prelu(self.bn2(self.conv1(self.bn1(x))))
        return torch.add(self.bn3(self.conv2(x)), shortcut)


def _stage(channels: int, width: int, blocks: int) -> nn.Sequential:
    rest = (_Block(width, width, stride=1) for _ in range(blocks - 1))
    return nn.Sequential(_Block(channels, width, stride=2), *rest)
