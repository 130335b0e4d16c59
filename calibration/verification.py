"""1:1 verification: the pairs of a protocol, scored, and what they say about a model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calibration.bootstrap import REPLICATES, metric_samples
from calibration.comparisons import Comparisons
from calibration.embed import Embedded
from calibration.metrics.scores import Scores
from calibration.metrics.summary import summarise
from calibration.protocols.pairs import Pair


@dataclass(frozen=True, eq=False)
class ScoredPairs:
    """The completed comparisons of a protocol, and the pairs that failed because an image was lost."""

    comparisons: Comparisons
    """Probes and references are rows of the embedded images."""
    genuine: NDArray[np.bool_]
    folds: NDArray[np.int64]
    failed: tuple[Pair, ...]

    def samples(
        self, people: NDArray[np.int64], *, persons: int | None = None, replicates: int = REPLICATES
    ) -> dict[str, NDArray[np.float64]]:
        """(replicates,) of each metric of `summarise`, by bootstrap over people.

        Args:
            people: (n,) who is on each embedded sample.
            persons: how many people there are; equal numbers give paired samples.
            replicates: of the bootstrap.

        Raises:
            CalibrationError: there are no genuine or no impostor pairs.
        """
        genuine, impostor = self.comparisons.pick(self.genuine), self.comparisons.pick(~self.genuine)
        names = list(summarise(Scores.of(genuine.scores), Scores.of(impostor.scores)))
        columns = metric_samples(
            genuine,
            impostor,
            people,
            lambda genuines, impostors: list(summarise(genuines, impostors).values()),
            persons=persons,
            replicates=replicates,
        )
        return {name: columns[:, i] for i, name in enumerate(names)}


def score_pairs(pairs: Sequence[Pair], embedded: Embedded) -> ScoredPairs:
    """Compare both samples of each pair."""
    done = [pair for pair in pairs if pair.first in embedded.rows and pair.second in embedded.rows]
    first = np.array([embedded.rows[pair.first] for pair in done], dtype=np.int32)
    second = np.array([embedded.rows[pair.second] for pair in done], dtype=np.int32)
    scores = np.einsum("ij,ij->i", embedded.vectors[first], embedded.vectors[second])
    return ScoredPairs(
        comparisons=Comparisons(scores, first, second),
        genuine=np.array([pair.genuine for pair in done], dtype=bool),
        folds=np.array([pair.fold for pair in done], dtype=np.int64),
        failed=tuple(pair for pair in pairs if pair.first in embedded.lost or pair.second in embedded.lost),
    )
