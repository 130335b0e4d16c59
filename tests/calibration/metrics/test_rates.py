from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from sklearn.metrics import roc_curve

from calibration.errors import CalibrationError
from calibration.metrics.rates import fmr, fnmr, point_at_fmr, threshold_at_fmr
from calibration.metrics.scores import Scores

SCORES = hnp.arrays(np.float32, st.integers(1, 60), elements=st.integers(-8, 8).map(lambda n: n / 8))
TARGETS = st.sampled_from([0.0, 1e-3, 0.01, 0.05, 0.1, 1 / 3, 0.5, 0.9, 1.0])


@given(SCORES, TARGETS)
def test_the_threshold_is_the_smallest_within_the_target(values: np.ndarray, target: float) -> None:
    impostors = Scores.of(values)
    threshold = threshold_at_fmr(impostors, target)
    assert fmr(impostors, threshold) <= target
    if threshold == -math.inf:
        assert target == 1
    else:
        one_less = np.nextafter(np.float32(threshold), np.float32(-np.inf))
        assert fmr(impostors, one_less) > target


@given(SCORES, TARGETS)
def test_a_single_precision_gate_decides_alike(values: np.ndarray, target: float) -> None:
    threshold = threshold_at_fmr(Scores.of(values), target)
    accepted = values >= threshold  # numpy compares in float32 here
    assert accepted.mean() <= target


def test_a_rate_that_hits_the_target_exactly_is_within_it() -> None:
    for impostors, allowed in ((3000, 3), (1000, 10), (10, 1), (7000, 7)):
        scores = Scores.of(np.arange(impostors))
        target = float(Fraction(allowed, impostors))
        assert scores.reaching(threshold_at_fmr(scores, target)) == allowed


def test_all_impostors_tied() -> None:
    scores = Scores.of(np.full(100, 0.5, dtype=np.float32))
    assert threshold_at_fmr(scores, 0.99) > 0.5
    assert threshold_at_fmr(scores, 1.0) == -math.inf


def test_agrees_with_scikit_learn_at_every_attainable_rate() -> None:
    random = np.random.default_rng(0)
    genuine, impostor = random.normal(2, 1, 500).round(1), random.normal(0, 1, 700).round(1)
    labels, values = np.repeat([1, 0], [500, 700]), np.concatenate([genuine, impostor])
    far, tpr, _ = roc_curve(labels, values, drop_intermediate=False)
    genuines, impostors = Scores.of(genuine), Scores.of(impostor)
    for target in (0.001, 0.01, 0.0314, 0.1, 0.5):
        best = tpr[far <= target].max()
        assert point_at_fmr(genuines, impostors, target).fnmr == pytest.approx(1 - best, abs=1e-9)


def test_a_point_says_what_supports_it() -> None:
    genuines = Scores.of([0.2, 0.6, 0.8])
    point = point_at_fmr(genuines, Scores.of(np.linspace(0, 0.5, 2999)), 1e-3)
    assert (point.false_matches, point.fnmr, point.supported) == (2, pytest.approx(1 / 3), False)
    assert point.fmr == pytest.approx(2 / 2999)
    assert point_at_fmr(genuines, Scores.of(np.linspace(0, 0.5, 3000)), 1e-3).supported


def test_weights_count() -> None:
    impostors = Scores.of([0.1, 0.5, 0.9], [6, 3, 1])
    assert threshold_at_fmr(impostors, 0.1) == np.nextafter(0.5, 1)
    assert fmr(impostors, 0.5) == pytest.approx(0.4)


def test_nothing_to_measure_on() -> None:
    some, none = Scores.of([0.5]), Scores.of([])
    with pytest.raises(CalibrationError, match="no impostor comparisons"):
        threshold_at_fmr(none, 0.1)
    with pytest.raises(CalibrationError, match="no impostor comparisons"):
        fmr(none, 0.5)
    with pytest.raises(CalibrationError, match="no genuine comparisons"):
        fnmr(none, 0.5)
    with pytest.raises(CalibrationError, match="no genuine comparisons"):
        point_at_fmr(none, some, 0.1)
