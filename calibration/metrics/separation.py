"""How far apart the two distributions stand, whatever the threshold."""

from __future__ import annotations

import math

from calibration.metrics.scores import Scores


def fdr(genuines: Scores, impostors: Scores) -> float:
    """Fisher discriminant ratio: (G-mean - I-mean)² / (G-std² + I-std²), population deviations.

    (Poh & Bengio, "A study of the effects of score normalisation prior to fusion in biometric authentication tasks",
    IDIAP-RR 69, 2004.) Infinite for distinct constants, not a number for equal ones.
    """
    return _ratio((genuines.mean() - impostors.mean()) ** 2, genuines.std() ** 2 + impostors.std() ** 2)


def d_prime(genuines: Scores, impostors: Scores) -> float:
    """Decidability d′: |G-mean - I-mean| / √((G-std² + I-std²) / 2) (Daugman, Proc. R. Soc. Lond. B 267, 2000)."""
    spread = math.sqrt((genuines.std() ** 2 + impostors.std() ** 2) / 2)
    return _ratio(abs(genuines.mean() - impostors.mean()), spread)


def _ratio(distance: float, spread: float) -> float:
    if spread == 0:
        return math.inf if distance else math.nan
    return distance / spread
