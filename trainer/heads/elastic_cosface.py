"""ElasticFace-Cos and ElasticFace-Cos+ (Boutros et al. 2022): CosFace with margins from a normal distribution."""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor

from trainer.heads.cosface import CosFace
from trainer.heads.elastic import elastic_margins
from trainer.heads.head import Samples


@dataclass(frozen=True)
class ElasticCosFace(CosFace):
    """The head. With `std` 0 it is CosFace; ranked, with std 0.02, it is the + variant."""

    std: float = 0.05
    ranked: bool = False

    def margins(self, samples: Samples) -> Tensor:
        """Random."""
        return elastic_margins(samples, mean=self.margin, std=self.std, ranked=self.ranked)
