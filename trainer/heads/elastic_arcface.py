"""ElasticFace-Arc and ElasticFace-Arc+ (Boutros et al. 2022): ArcFace with margins from a normal distribution."""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor

from trainer.heads.arcface import ArcFace
from trainer.heads.elastic import elastic_margins
from trainer.heads.head import Samples


@dataclass(frozen=True)
class ElasticArcFace(ArcFace):
    """The head; angles in radians. With `std` 0 it is ArcFace; ranked, with std 0.0175, it is the + variant."""

    std: float = 0.05
    ranked: bool = False

    def margins(self, samples: Samples) -> Tensor:
        """Random."""
        return elastic_margins(samples, mean=self.margin, std=self.std, ranked=self.ranked)
