"""The scores of one kind, sorted once, from which every rate is a look-up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.floating[Any]]


@dataclass(frozen=True, eq=False)
class Scores:
    """Genuine or impostor scores with a weight each: 1 as measured, a bin's count, a bootstrap's multiplicity."""

    values: FloatArray
    """(n,), ascending, in the precision they were measured in: float32 or float64."""
    cumulative: NDArray[np.float64]
    """(n + 1,): the weight of `values[:i]`."""

    @classmethod
    def of(cls, values: ArrayLike, weights: ArrayLike | None = None) -> Scores:
        """Sort scores, in any order, and add up their weights (1 each unless given).

        Args:
            values: (n,), any real numbers; ties are allowed.
            weights: (n,), 0 or more; scores of weight 0 are left out.

        Raises:
            ValueError: a score is not a number, or a weight is negative.
        """
        array = np.asarray(values).ravel()
        if array.dtype not in (np.float32, np.float64):
            array = array.astype(np.float64)
        if weights is None:
            array = np.sort(array)
            cumulative = np.arange(array.size + 1, dtype=np.float64)
        else:
            weight = np.asarray(weights, dtype=np.float64).ravel()
            if (weight < 0).any():
                raise ValueError("a weight is negative")
            array, weight = array[weight > 0], weight[weight > 0]
            order = np.argsort(array, kind="stable")
            array = array[order]
            cumulative = np.concatenate([[0.0], np.cumsum(weight[order])])
        if array.size and np.isnan(array[-1]):  # NaN sorts last
            raise ValueError("a score is not a number")
        return cls(array, cumulative)

    @property
    def total(self) -> float:
        """The weight of all scores: their number, where each weighs 1."""
        return float(self.cumulative[-1])

    def below(self, thresholds: ArrayLike) -> NDArray[np.float64]:
        """The weight of the scores that each threshold rejects: score < threshold."""
        return self.cumulative[np.searchsorted(self.values, np.asarray(thresholds), side="left")]

    def reaching(self, thresholds: ArrayLike) -> NDArray[np.float64]:
        """The weight of the scores that each threshold accepts: score >= threshold."""
        return self.total - self.below(thresholds)

    def mean(self) -> float:
        """Weighted mean."""
        return float(np.average(self.values, weights=np.diff(self.cumulative)))

    def std(self) -> float:
        """Weighted population standard deviation (divided by n, as `numpy.std` and pyeer do)."""
        centred = self.values.astype(np.float64) - self.mean()
        return float(np.sqrt(np.average(centred**2, weights=np.diff(self.cumulative))))
