from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from pyeer import eer_stats
from scipy.interpolate import interp1d
from scipy.optimize import brentq
from sklearn.metrics import auc as trapezoid
from sklearn.metrics import roc_auc_score, roc_curve

from calibration.metrics.curve import auc, curve, eer, eer_fvc, fnmr_at_nearest_fmr
from calibration.metrics.rates import point_at_fmr
from calibration.metrics.scores import Scores
from calibration.metrics.separation import d_prime

TIED = hnp.arrays(np.float64, st.integers(2, 40), elements=st.integers(-5, 5).map(float))


def _normal(seed: int, decimals: int) -> tuple[np.ndarray, np.ndarray]:
    """Overlapping scores; few decimals make many ties."""
    random = np.random.default_rng(seed)
    genuine = random.normal(0.6, 0.15, 800).round(decimals)
    genuine[0] = 2.0  # pyeer leaves out the curve's end, where nobody is accepted; so the last score is a genuine one
    return genuine, random.normal(0.1, 0.15, 3000).round(decimals)


@pytest.mark.parametrize("decimals", [1, 2, 12])
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_agrees_with_pyeer(seed: int, decimals: int) -> None:
    genuine, impostor = _normal(seed, decimals)
    thresholds, far, frr = eer_stats.calculate_roc(genuine, impostor)
    genuines, impostors = Scores.of(genuine), Scores.of(impostor)
    ours = curve(genuines, impostors)
    np.testing.assert_allclose(ours.thresholds, thresholds, atol=1e-9)
    np.testing.assert_allclose(ours.fmr, far, atol=1e-9)
    np.testing.assert_allclose(ours.fnmr, frr, atol=1e-9)
    assert eer_fvc(ours) == pytest.approx(eer_stats.get_eer_values(far, frr)[-1], abs=1e-9)
    for target in (0.1, 0.01, 0.001):
        assert fnmr_at_nearest_fmr(ours, target) == pytest.approx(eer_stats.get_fmr_op(far, frr, target)[1], abs=1e-9)
    assert auc(genuines, impostors) == pytest.approx(eer_stats.calculate_roc_auc(far, frr), abs=1e-9)
    decidability = eer_stats.get_decidability_value(genuine.mean(), genuine.std(), impostor.mean(), impostor.std())
    assert d_prime(genuines, impostors) == pytest.approx(decidability, abs=1e-9)


@given(TIED, TIED)
def test_agrees_with_scikit_learn(genuine: np.ndarray, impostor: np.ndarray) -> None:
    labels = np.repeat([1, 0], [genuine.size, impostor.size])
    values = np.concatenate([genuine, impostor])
    genuines, impostors = Scores.of(genuine), Scores.of(impostor)
    assert auc(genuines, impostors) == pytest.approx(roc_auc_score(labels, values), abs=1e-9)
    far, tpr, _ = roc_curve(labels, values, drop_intermediate=False)
    # The straight lines of the ROC, walked along by the arc's number: it may rise vertically.
    along = np.arange(far.size)
    crossing = brentq(interp1d(along, far + tpr - 1), 0, along[-1], xtol=1e-14)
    assert eer(curve(genuines, impostors)) == pytest.approx(interp1d(along, far)(crossing), abs=1e-9)


@given(TIED, TIED)
def test_rates_move_one_way(genuine: np.ndarray, impostor: np.ndarray) -> None:
    rates = curve(Scores.of(genuine), Scores.of(impostor))
    assert (np.diff(rates.fmr) <= 0).all()
    assert (np.diff(rates.fnmr) >= 0).all()
    assert (rates.fmr[0], rates.fnmr[0]) == (1, 0)


@given(TIED, TIED)
def test_turning_the_scores_round_turns_the_area_round(genuine: np.ndarray, impostor: np.ndarray) -> None:
    forth = auc(Scores.of(genuine), Scores.of(impostor))
    back = auc(Scores.of(impostor), Scores.of(genuine))
    assert forth + back == pytest.approx(1)


def test_separable_and_identical_scores() -> None:
    apart = curve(Scores.of([0.8, 0.9]), Scores.of([0.1, 0.2]))
    assert (eer(apart), eer_fvc(apart)) == (0, 0)
    same = curve(Scores.of([0.5, 0.5]), Scores.of([0.5]))
    assert (eer(same), eer_fvc(same)) == (0.5, 0.5)
    wrong = curve(Scores.of([0.1]), Scores.of([0.9]))
    assert eer(wrong) == 1


def test_the_nearest_rate_may_exceed_the_target_ours_never_does() -> None:
    genuines, impostors = Scores.of([0.65, 0.85, 0.95]), Scores.of([0.1] * 988 + [0.7] * 12)
    assert fnmr_at_nearest_fmr(curve(genuines, impostors), 0.01) == 0  # at 0.65, where FMR is 1.2 %
    point = point_at_fmr(genuines, impostors, 0.01)
    assert (point.fmr, point.fnmr) == (0, pytest.approx(1 / 3))


@pytest.mark.slow
def test_ten_million_scores_agree_with_scikit_learn_and_take_no_longer() -> None:
    random = np.random.default_rng(0)
    genuine, impostor = random.normal(1, 1, 1_000_000), random.normal(0, 1, 9_000_000)
    labels, values = np.repeat([1, 0], [genuine.size, impostor.size]), np.concatenate([genuine, impostor])
    start = time.perf_counter()
    far, tpr, _ = roc_curve(labels, values, drop_intermediate=False)
    area = trapezoid(far, tpr)
    theirs = time.perf_counter() - start
    start = time.perf_counter()
    genuines, impostors = Scores.of(genuine), Scores.of(impostor)
    our_area = auc(genuines, impostors)
    points = [point_at_fmr(genuines, impostors, target) for target in (1e-2, 1e-4, 1e-6)]
    ours = time.perf_counter() - start
    assert our_area == pytest.approx(area, abs=1e-9)
    for point in points:
        assert 1 - point.fnmr == pytest.approx(tpr[far <= point.target].max(), abs=1e-9)
    assert ours <= theirs
