"""The classification layer: class centres under a margin head, sharded and sampled (Partial FC, An et al. 2021)."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from trainer.errors import TrainerError
from trainer.heads.head import Head, Samples
from trainer.heads.shard import Shard
from trainer.heads.softmax import cross_entropy, gather, gather_labels, sum_over_ranks
from trainer.streams import generator

_INITIAL_STD = 0.01
_BLOCK = 4096
"""Classes whose first centres are drawn together, so that they don't depend on the number of ranks."""

_CENTRES, _MARGINS, _NEGATIVES = range(3)
"""What a random stream is for."""


@dataclass(frozen=True)
class Classification:
    """The loss of a batch and what it is made of: scalars over the global batch, detached but for `loss`."""

    loss: Tensor
    """To be minimised: cross entropy and regulariser. The regulariser in it is that of this rank's samples."""
    cross_entropy: Tensor
    regulariser: Tensor
    own_cosine: Tensor
    """Mean cosine with the own class's centre, before the margin."""


class ClassificationLayer(nn.Module):
    """Softmax over cosines with class centres, after a margin head.

    Every rank holds its share of the centres and sees the embeddings of all ranks, so memory for centres, logits,
    gradients and optimiser state grows as classes / ranks. Never wrap it in data parallelism: the centres' gradients
    are complete on their rank, and the embeddings' are scaled for a backbone whose gradients are averaged.

    Args:
        head: the margin head.
        dim: elements of an embedding.
        shard: this rank's classes.
        rate: the share of its centres that a rank compares with in a training step, drawn at random; the batch's own
            classes are always among them. Below 1 the centres' gradients are sparse: use `RowSGD`.
        seed: of first centres, margins and sampling.

    Attributes:
        centres: (shard.size, dim) float32.
    """

    def __init__(self, head: Head, dim: int, shard: Shard, *, rate: float = 1.0, seed: int = 0) -> None:
        super().__init__()
        if not 0 < rate <= 1:
            raise TrainerError(f"the sampling rate of classes must be above 0 and at most 1, not {rate:g}")
        self.head, self.shard, self.rate, self.seed = head, shard, rate, seed
        self.centres = nn.Parameter(_first_centres(shard, dim, seed))

    def forward(self, embeddings: Tensor, labels: Tensor, step: int) -> Classification:
        """The mean loss of the global batch, in float32 whatever the autocast.

        Args:
            embeddings: (N, dim), this rank's; every rank must have the same N.
            labels: (N,) int64, below `shard.classes`; negative: the sample has no class and does not count.
            step: picks the random numbers; another for every batch, the same on all ranks.
        """
        ranks = self.shard.ranks
        labels = gather_labels(labels, ranks)
        classified = labels >= 0
        with torch.autocast(embeddings.device.type, enabled=False):
            embeddings = embeddings.to(self.centres.dtype)
            weight = classified.to(embeddings) / classified.sum().clamp_min(1)
            everyone = gather(embeddings, ranks)
            centres, column, owned = self._compared(labels, step)
            cosine = functional.normalize(everyone) @ functional.normalize(centres).T
            own = cosine.gather(1, column.unsqueeze(1)).squeeze(1)
            known = sum_over_ranks(own * owned, ranks)
            draws = generator(self.seed, _MARGINS, step)
            samples = Samples(known.masked_fill(~classified, torch.nan), everyone.norm(dim=1), draws)
            margins = self.head.margins(samples)
            loss = cross_entropy(
                cosine, self.head.penalise(own, margins), column, owned, weight, scale=self.head.scale, ranks=ranks
            )
            mine = weight.chunk(ranks)[self.shard.rank] * ranks
            regulariser = (self.head.regulariser(embeddings.norm(dim=1)) * mine).sum()
        return Classification(
            loss + regulariser,
            loss.detach(),
            sum_over_ranks(regulariser, ranks) / ranks,
            (known * weight).sum(),
        )

    def start_from(self, templates: Tensor) -> None:
        """Put centres where given templates point, at the length that random ones have; zero rows stay random.

        Args:
            templates: (classes, dim), of any length; for example each class's mean template.

        Raises:
            TrainerError: another number of classes or another dimension.
        """
        rows = self.shard.share(self._checked(templates)).to(self.centres)
        length = _INITIAL_STD * math.sqrt(rows.shape[1])
        given = rows.norm(dim=1, keepdim=True) > 0
        with torch.no_grad():
            self.centres.copy_(torch.where(given, functional.normalize(rows) * length, self.centres))

    def load_centres(self, centres: Tensor) -> None:
        """Take this rank's share of (classes, dim) saved centres, whatever number of ranks saved them.

        Raises:
            TrainerError: another number of classes or another dimension.
        """
        with torch.no_grad():
            self.centres.copy_(self.shard.share(self._checked(centres)))

    def _checked(self, rows: Tensor) -> Tensor:
        wanted = (self.shard.classes, self.centres.shape[1])
        if tuple(rows.shape) != wanted:
            raise TrainerError(
                f"the given class centres have the shape {tuple(rows.shape)}, the data and the network need {wanted}"
            )
        return rows

    def _compared(self, labels: Tensor, step: int) -> tuple[Tensor, Tensor, Tensor]:
        """(K, dim) centres of this step, (N,) the own classes' rows in them, (N,) whether they are on this rank."""
        local = labels - self.shard.start
        owned = (local >= 0) & (local < self.shard.size)
        local = local.where(owned, 0)
        if self.rate == 1 or not self.training:
            return self.centres, local, owned
        count = max(math.ceil(self.rate * self.shard.size), min(len(labels), self.shard.size))
        draws = generator(self.seed, _NEGATIVES, step, self.shard.rank, device=labels.device)
        priority = torch.rand(self.shard.size, generator=draws, device=labels.device)
        priority.scatter_reduce_(0, local, owned.to(priority) * 2, "amax")
        chosen = priority.topk(count).indices.sort().values
        column = torch.searchsorted(chosen, local).clamp_max(count - 1)
        return functional.embedding(chosen, self.centres, sparse=True), column, owned


def _first_centres(shard: Shard, dim: int, seed: int) -> Tensor:
    """This share of N(0, 0.01) rows, as ElasticFace's; shares of any size are cut from the same rows."""
    centres = torch.empty(shard.size, dim)
    end = shard.start + shard.size
    for block in range(shard.start // _BLOCK, -(-end // _BLOCK)):
        rows = torch.randn(_BLOCK, dim, generator=generator(seed, _CENTRES, block))
        first = block * _BLOCK
        low, high = max(first, shard.start), min(first + _BLOCK, end)
        centres[low - shard.start : high - shard.start] = rows[low - first : high - first]
    return centres * _INITIAL_STD
