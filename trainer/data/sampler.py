"""Which pictures a step takes: a pure function of the seed and the step, whatever the number of ranks and workers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trainer.errors import TrainerError

Key = tuple[int, int]
"""(epoch, picture): names one view of one picture, from which all its chances are drawn."""

_ORDER = 0
"""What the random stream is for."""


@dataclass(frozen=True, eq=False)
class Batches:
    """The batches of one rank: every epoch all pictures in a new order, the incomplete last batch left out.

    A batch is dealt out in `accumulate` parts, and each part over the ranks; together the ranks' shares are the batch
    that one rank alone would take. Iterating gives this rank's parts, from `first_step` to the last step.
    """

    pictures: NDArray[np.int64]
    """Which pictures take part."""
    batch: int
    """Pictures in a step, over all ranks and parts."""
    steps: int
    """Of the whole run."""
    seed: int
    first_step: int = 0
    rank: int = 0
    ranks: int = 1
    accumulate: int = 1

    def __post_init__(self) -> None:
        if self.batch % (self.ranks * self.accumulate):
            raise TrainerError(
                f"a batch of {self.batch} can't be shared by {self.ranks} ranks in {self.accumulate} parts: "
                "change training.batch"
            )
        if len(self.pictures) < self.batch:
            raise TrainerError(
                f"there are {len(self.pictures)} training pictures, fewer than one batch of {self.batch}"
            )

    @property
    def steps_per_epoch(self) -> int:
        """Whole batches in an epoch."""
        return len(self.pictures) // self.batch

    def __len__(self) -> int:
        return (self.steps - self.first_step) * self.accumulate

    def __iter__(self) -> Iterator[list[Key]]:
        share = self.batch // (self.ranks * self.accumulate)
        known, order = -1, self.pictures
        for step in range(self.first_step, self.steps):
            epoch, position = divmod(step, self.steps_per_epoch)
            if epoch != known:
                known, order = epoch, np.random.default_rng((self.seed, _ORDER, epoch)).permutation(self.pictures)
            for part in range(self.accumulate):
                start = position * self.batch + (part * self.ranks + self.rank) * share
                yield [(epoch, picture) for picture in order[start : start + share].tolist()]
