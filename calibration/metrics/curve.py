"""Both error rates over all thresholds, and what is read off the curve: equal error rate and area."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calibration.metrics.rates import fmr, fnmr
from calibration.metrics.scores import FloatArray, Scores


@dataclass(frozen=True, eq=False)
class Curve:
    """The error rates at every score that occurs: FMR falls and FNMR rises along it. Its end, (0, 1), is not stored."""

    thresholds: FloatArray
    """(n,), ascending, no ties."""
    fmr: NDArray[np.float64]
    fnmr: NDArray[np.float64]


def curve(genuines: Scores, impostors: Scores) -> Curve:
    """Error rates at each distinct score.

    Raises:
        CalibrationError: there are no genuines or no impostors.
    """
    scores = np.concatenate([genuines.values, impostors.values])
    scores.sort(kind="stable")  # merges the two sorted runs
    thresholds = scores[np.concatenate([[True], scores[1:] != scores[:-1]])] if scores.size else scores
    return Curve(thresholds, fmr(impostors, thresholds), fnmr(genuines, thresholds))


def eer(rates: Curve) -> float:
    """Equal error rate: where the ROC, its points joined by straight lines, crosses FMR = FNMR."""
    far, frr = _with_end(rates)
    after = int(np.argmax(far <= frr))  # never 0: the lowest score accepts everybody
    gap_before, gap_after = far[after - 1] - frr[after - 1], frr[after] - far[after]
    along = gap_before / (gap_before + gap_after)
    return float(far[after - 1] + along * (far[after] - far[after - 1]))


def eer_fvc(rates: Curve) -> float:
    """Equal error rate by the rule of FVC2000, which pyeer follows: the middle of FMR and FNMR at one threshold.

    Of the two neighbouring thresholds between which the curves cross, the one with the smaller FMR + FNMR is taken
    (Maio et al., "FVC2000: Fingerprint Verification Competition", IEEE TPAMI 24(3), 2002). Where the curves cross only
    above the highest score, pyeer warns and gives 1; here the end, (0, 1), is the upper neighbour.
    """
    far, frr = _with_end(rates)
    after = int(np.argmax(far <= frr))
    if far[after] == frr[after]:
        return float(far[after])
    return float(min(far[after - 1] + frr[after - 1], far[after] + frr[after])) / 2


def fnmr_at_nearest_fmr(rates: Curve, target: float) -> float:
    """FNMR where |FMR - target| is smallest: pyeer's reading of FMR100 and FMR1000.

    The FMR there may exceed the target, so no threshold is ever set by it (`point_at_fmr` is the rule for that).
    """
    return float(rates.fnmr[np.argmin(np.abs(rates.fmr - target))])


def auc(genuines: Scores, impostors: Scores) -> float:
    """Area under the ROC: the chance that a genuine score exceeds an impostor score, a tie counting one half.

    (Mann-Whitney; Hanley & McNeil, "The meaning and use of the area under a ROC curve", Radiology 143, 1982.)

    Raises:
        CalibrationError: there are no genuines or no impostors.
    """
    rejected = 1 - fmr(impostors, genuines.values)
    tied = np.searchsorted(impostors.values, genuines.values, side="right")
    not_above = impostors.cumulative[tied] / impostors.total
    return float(np.average((rejected + not_above) / 2, weights=np.diff(genuines.cumulative)))


def _with_end(rates: Curve) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    return np.append(rates.fmr, 0.0), np.append(rates.fnmr, 1.0)
