"""What every face network here has in common, and how pixels become its input."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from engines.builtin import BUILTINS
from engines.card import Preprocessing
from trainer.realigner.network import Realigner


class Backbone(nn.Module):
    """A face network: (N, 3, 112, 112) float32, normalised by `preprocessing`, to (N, dim) float32, any length.

    Attributes:
        dim: elements of an embedding.
        preprocessing: the numbers that `Normalise` applies in training and that the exported model's card carries.
        realigner: lays faces right before they are normalised; whoever hands pixels over does it. None: nothing does.
    """

    dim: int
    preprocessing: Preprocessing
    realigner: Realigner | None

    def __init__(self, dim: int, preprocessing: Preprocessing) -> None:
        super().__init__()
        self.dim = dim
        self.preprocessing = preprocessing
        self.realigner = None


class Normalise(nn.Module):
    """Turns pixels 0..255 (N, 3, H, W; uint8 or float32, in the card's colour order) into a network's input.

    It runs on the device, so that loaders hand over bytes and teacher and student may be normalised differently.
    """

    mean: Tensor
    scale: Tensor

    def __init__(self, preprocessing: Preprocessing) -> None:
        super().__init__()
        for name in ("mean", "scale"):
            numbers = torch.tensor(getattr(preprocessing, name), dtype=torch.float32).view(1, 3, 1, 1)
            self.register_buffer(name, numbers, persistent=False)

    def forward(self, pixels: Tensor) -> Tensor:
        """(pixels - mean) * scale, float32."""
        return (pixels.float() - self.mean) * self.scale


def face_preprocessing(*, scale: float, in_graph: bool) -> Preprocessing:
    """RGB crops of 112x112 in the alignment of the base recogniser's card, centred on 127.5 and scaled."""
    base = BUILTINS["sface"].card.preprocessing
    return base.model_copy(update={"scale": (scale, scale, scale), "in_graph": in_graph})


def embed(features: Tensor, fc: nn.Linear, norm: nn.BatchNorm1d) -> Tensor:
    """The last two layers, in float32 even under autocast: sums over 25,088 products lose too much in half precision.

    Args:
        features: (N, C, 7, 7).
        fc: linear, C*7*7 to D.
        norm: over D.

    Returns:
        (N, D) float32.
    """
    with torch.autocast(features.device.type, enabled=False):
        embedding: Tensor = norm(fc(torch.flatten(features, 1).float()))
    return embedding
