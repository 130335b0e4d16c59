"""SFace's network: MobileNet-V1 (Howard et al. 2017, table 1) with PReLU and a stem of stride 1; 1024x7x7 to 128.

Its ONNX file in OpenCV Zoo is the base recogniser (Zhong et al. 2021); `sface_weights` reads it into this module.
"""

from __future__ import annotations

from torch import Tensor, nn

from engines.builtin import BUILTINS
from trainer.backbones.backbone import Backbone, embed

PREPROCESSING = BUILTINS["sface"].card.preprocessing

_BLOCKS = ((64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), *[(512, 1)] * 5, (1024, 2), (1024, 1))
"""Channels and stride of each depthwise-separable block."""

_CONV_EPS, _HEAD_EPS = 1e-3, 2e-5
"""Of the batch norms, as the file has them."""


class SFace(Backbone):
    """The network.

    Args:
        dim: elements of the embedding.
        dropout: probability, before the fully connected layer.
    """

    def __init__(self, *, dim: int = 128, dropout: float = 0.0) -> None:
        super().__init__(dim, PREPROCESSING)
        channels = 32
        self.stem = ConvBlock(3, channels)
        blocks: list[nn.Module] = []
        for width, stride in _BLOCKS:
            depthwise = ConvBlock(channels, channels, stride=stride, groups=channels)
            blocks.append(nn.Sequential(depthwise, ConvBlock(channels, width, size=1)))
            channels = width
        self.blocks = nn.Sequential(*blocks)
        self.bn = nn.BatchNorm2d(channels, eps=_HEAD_EPS)
        self.dropout = nn.Dropout(dropout)
        self.fc = nn.Linear(channels * 7 * 7, dim)
        self.features = nn.BatchNorm1d(dim, eps=_HEAD_EPS)

    def forward(self, x: Tensor) -> Tensor:
        """Embed faces."""
        return embed(self.dropout(self.bn(self.blocks(self.stem(x)))), self.fc, self.features)


class ConvBlock(nn.Module):
    """Convolution, batch norm, PReLU."""

    def __init__(self, channels: int, width: int, *, size: int = 3, stride: int = 1, groups: int = 1) -> None:
        super().__init__()
        self.conv = nn.Conv2d(channels, width, size, stride, padding=size // 2, groups=groups, bias=False)
        self.bn = nn.BatchNorm2d(width, eps=_CONV_EPS)
        self.prelu = nn.PReLU(width)
        nn.init.kaiming_normal_(self.conv.weight, a=0.25, mode="fan_out")  # 0.25: PReLU's first slope

    def forward(self, x: Tensor) -> Tensor:
        """(N, channels, H, W) to (N, width, H/stride, W/stride)."""
        y: Tensor = self.prelu(self.bn(self.conv(x)))
        return y
