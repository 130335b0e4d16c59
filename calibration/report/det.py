"""Detection error trade-off: FNMR over FMR as a step function, and how few of its points a plot needs.

Axes are probits, the quantiles of the normal distribution (Martin et al., "The DET curve in assessment of detection
task performance", Eurospeech 1997): between normal scores of one spread the curve is a straight line.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from calibration.metrics.rates import fmr, fnmr
from calibration.metrics.scores import Scores


@dataclass(frozen=True, eq=False)
class Det:
    """The FNMR that a wanted FMR costs: at x, `fnmr` of the last point with `fmr` <= x.

    At every x this is `calibration.metrics.rates.point_at_fmr`: the FNMR at the smallest threshold whose FMR is within.
    """

    fmr: NDArray[np.float64]
    """(n,), ascending, no ties, from 0."""
    fnmr: NDArray[np.float64]
    """(n,), strictly descending, to 0."""

    def at(self, targets: NDArray[np.float64]) -> NDArray[np.float64]:
        """FNMR at wanted false match rates, 0 to 1."""
        return self.fnmr[np.searchsorted(self.fmr, targets, side="right") - 1]


def det(genuines: Scores, impostors: Scores) -> Det:
    """The curve's corners. They lie at genuine scores: only there does the FNMR change.

    Raises:
        CalibrationError: there are no genuines or no impostors.
    """
    thresholds = np.unique(genuines.values)[::-1]
    far, frr = fmr(impostors, thresholds), fnmr(genuines, thresholds)
    if far.size and far[0] > 0:  # above every genuine score all are rejected
        far, frr = np.append(0.0, far), np.append(1.0, frr)
    last = np.append(far[1:] > far[:-1], True)  # of thresholds with one FMR the lowest rejects least
    return Det(far[last], frr[last])


def thin(curve: Det, step: float = 0.01) -> Det:
    """Fewer points: the first one in each cell of `step` probits of FNMR; the last, FNMR 0, has a cell of its own.

    The thinned curve never lies below the whole one, so it flatters nobody, and lies less than `step` probits above it.
    """
    cells = np.floor(ndtri(curve.fnmr) / step)
    kept = np.append(True, cells[1:] != cells[:-1])
    return Det(curve.fmr[kept], curve.fnmr[kept])


def part(curve: Det, low: float, high: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The corners of a curve between two false match rates, both ends included: what one line of a plot joins."""
    inside = (curve.fmr > low) & (curve.fmr < high)
    x = np.concatenate([[low], curve.fmr[inside], [high]])
    return x, curve.at(x)
