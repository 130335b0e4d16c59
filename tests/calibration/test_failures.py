from __future__ import annotations

import pytest

from calibration.failures import Attempted, lost_among


def test_whole_attempts_fail_more_often_than_completed_comparisons() -> None:
    attempted = Attempted(samples=200, lost=10, genuine=100, completed=90)
    found = attempted.metrics({"fmr100": 0.1, "fmr1000": 0.2, "fmr10000": 1.0, "fmr100000": 1.0})
    assert found["fta"] == 0.05
    assert found["frr100"] == pytest.approx(0.05 + 0.95 * 0.1)
    assert found["fmr100_nist"] == pytest.approx((10 + 9) / 100)  # ten never compared, nine refused
    assert found["frr10000"] == found["fmr10000_nist"] == 1


def test_without_failures_all_three_are_the_same() -> None:
    found = Attempted(200, 0, 100, 100).metrics({"fmr100": 0.1, "fmr1000": 0.2, "fmr10000": 0.3, "fmr100000": 0.4})
    assert (found["frr1000"], found["fmr1000_nist"], found["fta"]) == (0.2, pytest.approx(0.2), 0)


def test_a_sample_counts_once_however_often_it_is_compared() -> None:
    assert lost_among(["a", "b", "a", "c"], {"a": "no face", "z": "no face"}) == (3, 1)
