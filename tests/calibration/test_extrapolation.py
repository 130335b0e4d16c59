from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import genpareto

from calibration.all_against_all import all_against_all
from calibration.comparisons import ImageSet
from calibration.errors import CalibrationError
from calibration.extrapolation import ParetoTail, extrapolate, fit


@given(
    shape=st.one_of(st.just(0.0), st.floats(-0.4, 0.4).filter(lambda shape: abs(shape) > 1e-3)),
    scale=st.floats(0.005, 0.1),
    fmr=st.floats(1e-7, 1e-4),
)
def test_rate_and_threshold_are_those_of_scipys_distribution(shape: float, scale: float, fmr: float) -> None:
    tail = ParetoTail(level=0.4, share=1e-4, shape=shape, scale=scale)
    threshold = tail.threshold(fmr)
    assert tail.fmr(threshold) == pytest.approx(fmr, rel=1e-6)
    assert tail.fmr(threshold) == pytest.approx(1e-4 * genpareto.sf(threshold - 0.4, shape, scale=scale), rel=1e-6)


@pytest.mark.parametrize("shape", [-0.3, 0.0, 0.15])
def test_shape_and_scale_are_found_again(shape: float) -> None:
    drawn = np.sort(genpareto.rvs(shape, scale=0.02, size=200_000, random_state=1))
    tail = fit(drawn, np.ones_like(drawn), level=0.4, total=2e9)
    assert tail.shape == pytest.approx(shape, abs=0.01)
    assert tail.scale == pytest.approx(0.02, rel=0.01)
    assert tail.share == pytest.approx(1e-4)


def test_a_weight_is_a_repetition() -> None:
    drawn = np.sort(genpareto.rvs(-0.1, scale=0.02, size=3000, random_state=2))
    weights = np.random.default_rng(0).integers(0, 4, drawn.size).astype(float)
    weighted = fit(drawn, weights, level=0, total=1e6)
    repeated = fit(np.repeat(drawn, weights.astype(int)), np.ones(int(weights.sum())), level=0, total=1e6)
    assert (weighted.shape, weighted.scale) == pytest.approx((repeated.shape, repeated.scale), abs=2e-3)


def _images(people: int) -> ImageSet:
    vectors = np.random.default_rng(0).normal(size=(people, 32)).astype(np.float32)
    return ImageSet(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.arange(people))


def test_it_foretells_what_a_larger_set_counts() -> None:
    small, large = all_against_all(_images(1000)), all_against_all(_images(5000))
    threshold, (low, high) = extrapolate(small, 5e-6, replicates=100)
    counted = float((large.tail.scores >= threshold).sum()) / large.impostors
    assert low < 5e-6 < high
    assert low < counted < high


def test_too_few_scores() -> None:
    with pytest.raises(CalibrationError, match="needs more than 1000 impostor scores"):
        extrapolate(all_against_all(_images(100)), 1e-6)
    with pytest.raises(CalibrationError, match="no tail"):
        fit(np.zeros(10), np.ones(10), level=0, total=100)
