"""CosFace (Wang et al. 2018): one margin subtracted from every cosine."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from trainer.heads.head import Head, Samples


@dataclass(frozen=True)
class CosFace(Head):
    """The head."""

    scale: float = 64.0
    margin: float = 0.35

    def margins(self, samples: Samples) -> Tensor:
        """The same for all."""
        return torch.full_like(samples.cosine, self.margin)

    def penalise(self, cosine: Tensor, margin: Tensor) -> Tensor:
        """Subtract: cos(theta) - m (equation 4)."""
        return cosine - margin
