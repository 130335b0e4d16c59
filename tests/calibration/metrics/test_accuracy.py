from __future__ import annotations

import numpy as np
import pytest
from sklearn.model_selection import KFold

from calibration.errors import CalibrationError
from calibration.metrics.accuracy import contiguous_folds, fold_accuracy


def _standard(cosines: np.ndarray, genuine: np.ndarray) -> list[float]:
    """The textbook loops, with scikit-learn's folds."""
    distances = 2 - 2 * cosines
    accuracies = []
    for train, test in KFold(n_splits=10, shuffle=False).split(distances):
        best = max(
            np.arange(0, 4, 0.01), key=lambda threshold: np.mean((distances[train] < threshold) == genuine[train])
        )
        accuracies.append(np.mean((distances[test] < best) == genuine[test]))
    return accuracies


@pytest.mark.parametrize("pairs", [600, 607])
def test_agrees_with_the_standard_search(pairs: int) -> None:
    random = np.random.default_rng(pairs)
    genuine = random.integers(0, 2, pairs).astype(bool)
    cosines = np.clip(random.normal(np.where(genuine, 0.5, 0.1), 0.2), -1, 1).round(2)
    expected = _standard(cosines, genuine)
    accuracy = fold_accuracy(cosines, genuine, contiguous_folds(pairs))
    assert accuracy.mean == pytest.approx(np.mean(expected), abs=1e-12)
    assert accuracy.std == pytest.approx(np.std(expected), abs=1e-12)


def test_the_threshold_of_a_fold_comes_from_the_others() -> None:
    # Fold 0 alone would do best between 0.95 and 0.8; the others accept from 0.6: half of it goes wrong.
    cosines = [0.95, 0.8] + [0.6, 0.6, 0.6, 0.2] * 2
    genuine = [True, False] + [True, True, True, False] * 2
    accuracy = fold_accuracy(cosines, genuine, [0, 0, 1, 1, 1, 1, 2, 2, 2, 2])
    assert accuracy.mean == pytest.approx((0.5 + 1 + 1) / 3)


def test_a_distance_equal_to_the_threshold_is_not_accepted() -> None:
    # Equal templates have distance 0, and no threshold of the search is below 0: accepted from 0.01 on.
    accuracy = fold_accuracy([1.0, 1.0, 1.0, 1.0], [False, False, True, True], [0, 1, 0, 1])
    assert accuracy.mean == 0.5


def test_one_fold_is_not_enough() -> None:
    with pytest.raises(CalibrationError, match="at least two folds"):
        fold_accuracy([0.5, 0.6], [True, False], [0, 0])
