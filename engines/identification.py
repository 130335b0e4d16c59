"""Error rates of a search over a gallery, from the error rate of one comparison.

A stranger is compared with everybody enrolled and meets that many chances. Were the comparisons independent, the false
positive identification rate (FPIR, ISO/IEC 19795-1) would be 1 - (1 - FMR)^N. They are not quite: some strangers look
like many people, others like nobody. So these figures are approximations, and are to be shown as such; open-set search
measures the real rate (`calibration open-set`).
"""

from __future__ import annotations

import math


def approximate_fpir(fmr: float, comparisons: int) -> float:
    """The share of strangers' searches that reach the threshold with anybody: 1 - (1 - FMR)^N.

    Args:
        fmr: False match rate of one comparison, 0..1, below 1.
        comparisons: N, the vectors that a probe is compared with.
    """
    return -math.expm1(comparisons * math.log1p(-fmr))


def approximate_fmr(fpir: float, comparisons: int) -> float:
    """The false match rate of one comparison at which N of them reach a wanted FPIR: the other way round.

    Args:
        fpir: Wanted, 0..1, below 1.
        comparisons: N; of none, one is assumed.
    """
    return -math.expm1(math.log1p(-fpir) / max(comparisons, 1))


def days_between(rate: float, attempts_a_day: float) -> float:
    """Days from one error to the next: 1 / (attempts a day x error rate of an attempt); infinite without errors."""
    a_day = rate * attempts_a_day
    return 1 / a_day if a_day > 0 else math.inf
