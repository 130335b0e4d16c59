"""The network: depthwise separable convolutions on a crop of 64x64 (Howard et al., "MobileNets", 2017)."""

from __future__ import annotations

from itertools import pairwise

import torch
from torch import Tensor, nn

from engines.builtin import BUILTINS
from engines.card import Alignment, Preprocessing
from gate.vision.mask_state import STATES

_SIDE = 64
_ZOOM = 0.5
"""Of the recogniser's crop."""
_CENTRE = (56.0, 66.0)
"""Which of its points lies in the middle here: below the nose, so that the chin is well inside."""
_WIDTHS = (24, 48, 48, 96, 96, 128, 128)


def preprocessing(margin: int = 0) -> Preprocessing:
    """How a face is cut out: the only place of these numbers besides the cards that are written from here.

    Args:
        margin: pixels more on every side, for crops that are still to be turned and shifted.
    """
    base = BUILTINS["sface"].card.preprocessing
    assert base.alignment is not None
    middle = _SIDE / 2 + margin
    points = tuple(
        (_ZOOM * (x - _CENTRE[0]) + middle, _ZOOM * (y - _CENTRE[1]) + middle) for x, y in base.alignment.points
    )
    side = _SIDE + 2 * margin
    return Preprocessing(
        size=(side, side),
        colour="RGB",
        mean=(127.5, 127.5, 127.5),
        scale=(1 / 64, 1 / 64, 1 / 64),
        in_graph=True,
        alignment=Alignment(name=f"{base.alignment.name}, half size, moved up", points=points),
    )


class MaskStateNet(nn.Module):
    """(N, 3, 64, 64) normalised pixels to (N, 4) logits."""

    def __init__(self) -> None:
        super().__init__()
        first, *_ = _WIDTHS
        layers: list[nn.Module] = [nn.Conv2d(3, first, 3, 2, 1, bias=False), nn.BatchNorm2d(first), nn.ReLU()]
        for index, (before, after) in enumerate(pairwise(_WIDTHS)):
            layers += _separable(before, after, stride=2 if index % 2 == 0 else 1)
        self.features = nn.Sequential(*layers)
        self.dropout, self.answer = nn.Dropout(0.2), nn.Linear(_WIDTHS[-1], len(STATES))

    def forward(self, pixels: Tensor) -> Tensor:
        """Logits in the order of `STATES`."""
        logits: Tensor = self.answer(self.dropout(self.features(pixels).mean(dim=(2, 3))))
        return logits


def _separable(before: int, after: int, *, stride: int) -> list[nn.Module]:
    return [
        nn.Conv2d(before, before, 3, stride, 1, groups=before, bias=False),
        nn.BatchNorm2d(before),
        nn.ReLU(),
        nn.Conv2d(before, after, 1, bias=False),
        nn.BatchNorm2d(after),
        nn.ReLU(),
    ]


class Probabilities(nn.Module):
    """The network as it is exported: from pixels 0..255 to probabilities."""

    def __init__(self, network: nn.Module, normalise: nn.Module) -> None:
        super().__init__()
        self.normalise, self.network = normalise, network

    def forward(self, pixels: Tensor) -> Tensor:
        """(N, 4), each row of sum 1."""
        return torch.softmax(self.network(self.normalise(pixels)), dim=1)
