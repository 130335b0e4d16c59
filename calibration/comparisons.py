"""Comparisons of images, listed one by one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class ImageSet:
    """Templates of images, and who is on them."""

    vectors: NDArray[np.float32]
    """(n, D), norm 1 each."""
    people: NDArray[np.int64]
    """(n,) number of the person, 0 and up; one numbering for all sets that are compared."""


@dataclass(frozen=True, eq=False)
class Comparisons:
    """Scores, each with the two images that were compared."""

    scores: NDArray[np.float32]
    """(n,) cosines."""
    probes: NDArray[np.int32]
    """(n,) row of the probe in its image set."""
    references: NDArray[np.int32]
    """(n,) row of the reference in its image set."""

    def __len__(self) -> int:
        return self.scores.size

    def pick(self, which: NDArray[np.bool_] | NDArray[np.intp]) -> Comparisons:
        """Some of them: by mask, or by index and in its order."""
        return Comparisons(self.scores[which], self.probes[which], self.references[which])


def join(parts: Iterable[Comparisons]) -> Comparisons:
    """One list after the other."""
    kept = [Comparisons(np.empty(0, np.float32), np.empty(0, np.int32), np.empty(0, np.int32)), *parts]
    return Comparisons(
        np.concatenate([part.scores for part in kept]),
        np.concatenate([part.probes for part in kept]),
        np.concatenate([part.references for part in kept]),
    )
