"""Error versus discard: what is gained by leaving out the worst probes (ISO/IEC 29794-1, after Grother & Tabassi 2007).

A quality measure is good where its own order lowers the false non-match rate fastest. The threshold stays as it is with
every probe in: a gate does not choose another one because it waits for a better look.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calibration.comparisons import Comparisons
from calibration.errors import CalibrationError

SHARES = (0.0, 0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3)
"""Of the probes that are left out."""

DRAWS = 500
"""Random orders that stand for no measure at all."""


@dataclass(frozen=True)
class Curves:
    """False non-match rates, one for each share that is left out."""

    shares: tuple[float, ...]
    threshold: float
    probes: int
    comparisons: int
    fnmr: Mapping[str, tuple[float, ...]]
    """By the measure whose worst probes are left out."""
    random: tuple[float, ...]
    """Mean of random orders."""
    random_range: tuple[tuple[float, float], ...]
    """2.5 % and 97.5 % quantiles of random orders."""


def discard_curves(
    genuine: Comparisons,
    threshold: float,
    measures: Mapping[str, NDArray[np.floating]],
    *,
    shares: Sequence[float] = SHARES,
    draws: int = DRAWS,
    seed: int = 1,
) -> Curves:
    """Leave out the worst probes by each measure.

    Args:
        genuine: comparisons of two pictures of one person.
        threshold: cosine; below it a comparison is a false non-match.
        measures: by name, one number for each probe row that takes part, NaN for the others; more is better.
        shares: of the probes, each from 0 to below 1.
        draws: random orders.
        seed: of them.

    Raises:
        CalibrationError: there is nothing to compare, or a probe that takes part has no number.
    """
    if not len(genuine):
        raise CalibrationError("no two pictures of one person are compared: there is no error to lower")
    probes, which = np.unique(genuine.probes, return_inverse=True)
    comparisons = np.bincount(which).astype(np.float64)
    errors = np.bincount(which, weights=genuine.scores < threshold).astype(np.float64)
    found = {}
    for name, numbers in measures.items():
        own = np.asarray(numbers, np.float64)[probes]
        if np.isnan(own).any():
            raise CalibrationError(f"{int(np.isnan(own).sum())} probes were not measured: {name}")
        found[name] = _rates(errors, comparisons, np.argsort(own, kind="stable"), shares)
    rng = np.random.default_rng(seed)
    at_random = np.array([_rates(errors, comparisons, rng.permutation(len(probes)), shares) for _ in range(draws)])
    low, high = np.quantile(at_random, (0.025, 0.975), axis=0)
    return Curves(
        shares=tuple(shares),
        threshold=threshold,
        probes=len(probes),
        comparisons=len(genuine),
        fnmr=found,
        random=tuple(at_random.mean(axis=0).tolist()),
        random_range=tuple(zip(low.tolist(), high.tolist(), strict=True)),
    )


def _rates(
    errors: NDArray[np.float64],
    comparisons: NDArray[np.float64],
    worst_first: NDArray[np.intp],
    shares: Sequence[float],
) -> tuple[float, ...]:
    """FNMR of what is left when the first probes of an order are taken away."""
    rates = []
    for share in shares:
        kept = worst_first[int(np.floor(share * len(worst_first))) :]
        rates.append(float(errors[kept].sum() / max(comparisons[kept].sum(), 1)))
    return tuple(rates)
