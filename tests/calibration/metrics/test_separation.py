from __future__ import annotations

import math

import numpy as np
import pytest
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis

from calibration.metrics.scores import Scores
from calibration.metrics.separation import d_prime, fdr


def test_by_hand() -> None:
    genuines, impostors = Scores.of([0.6, 0.8]), Scores.of([0.0, 0.4])  # means 0.7, 0.2; deviations 0.1, 0.2
    assert fdr(genuines, impostors) == pytest.approx(0.25 / 0.05)
    assert d_prime(genuines, impostors) == pytest.approx(0.5 / math.sqrt(0.025))


def test_the_two_belong_together() -> None:
    random = np.random.default_rng(0)
    genuines, impostors = Scores.of(random.normal(1, 2, 300)), Scores.of(random.normal(0, 1, 500))
    assert d_prime(genuines, impostors) ** 2 == pytest.approx(2 * fdr(genuines, impostors))


def test_d_prime_is_the_distance_in_units_of_the_pooled_spread() -> None:
    random = np.random.default_rng(1)
    genuine, impostor = random.normal(1, 2, 400), random.normal(0, 1, 400)
    model = LinearDiscriminantAnalysis(solver="lsqr", priors=[0.5, 0.5], store_covariance=True)
    model.fit(np.concatenate([genuine, impostor])[:, None], np.repeat([1, 0], 400))
    distance = (model.means_[1] - model.means_[0]).item() / math.sqrt(model.covariance_.item())
    assert d_prime(Scores.of(genuine), Scores.of(impostor)) == pytest.approx(distance)


def test_constants() -> None:
    assert fdr(Scores.of([1.0]), Scores.of([0.0])) == math.inf
    assert math.isnan(d_prime(Scores.of([1.0]), Scores.of([1.0])))
