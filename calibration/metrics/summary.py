"""The metrics of a table's row, under the names that reports and JSON use."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from calibration.metrics.curve import auc, curve, eer, eer_fvc, fnmr_at_nearest_fmr
from calibration.metrics.intervals import Interval, clopper_pearson, percentile_interval
from calibration.metrics.rates import enough_impostors, point_at_fmr
from calibration.metrics.scores import Scores
from calibration.metrics.separation import d_prime, fdr

FMR_NAMES = {"fmr100": 1e-2, "fmr1000": 1e-3, "fmr10000": 1e-4, "fmr100000": 1e-5}
"""The FNMR where at most one impostor in a hundred to a hundred thousand is accepted (FVC's names, and one more)."""

FAR_NAMES = {"tpr_at_far_0.002": 2e-3}
"""False accept rates at which the TPR is told: the one that MFR2's figures are quoted at."""

ERROR_RATES = frozenset({"eer", "eer_fvc", *FMR_NAMES, *(f"{name}_nearest" for name in FMR_NAMES)})
"""Those of the metrics that are shares of wrong decisions."""


def summarise(genuines: Scores, impostors: Scores) -> dict[str, float]:
    """All metrics of two sets of scores.

    `fmr100` to `fmr100000` are the FNMR at the smallest threshold whose FMR does not exceed the target;
    `…_nearest` is pyeer's reading, whose FMR may exceed it. `eer` is read off the straight-lined ROC, `eer_fvc` is
    pyeer's. `tpr_at_far_…` is 1 - FNMR. `g_mean` and `i_mean` are the mean genuine and impostor score.

    Raises:
        CalibrationError: there are no genuines or no impostors.
    """
    rates = curve(genuines, impostors)
    return {
        "eer": eer(rates),
        "eer_fvc": eer_fvc(rates),
        **{name: point_at_fmr(genuines, impostors, target).fnmr for name, target in FMR_NAMES.items()},
        **{f"{name}_nearest": fnmr_at_nearest_fmr(rates, target) for name, target in FMR_NAMES.items()},
        **{name: 1 - point_at_fmr(genuines, impostors, far).fnmr for name, far in FAR_NAMES.items()},
        "auc": auc(genuines, impostors),
        "fdr": fdr(genuines, impostors),
        "d_prime": d_prime(genuines, impostors),
        "g_mean": genuines.mean(),
        "i_mean": impostors.mean(),
    }


def supported(impostors: float) -> dict[str, bool]:
    """Which of the figures at a false match rate so many impostor comparisons can support."""
    return {name: enough_impostors(impostors, target) for name, target in (FMR_NAMES | FAR_NAMES).items()}


def intervals(
    values: Mapping[str, float], samples: Mapping[str, NDArray[np.float64]], trials: int
) -> dict[str, Interval]:
    """95 % intervals from bootstrap samples; Clopper and Pearson's for a rate without errors, where nothing varies.

    Args:
        values: of the metrics.
        samples: (replicates,) of those that have an interval.
        trials: comparisons behind a rate.
    """
    found = {}
    for name, column in samples.items():
        if name in ERROR_RATES and values[name] == 0:
            found[name] = clopper_pearson(0, trials)
        elif name in FAR_NAMES and values[name] == 1:
            found[name] = (1 - clopper_pearson(0, trials)[1], 1.0)
        else:
            found[name] = percentile_interval(column)
    return found
