"""1:1 verification: the pairs of a protocol, scored, and what they say about a model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calibration.bootstrap import REPLICATES, metric_samples
from calibration.comparisons import Comparisons
from calibration.embed import Embedded
from calibration.metrics.accuracy import Accuracy, fold_accuracy
from calibration.metrics.intervals import Interval, clopper_pearson, percentile_interval
from calibration.metrics.scores import Scores
from calibration.metrics.summary import ERROR_RATES, summarise
from calibration.pairs import Pair


@dataclass(frozen=True, eq=False)
class ScoredPairs:
    """The completed comparisons of a protocol, and the pairs that failed because an image was lost."""

    comparisons: Comparisons
    """Probes and references are rows of the embedded images."""
    genuine: NDArray[np.bool_]
    folds: NDArray[np.int64]
    failed: tuple[Pair, ...]

    def accuracy(self) -> Accuracy:
        """Accuracy over the protocol's folds.

        Raises:
            CalibrationError: fewer than two folds are left.
        """
        return fold_accuracy(self.comparisons.scores, self.genuine, self.folds)

    def metrics(self) -> dict[str, float]:
        """`calibration.metrics.summary.summarise` of the completed comparisons."""
        scores = self.comparisons.scores
        return summarise(Scores.of(scores[self.genuine]), Scores.of(scores[~self.genuine]))

    def intervals(self, people: NDArray[np.int64], *, replicates: int = REPLICATES) -> dict[str, Interval]:
        """95 % intervals of `metrics`, by bootstrap over people; Clopper and Pearson's for a rate without errors.

        Args:
            people: (n,) who is on each embedded image.
            replicates: of the bootstrap.
        """
        samples = metric_samples(
            self.comparisons.pick(self.genuine),
            self.comparisons.pick(~self.genuine),
            people,
            lambda genuines, impostors: list(summarise(genuines, impostors).values()),
            replicates=replicates,
        )
        trials = int(min(self.genuine.sum(), (~self.genuine).sum()))
        return {
            name: clopper_pearson(0, trials)
            if name in ERROR_RATES and value == 0
            else percentile_interval(samples[:, i])
            for i, (name, value) in enumerate(self.metrics().items())
        }


def score_pairs(pairs: Sequence[Pair], embedded: Embedded) -> ScoredPairs:
    """Compare both images of each pair."""
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
