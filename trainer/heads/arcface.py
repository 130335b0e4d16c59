"""ArcFace (Deng et al. 2019): one margin added to every angle."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from trainer.heads.head import Head, Samples, add_to_angle


@dataclass(frozen=True)
class ArcFace(Head):
    """The head. `margin` in radians; a margin of 0 is the plain normalised softmax."""

    scale: float = 64.0
    margin: float = 0.5

    def margins(self, samples: Samples) -> Tensor:
        """The same for all."""
        return torch.full_like(samples.cosine, self.margin)

    def penalise(self, cosine: Tensor, margin: Tensor) -> Tensor:
        """Add to the angle."""
        return add_to_angle(cosine, margin)
