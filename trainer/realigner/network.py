"""The network: it sees a crop at half size, says how it is off, and takes the crop's pixels from where they belong.

A spatial transformer (Jaderberg et al. 2015) whose transform is a similarity and is learned from known ones. It is part
of the exported file, so whoever embeds a crop needs to know nothing of it.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from trainer.data.crop import HEIGHT, WIDTH
from trainer.realigner.similarity import CENTRE

_SHIFT_UNIT = 10.0
"""Pixels: brings the four numbers to one size."""


class Realigner(nn.Module):
    """(N, 3, 112, 112) float32 RGB 0..255 to the same, realigned; black where it reaches beyond the crop."""

    across: Tensor
    down: Tensor

    def __init__(self) -> None:
        super().__init__()
        self.features = nn.Sequential(
            _block(3, 32, stride=2), _block(32, 64, stride=2), _block(64, 64), _block(64, 96, stride=2), _block(96, 96)
        )
        self.head = nn.Sequential(
            nn.Flatten(), nn.Linear(96 * 7 * 7, 128), nn.ReLU(), nn.Dropout(0.2), last := nn.Linear(128, 4)
        )
        nn.init.zeros_(last.weight)  # it begins by leaving crops as they are
        nn.init.zeros_(last.bias)
        self.register_buffer("across", (torch.arange(WIDTH) - CENTRE.real).view(1, 1, -1), persistent=False)
        self.register_buffer("down", (torch.arange(HEIGHT) - CENTRE.imag).view(1, -1, 1), persistent=False)

    def forward(self, pixels: Tensor) -> Tensor:
        """Realign."""
        with torch.autocast(pixels.device.type, enabled=False):  # pixels' places need more digits than bfloat16 has
            pixels = pixels.float()
            numbers = self.numbers(functional.avg_pool2d(pixels, 2))
            return functional.grid_sample(pixels, self._places(numbers), padding_mode="zeros", align_corners=False)

    def numbers(self, halved: Tensor) -> Tensor:
        """What `moves` are made of.

        Args:
            halved: (N, 3, 56, 56) float32 RGB 0..255, crops at half size.

        Returns:
            (N, 4) float32: real and imaginary part of z, and of t in units of ten pixels.
        """
        numbers: Tensor = self.head(self.features((halved - 127.5) / 64))
        return numbers

    def moves(self, halved: Tensor) -> Tensor:
        """(N, 2) complex64, as in `similarity`: from the crop as it should be to the crop as it is."""
        scale = torch.tensor([1, 1, _SHIFT_UNIT, _SHIFT_UNIT], device=halved.device)
        return torch.view_as_complex((self.numbers(halved) * scale).view(-1, 2, 2))

    def _places(self, numbers: Tensor) -> Tensor:
        """(N, 112, 112, 2): for each pixel where it is taken from, -1 and 1 being the crop's edges."""
        real, imaginary, x, y = (number.view(-1, 1, 1) for number in numbers.unbind(1))
        real = real + 1
        columns = real * self.across - imaginary * self.down + (x * _SHIFT_UNIT + CENTRE.real)
        rows = imaginary * self.across + real * self.down + (y * _SHIFT_UNIT + CENTRE.imag)
        return torch.stack([(columns + 0.5) * (2 / WIDTH) - 1, (rows + 0.5) * (2 / HEIGHT) - 1], -1)


def _block(channels: int, width: int, *, stride: int = 1) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(channels, width, 3, stride, 1, bias=False), nn.BatchNorm2d(width), nn.ReLU(inplace=True)
    )
