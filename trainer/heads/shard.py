"""Which classes live on which rank."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, distributed

from trainer.errors import TrainerError


@dataclass(frozen=True)
class Shard:
    """One rank's contiguous share of the classes; shares differ by one class at most."""

    classes: int
    rank: int = 0
    ranks: int = 1

    def __post_init__(self) -> None:
        if self.classes < self.ranks:
            raise TrainerError(f"{self.classes} classes can't be shared by {self.ranks} ranks: use fewer ranks")

    @classmethod
    def of_this_process(cls, classes: int) -> Shard:
        """This rank's share, or all of it without a process group."""
        if not (distributed.is_available() and distributed.is_initialized()):
            return cls(classes)
        return cls(classes, distributed.get_rank(), distributed.get_world_size())

    @property
    def start(self) -> int:
        """The first class of this share."""
        return self._start_of(self.rank)

    @property
    def size(self) -> int:
        """Classes in this share."""
        return self._start_of(self.rank + 1) - self.start

    def share(self, rows: Tensor) -> Tensor:
        """This share's rows of a tensor that has one row for each class."""
        return rows[self.start : self.start + self.size]

    def collect(self, rows: Tensor) -> Tensor | None:
        """All shares' rows in order, (classes, …) on the CPU of rank 0, None on the others; all ranks must call it."""
        if self.ranks == 1:
            return rows.detach().cpu()
        shares = []
        for rank in range(self.ranks):  # one at a time: a card need not hold them all
            other = Shard(self.classes, rank, self.ranks)
            share = rows.detach() if rank == self.rank else rows.new_empty((other.size, *rows.shape[1:]))
            distributed.broadcast(share, src=rank)
            if self.rank == 0:
                shares.append(share.cpu())
        return torch.cat(shares) if self.rank == 0 else None

    def _start_of(self, rank: int) -> int:
        return self.classes * rank // self.ranks
