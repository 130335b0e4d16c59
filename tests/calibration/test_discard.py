from __future__ import annotations

import numpy as np
import pytest

from calibration.comparisons import Comparisons
from calibration.discard import discard_curves
from calibration.errors import CalibrationError

THRESHOLD = 0.4


def comparisons(scores: list[list[float]]) -> Comparisons:
    """Of each probe, in its row."""
    probes = [row for row, own in enumerate(scores) for _ in own]
    flat = np.array([score for own in scores for score in own], np.float32)
    return Comparisons(flat, np.array(probes, np.int32), np.zeros(len(flat), np.int32))


def test_a_measure_that_knows_the_errors_takes_them_away_first() -> None:
    genuine = comparisons([[0.1, 0.2], [0.9, 0.3], *[[0.8, 0.7]] * 8])
    knows, knows_not = np.arange(10.0), -np.arange(10.0)
    curves = discard_curves(genuine, THRESHOLD, {"knows": knows, "is wrong": knows_not}, shares=(0, 0.1, 0.2))
    assert curves.fnmr["knows"] == pytest.approx((3 / 20, 1 / 18, 0))
    assert curves.fnmr["is wrong"] == pytest.approx((3 / 20, 3 / 18, 3 / 16))
    assert curves.random == pytest.approx((3 / 20,) * 3, abs=0.02)
    assert curves.random_range[0] == pytest.approx((0.15, 0.15))
    assert curves.random_range[1][0] < 0.15 < curves.random_range[1][1]
    assert (curves.probes, curves.comparisons) == (10, 20)


def test_probes_without_a_genuine_comparison_take_no_part() -> None:
    genuine = comparisons([[0.1], [], [0.9]])
    curves = discard_curves(genuine, THRESHOLD, {"m": np.array([1.0, np.nan, 2.0])}, shares=(0, 0.5))
    assert curves.probes == 2
    assert curves.fnmr["m"] == (0.5, 0.0)


def test_a_score_at_the_threshold_is_no_error() -> None:
    genuine = comparisons([[0.5], [0.75]])
    assert discard_curves(genuine, 0.5, {}, shares=(0,), draws=2).random == (0.0,)


def test_an_unmeasured_probe_and_an_empty_list_are_refused() -> None:
    with pytest.raises(CalibrationError, match="1 probes were not measured: m"):
        discard_curves(comparisons([[0.1], [0.9]]), THRESHOLD, {"m": np.array([np.nan, 1.0])})
    with pytest.raises(CalibrationError, match="no two pictures"):
        discard_curves(comparisons([]), THRESHOLD, {})


def test_the_same_seed_gives_the_same_curves() -> None:
    genuine = comparisons([[0.1], [0.9], [0.5], [0.2]])
    first, second = (discard_curves(genuine, THRESHOLD, {}, seed=seed) for seed in (1, 1))
    assert first == second
