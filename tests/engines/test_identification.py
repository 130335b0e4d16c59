from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.identification import approximate_fmr, approximate_fpir, days_between


def test_independent_chances_add_up_as_a_simulation_says() -> None:
    matches = np.random.default_rng(3).random((20_000, 50)) < 0.01
    assert approximate_fpir(0.01, 50) == pytest.approx(matches.any(axis=1).mean(), abs=0.01)


def test_tiny_rates_lose_no_digits() -> None:
    assert approximate_fpir(1e-12, 1000) == pytest.approx(1e-9, rel=1e-6)
    assert approximate_fmr(1e-9, 1000) == pytest.approx(1e-12, rel=1e-6)


@given(fpir=st.floats(1e-9, 0.099), people=st.integers(1, 10**6))
def test_the_two_ways_agree(fpir: float, people: int) -> None:
    assert approximate_fpir(approximate_fmr(fpir, people), people) == pytest.approx(fpir, rel=1e-9)


@given(fpir=st.floats(1e-9, 0.099), people=st.integers(0, 10**6), more=st.integers(0, 10**6))
def test_more_people_never_allow_a_higher_rate(fpir: float, people: int, more: int) -> None:
    assert approximate_fmr(fpir, people + more) <= approximate_fmr(fpir, people) <= fpir * (1 + 1e-12)


def test_days() -> None:
    assert days_between(0.001, 10) == pytest.approx(100)
    assert days_between(0.0, 10) == math.inf
    assert approximate_fpir(0.01, 0) == 0.0
