"""Bootstrap over people: comparisons that share a person are not independent, people are.

Each replicate draws as many people as there are, with replacement. A genuine comparison then weighs as often as its
person was drawn, an impostor comparison the product of both people's numbers; two draws of one person stay one person.
(Bolle, Ratha & Pankanti, "Error analysis of pattern recognition systems: the subsets bootstrap", CVIU 93, 2004;
Poh, Martin & Bengio, "Performance generalization in biometric authentication using joint user-specific and sample
bootstraps", IEEE TPAMI 29, 2007.) The same seed draws the same people: samples of two models on the same images are
paired, and the interval of their difference is `percentile_interval(a - b)`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from calibration.all_against_all import AllAgainstAll
from calibration.comparisons import Comparisons
from calibration.metrics.intervals import Interval, clopper_pearson, percentile_interval
from calibration.metrics.rates import point_at_fmr
from calibration.metrics.scores import Scores

REPLICATES = 1000


def draws(people: int, *, replicates: int = REPLICATES, seed: int = 0) -> Iterator[NDArray[np.int64]]:
    """How often each of the people, (people,) int64, is drawn in each replicate."""
    random = np.random.default_rng(seed)
    for _ in range(replicates):
        yield np.bincount(random.integers(people, size=people), minlength=people)


def fmr_intervals(
    table: AllAgainstAll, thresholds: Sequence[float], *, replicates: int = REPLICATES, seed: int = 0
) -> list[Interval]:
    """95 % intervals of the false match rate at fixed thresholds, none of which lies below the exact tail.

    Without a single false match there is nothing to draw from, and the interval is Clopper and Pearson's.
    """
    matches = [int((table.tail.scores >= threshold).sum()) for threshold in thresholds]
    top = max(matches, default=0)
    probes = table.probe_people[table.tail.probes[:top]]
    references = table.reference_people[table.tail.references[:top]]
    samples = np.empty((replicates, len(thresholds)))
    for sample, drawn in zip(samples, draws(_people(table), replicates=replicates, seed=seed), strict=True):
        weights = np.concatenate([[0], np.cumsum(drawn[probes] * drawn[references])])
        sample[:] = weights[matches] / table.impostor_weight(drawn)
    return [
        percentile_interval(samples[:, i]) if count else clopper_pearson(0, table.impostors)
        for i, count in enumerate(matches)
    ]


def fnmr_intervals(
    table: AllAgainstAll, targets: Sequence[float], *, replicates: int = REPLICATES, seed: int = 0
) -> list[Interval]:
    """95 % intervals of the false non-match rate at wanted false match rates, with each replicate's own thresholds."""
    samples = fnmr_samples(table, targets, replicates=replicates, seed=seed)
    genuines, impostors = table.genuine_scores(), table.impostor_scores()
    return [
        percentile_interval(samples[:, i])
        if point_at_fmr(genuines, impostors, target).fnmr
        else clopper_pearson(0, len(table.genuine))
        for i, target in enumerate(targets)
    ]


def fnmr_samples(
    table: AllAgainstAll,
    targets: Sequence[float],
    *,
    persons: int | None = None,
    replicates: int = REPLICATES,
    seed: int = 0,
) -> NDArray[np.float64]:
    """(replicates, targets): the false non-match rate at wanted false match rates, NaN without genuine comparisons.

    A target has to lie well within the exact tail: `calibration.all_against_all.TAIL`. Equal `persons` and seeds draw
    the same people, whoever of them was acquired.
    """
    genuine = table.genuine.pick(np.argsort(table.genuine.scores))
    owner = table.probe_people[genuine.probes]
    first, second = table.probe_people[table.tail.probes], table.reference_people[table.tail.references]
    not_above = np.searchsorted(genuine.scores, table.tail.scores, side="right")
    samples = np.full((replicates, len(targets)), np.nan)
    for sample, drawn in zip(samples, draws(persons or _people(table), replicates=replicates, seed=seed), strict=True):
        impostors = table.impostor_weight(drawn)
        if not impostors:
            continue
        accepted = np.cumsum(drawn[first] * drawn[second]) / impostors
        rejected = np.concatenate([[0], np.cumsum(drawn[owner])])
        # The first impostor too many: the threshold is just above its score.
        too_many = np.searchsorted(accepted, targets, side="right")
        if rejected[-1]:
            sample[:] = rejected[not_above[np.minimum(too_many, len(table.tail) - 1)]] / rejected[-1]
    return samples


def metric_samples(
    genuine: Comparisons,
    impostor: Comparisons,
    people: NDArray[np.int64],
    metric: Callable[[Scores, Scores], Sequence[float]],
    *,
    persons: int | None = None,
    replicates: int = REPLICATES,
    seed: int = 0,
) -> NDArray[np.float64]:
    """Any metrics of listed comparisons, over the replicates.

    Args:
        genuine: comparisons within a person.
        impostor: comparisons across people.
        people: (n,) who is on each image, probes and references numbered alike.
        metric: takes weighted genuine and impostor scores, gives M numbers.
        persons: how many people there are, where some may not be on any image; None: the highest number and one.
        replicates: how many.
        seed: of the draws.

    Returns:
        (replicates, M); NaN for a replicate that drew no genuine or no impostor comparison.

    Raises:
        CalibrationError: there are no genuine or no impostor comparisons.
    """
    genuine, impostor = (pairs.pick(np.argsort(pairs.scores)) for pairs in (genuine, impostor))
    owner = people[genuine.probes]
    first, second = people[impostor.probes], people[impostor.references]
    samples = np.full((replicates, len(metric(Scores.of(genuine.scores), Scores.of(impostor.scores)))), np.nan)
    for sample, drawn in zip(
        samples, draws(persons or int(people.max()) + 1, replicates=replicates, seed=seed), strict=True
    ):
        genuines = Scores.of(genuine.scores, drawn[owner])
        impostors = Scores.of(impostor.scores, drawn[first] * drawn[second])
        if genuines.total and impostors.total:
            sample[:] = metric(genuines, impostors)
    return samples


def _people(table: AllAgainstAll) -> int:
    return int(max(table.probe_people.max(), table.reference_people.max())) + 1
