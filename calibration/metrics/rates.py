"""False match and false non-match rates, and the threshold for a wanted false match rate."""

from __future__ import annotations

import math
from bisect import bisect_left
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from calibration.errors import CalibrationError
from calibration.metrics.scores import Scores


def fmr(impostors: Scores, thresholds: ArrayLike) -> NDArray[np.float64]:
    """False match rate: the share of impostor comparisons with score >= threshold (ISO/IEC 19795-1).

    Raises:
        CalibrationError: there are no impostors.
    """
    return impostors.reaching(thresholds) / _total(impostors, "impostor")


def fnmr(genuines: Scores, thresholds: ArrayLike) -> NDArray[np.float64]:
    """False non-match rate: the share of genuine comparisons with score < threshold (ISO/IEC 19795-1).

    Raises:
        CalibrationError: there are no genuines.
    """
    return genuines.below(thresholds) / _total(genuines, "genuine")


def threshold_at_fmr(impostors: Scores, target: float) -> float:
    """The smallest threshold whose false match rate does not exceed the target.

    It is the next number, in the scores' own precision, above the highest score that may not be accepted. (The next
    float64 above a float32 score would be rounded back onto that score, and accept it, wherever float32 is compared.)

    Returns:
        The threshold; minus infinity where even accepting everybody stays within the target.

    Raises:
        CalibrationError: there are no impostors.
    """
    total = _total(impostors, "impostor")
    # Division, not target * total: a rate of exactly 3 in 3,000 then equals the literal 0.001, whatever the rounding.
    rejected = bisect_left(
        range(impostors.values.size + 1), True, key=lambda i: bool((total - impostors.cumulative[i]) / total <= target)
    )
    if rejected == 0:
        return -math.inf
    highest = impostors.values[rejected - 1]
    return float(np.nextafter(highest, highest.dtype.type(np.inf)))


@dataclass(frozen=True)
class Point:
    """The two error rates at the smallest threshold within a wanted false match rate."""

    target: float
    threshold: float
    fmr: float
    fnmr: float
    false_matches: float
    """Weight of the impostor comparisons that reach the threshold."""
    supported: bool
    """Whether impostors >= 3 / target (rule of three): with fewer, not even zero false matches would show the rate."""


def point_at_fmr(genuines: Scores, impostors: Scores, target: float) -> Point:
    """FMR100, FMR1000 and FMR10000 are this point's `fnmr` at 1e-2, 1e-3 and 1e-4; TPR at a FAR is 1 - `fnmr`.

    Raises:
        CalibrationError: there are no genuines or no impostors.
    """
    threshold = threshold_at_fmr(impostors, target)
    return Point(
        target=target,
        threshold=threshold,
        fmr=float(fmr(impostors, threshold)),
        fnmr=float(fnmr(genuines, threshold)),
        false_matches=float(impostors.reaching(threshold)),
        supported=enough_impostors(impostors.total, target),
    )


def enough_impostors(impostors: float, target: float) -> bool:
    """The rule of three: with n comparisons and no error the 95 % upper bound of the rate is about 3 / n."""
    return impostors / 3 >= 1 / target


def _total(scores: Scores, kind: str) -> float:
    if scores.total == 0:
        raise CalibrationError(f"there are no {kind} comparisons to measure an error rate on")
    return scores.total
