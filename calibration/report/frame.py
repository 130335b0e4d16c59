"""The axes that all plots of a protocol share, so that they can be compared by eye."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from calibration.metrics.rates import point_at_fmr
from calibration.report.types import Measured

FNMR_TICKS = np.array([1e-4, 1e-3, 5e-3, 0.01, 0.02, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 0.9, 0.95, 0.99, 0.999])

_HIGHEST_FMR = 0.4
_LOWEST_TOP, _HIGHEST_BOTTOM = 8, 3
"""Places of 0.4 and 1e-2 among the ticks: a plot reaches at least from one to the other."""


@dataclass(frozen=True)
class Frame:
    """From where to where the axes reach."""

    fmr: tuple[float, float]
    """From a power of ten."""
    fnmr: tuple[float, float]
    """From one of `FNMR_TICKS` to another."""
    scores: tuple[float, float]
    """Multiples of 0.1; the upper one lies above every score."""


def frame(results: Sequence[Measured]) -> Frame:
    """Axes wide enough for all that the results can support."""
    drawn = [one for one in results if one.genuines.total and one.impostors.total]
    impostors = max((one.impostors.total for one in drawn), default=1e4)
    genuines = max((one.genuines.total for one in drawn), default=1e4)
    lowest_fmr = 10.0 ** min(max(math.floor(-math.log10(impostors)), -7), -3)
    highest_fnmr = max((_highest_supported(one) for one in drawn), default=0.0)
    bottom = min(max(int(np.searchsorted(FNMR_TICKS, 1 / genuines, side="right")) - 1, 0), _HIGHEST_BOTTOM)
    top = min(max(int(np.searchsorted(FNMR_TICKS, highest_fnmr)), _LOWEST_TOP), FNMR_TICKS.size - 1)
    return Frame((lowest_fmr, _HIGHEST_FMR), (float(FNMR_TICKS[bottom]), float(FNMR_TICKS[top])), _scores(results))


def _highest_supported(result: Measured) -> float:
    return point_at_fmr(result.genuines, result.impostors, min(3 / result.impostors.total, 1.0)).fnmr


def _scores(results: Sequence[Measured]) -> tuple[float, float]:
    kinds = [kind.values for one in results for kind in (one.genuines, one.impostors) if kind.total]
    low = min((float(values[0]) for values in kinds), default=0.0)
    high = max((float(values[-1]) for values in kinds), default=1.0)
    return math.floor(low * 10) / 10, (math.floor(high * 10) + 1) / 10
