"""ElasticFace's random margins (Boutros et al. 2022, section III), which its Arc and Cos heads share."""

from __future__ import annotations

import torch
from torch import Tensor

from trainer.heads.head import Samples


def elastic_margins(samples: Samples, *, mean: float, std: float, ranked: bool) -> Tensor:
    """Margins from the normal distribution E(m, sigma), anew for each sample and step, by rank for ElasticFace+."""
    drawn = torch.normal(mean, std, samples.cosine.shape, generator=samples.draws).to(samples.cosine)
    return by_rank(drawn, samples.cosine) if ranked else drawn


def by_rank(margins: Tensor, cosine: Tensor) -> Tensor:
    """Give the largest margin to the sample farthest from its class's centre, the smallest to the nearest.

    Samples in descending order of cosine meet margins in ascending order. (Indexing the sorted margins by that order,
    as the released code does, applies the permutation where its inverse is needed.) Samples without a class, whose
    cosine is NaN, take no part: theirs becomes 0.
    """
    outside = cosine.isnan()
    order = cosine.argsort(descending=True, stable=True)  # NaN comes first,
    ascending = margins.masked_fill(outside, -torch.inf).sort().values  # as do their margins
    return torch.empty_like(margins).scatter(0, order, ascending).masked_fill(outside, 0)
