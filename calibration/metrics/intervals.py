"""Confidence intervals of rates."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats import beta

LEVEL = 0.95
"""The confidence level of every interval that this project prints."""

Interval = tuple[float, float]


def clopper_pearson(errors: int, trials: int) -> Interval:
    """Exact binomial interval (Clopper & Pearson, Biometrika 26, 1934).

    It takes the trials for independent. Comparisons that share people are not, so for zero errors, where no bootstrap
    can say anything, its upper bound is a floor of the uncertainty.
    """
    tail = (1 - LEVEL) / 2
    low = 0.0 if errors == 0 else float(beta.ppf(tail, errors, trials - errors + 1))
    high = 1.0 if errors == trials else float(beta.ppf(1 - tail, errors + 1, trials - errors))
    return low, high


def percentile_interval(samples: ArrayLike) -> Interval:
    """The middle 95 % of bootstrap replicates; NaN (a replicate with nothing to measure on) is passed over.

    Both ends are replicates themselves, so that infinite ones need no arithmetic.
    """
    low, high = np.nanquantile(np.asarray(samples), [(1 - LEVEL) / 2, (1 + LEVEL) / 2], method="inverted_cdf")
    return float(low), float(high)
