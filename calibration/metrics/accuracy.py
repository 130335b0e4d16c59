"""Accuracy over folds of verification pairs, as LFW View 2 and the InsightFace `.bin` sets define it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from calibration.errors import CalibrationError

THRESHOLDS = np.arange(0, 4, 0.01)
"""Squared Euclidean distances of unit templates, 0 to 4, that the standard search tries."""


@dataclass(frozen=True)
class Accuracy:
    """Mean and population standard deviation of the folds' accuracies."""

    mean: float
    std: float


def fold_accuracy(cosines: ArrayLike, genuine: ArrayLike, folds: ArrayLike) -> Accuracy:
    """For each fold, the accuracy at the threshold that is best on all others (the lowest distance, if several are).

    The standard search: squared distance 2 - 2·cosine, thresholds 0 to 4 in steps of 0.01, accepted when the distance
    is strictly smaller (InsightFace `verification.py`; Huang et al., "Labeled Faces in the Wild", 2007, for the folds).

    Args:
        cosines: (n,) scores of the pairs.
        genuine: (n,) bool, whether a pair shows one person.
        folds: (n,) int, the fold of each pair: `contiguous_folds` where the protocol names none.

    Raises:
        CalibrationError: fewer than two folds.
    """
    distances = 2 - 2 * np.asarray(cosines, dtype=np.float64)
    truth, fold = np.asarray(genuine, dtype=bool), np.asarray(folds)
    names = np.unique(fold)
    if names.size < 2:
        raise CalibrationError(f"accuracy over folds needs pairs in at least two folds, there is {names.size}")
    right = np.array([_right(distances[fold == name], truth[fold == name]) for name in names])
    sizes = np.array([(fold == name).sum() for name in names])
    best = np.argmax((right.sum(axis=0) - right) / (sizes.sum() - sizes)[:, None], axis=1)
    accuracies = right[np.arange(names.size), best] / sizes
    return Accuracy(float(accuracies.mean()), float(accuracies.std()))


def contiguous_folds(pairs: int, folds: int = 10) -> NDArray[np.int64]:
    """Folds in the order of the pairs, the first ones longer by one where needed (scikit-learn's KFold)."""
    return np.sort(np.arange(pairs) % folds)


def _right(distances: NDArray[np.float64], genuine: NDArray[np.bool_]) -> NDArray[np.int64]:
    """How many pairs of a fold each threshold decides rightly."""
    accepted = distances[:, None] < THRESHOLDS
    count: NDArray[np.int64] = (accepted == genuine[:, None]).sum(axis=0)
    return count
