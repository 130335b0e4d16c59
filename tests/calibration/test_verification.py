from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from calibration.embed import Embedded
from calibration.metrics.accuracy import fold_accuracy
from calibration.metrics.intervals import clopper_pearson
from calibration.metrics.scores import Scores
from calibration.metrics.summary import intervals as intervals_of
from calibration.metrics.summary import summarise, supported
from calibration.protocols.pairs import Pair
from calibration.verification import ScoredPairs, score_pairs


def _metrics(scored: ScoredPairs) -> dict[str, float]:
    scores = scored.comparisons.scores
    return summarise(Scores.of(scores[scored.genuine]), Scores.of(scores[~scored.genuine]))


def _embedded(count: int, lost: int | None = None) -> Embedded:
    vectors = np.random.default_rng(0).normal(size=(count, 4)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    rows = {Path(str(number)): number for number in range(count)}
    return Embedded(rows, vectors, {} if lost is None else {Path(str(lost)): "no face found"})


def test_scores_completed_pairs_and_counts_the_others() -> None:
    embedded = _embedded(4, lost=9)
    done = [Pair(Path("0"), Path("1"), True, 0), Pair(Path("3"), Path("2"), False, 1)]
    failed = [Pair(Path("0"), Path("9"), False, 0), Pair(Path("9"), Path("1"), True, 1)]
    scored = score_pairs([done[0], failed[0], done[1], failed[1]], embedded)
    vectors = embedded.vectors
    np.testing.assert_allclose(scored.comparisons.scores, [vectors[0] @ vectors[1], vectors[3] @ vectors[2]], atol=1e-6)
    np.testing.assert_array_equal(scored.genuine, [True, False])
    np.testing.assert_array_equal(scored.folds, [0, 1])
    assert scored.failed == tuple(failed)


def _scored(genuine_cosine: float) -> tuple[Embedded, list[Pair]]:
    """30 people with two looks each: all genuine cosines equal, all others 0."""
    vectors = np.zeros((60, 60), np.float32)
    for person in range(30):
        vectors[2 * person, 2 * person] = 1
        vectors[2 * person + 1, 2 * person] = genuine_cosine
        vectors[2 * person + 1, 2 * person + 1] = np.sqrt(1 - genuine_cosine**2)
    pairs = [Pair(Path(str(2 * p)), Path(str(2 * p + 1)), True, p % 10) for p in range(30)]
    pairs += [Pair(Path(str(2 * p)), Path(str((2 * p + 3) % 60)), False, p % 10) for p in range(30)]
    return Embedded({Path(str(n)): n for n in range(60)}, vectors, {}), pairs


def test_a_perfect_model() -> None:
    embedded, pairs = _scored(0.9)
    scored = score_pairs(pairs, embedded)
    assert fold_accuracy(scored.comparisons.scores, scored.genuine, scored.folds).mean == 1
    metrics = _metrics(scored)
    assert (metrics["eer"], metrics["fmr100"], metrics["auc"]) == (0, 0, 1)
    intervals = intervals_of(metrics, scored.samples(np.repeat(np.arange(30), 2), replicates=20), 30)
    assert intervals.keys() == metrics.keys()
    assert intervals["fmr100"] == intervals["eer"] == clopper_pearson(0, 30)
    assert intervals["g_mean"] == pytest.approx((0.9, 0.9))


def test_intervals_hold_the_values() -> None:
    embedded = _embedded(200)
    people = np.repeat(np.arange(100), 2)
    near = embedded.vectors.copy()
    near[1::2] = near[0::2] + 0.5 * near[1::2]
    near /= np.linalg.norm(near, axis=1, keepdims=True)
    pairs = [Pair(Path(str(2 * p)), Path(str(2 * p + 1)), True, p % 10) for p in range(100)]
    pairs += [Pair(Path(str(2 * p)), Path(str((2 * p + 5) % 200)), False, p % 10) for p in range(100)]
    scored = score_pairs(pairs, Embedded(embedded.rows, near, {}))
    metrics = _metrics(scored)
    intervals = intervals_of(metrics, scored.samples(people, replicates=200), 100)
    for name in ("eer", "fmr100", "auc", "d_prime", "g_mean", "i_mean"):
        assert intervals[name][0] <= metrics[name] <= intervals[name][1]
        assert intervals[name][0] < intervals[name][1]


def test_the_names_of_a_row() -> None:
    genuines, impostors = Scores.of([0.2, 0.5, 0.9]), Scores.of([0.4] + [0.1] * 299)
    metrics = summarise(genuines, impostors)
    assert metrics["fmr100"] == 0  # above 0.1, where one of 300 matches
    assert metrics["fmr1000"] == pytest.approx(1 / 3)
    assert metrics["g_mean"] == pytest.approx(1.6 / 3)
    assert metrics["tpr_at_far_0.002"] == pytest.approx(2 / 3)
    unsupported = dict.fromkeys(("fmr1000", "fmr10000", "fmr100000", "tpr_at_far_0.002"), False)
    assert supported(300) == {"fmr100": True, **unsupported}
