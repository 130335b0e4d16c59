"""Beyond what was counted: the tail of the impostor scores as a generalised Pareto distribution.

Scores above a high level u, less u, tend to a generalised Pareto distribution with shape xi and scale sigma (Pickands,
Annals of Statistics 3, 1975); then FMR(t) = z (1 + xi (t - u) / sigma)^(-1 / xi), where z is the share of the scores
that exceed u. Shape and scale come from probability-weighted moments, which take weights, and so a bootstrap (Hosking &
Wallis, Technometrics 29, 1987). An estimate, never a measurement: ISO/IEC 5152 asks to say so, and with which interval.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calibration.all_against_all import AllAgainstAll
from calibration.bootstrap import REPLICATES, draws
from calibration.errors import CalibrationError
from calibration.metrics.intervals import Interval, percentile_interval

EXCEEDANCES = 1000
"""Highest impostor scores that the tail is fitted to."""


@dataclass(frozen=True)
class ParetoTail:
    """A fitted tail."""

    level: float
    """u, a cosine."""
    share: float
    """z, of all impostor scores."""
    shape: float
    scale: float

    def fmr(self, threshold: float) -> float:
        """The false match rate at a threshold of `level` or more."""
        above = (threshold - self.level) / self.scale
        if abs(self.shape) < 1e-9:
            return self.share * math.exp(-above)
        base: float = 1 + self.shape * above
        return self.share * math.exp(-math.log(base) / self.shape) if base > 0 else 0.0

    def threshold(self, fmr: float) -> float:
        """The threshold for a false match rate of `share` or less."""
        ratio = self.share / fmr
        if abs(self.shape) < 1e-9:
            return self.level + self.scale * math.log(ratio)
        return self.level + self.scale * math.expm1(self.shape * math.log(ratio)) / self.shape


def fit(exceedances: NDArray[np.float64], weights: NDArray[np.float64], *, level: float, total: float) -> ParetoTail:
    """Fit a tail by probability-weighted moments.

    Args:
        exceedances: (n,) ascending, above 0: scores less `level`.
        weights: (n,) 0 or more.
        level: u.
        total: weight of all impostor scores.

    Raises:
        CalibrationError: the scores have no spread to fit.
    """
    weight = weights.sum()
    position = (np.cumsum(weights) - 0.35 * weights) / weight if weight else weights
    mean = float(weights @ exceedances) / weight if weight else 0.0
    moment = float(weights @ (exceedances * (1 - position))) / weight if weight else 0.0
    if not mean > 2 * moment > 0:
        raise CalibrationError("the highest impostor scores have no tail that could be extrapolated")
    scale = 2 * mean * moment / (mean - 2 * moment)
    return ParetoTail(level, weight / total, 2 - mean / (mean - 2 * moment), scale)


def extrapolate(table: AllAgainstAll, fmr: float, *, replicates: int = REPLICATES) -> tuple[float, Interval]:
    """The threshold at a false match rate that too few impostors reach to count, and the rate's 95 % interval there.

    The interval comes from a bootstrap over people that fits every replicate anew: it holds the chance of who was
    compared, not the error of the model of the tail.

    Raises:
        CalibrationError: there are too few impostor scores, or their tail can't be fitted.
    """
    tail = table.tail.pick(np.arange(min(len(table.tail), EXCEEDANCES + 1))[::-1])  # ascending
    if len(tail) <= EXCEEDANCES:
        raise CalibrationError(f"an extrapolation needs more than {EXCEEDANCES} impostor scores in the exact tail")
    level = float(tail.scores[0])
    above = tail.scores[1:].astype(np.float64) - level
    ones = np.ones_like(above)
    threshold = fit(above, ones, level=level, total=table.impostors).threshold(fmr)
    first, second = table.probe_people[tail.probes[1:]], table.reference_people[tail.references[1:]]
    people = int(max(table.probe_people.max(), table.reference_people.max())) + 1
    samples = []
    for drawn in draws(people, replicates=replicates):
        weights = (drawn[first] * drawn[second]).astype(np.float64)
        try:
            samples.append(fit(above, weights, level=level, total=table.impostor_weight(drawn)).fmr(threshold))
        except CalibrationError:
            samples.append(math.nan)
    return threshold, percentile_interval(samples)
