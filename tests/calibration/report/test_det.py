from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy.special import ndtri

from calibration.errors import CalibrationError
from calibration.metrics.rates import point_at_fmr
from calibration.metrics.scores import Scores
from calibration.report.det import det, part, thin

TIED = hnp.arrays(np.float32, st.integers(1, 40), elements=st.integers(-8, 8).map(float))
WEIGHTS = st.integers(0, 2**32 - 1)


@given(genuines=TIED, impostors=TIED, target=st.floats(1e-9, 1))
def test_at_every_fmr_it_is_the_fnmr_of_the_threshold_rule(genuines, impostors, target) -> None:
    genuine, impostor = Scores.of(genuines), Scores.of(impostors)
    expected = point_at_fmr(genuine, impostor, target).fnmr
    assert det(genuine, impostor).at(np.array([target]))[0] == expected


@given(genuines=TIED, impostors=TIED, seed=WEIGHTS)
def test_the_corners_are_in_order_and_reach_both_ends(genuines, impostors, seed) -> None:
    weights = np.random.default_rng(seed).integers(1, 5, impostors.size)
    curve = det(Scores.of(genuines), Scores.of(impostors, weights))
    assert (np.diff(curve.fmr) > 0).all()
    assert (np.diff(curve.fnmr) < 0).all()
    assert curve.fmr[0] == 0
    assert curve.fnmr[-1] == 0


@given(
    seed=WEIGHTS,
    genuines=st.integers(1, 400),
    distance=st.floats(-1, 4),
    step=st.floats(0.005, 0.5),
    targets=hnp.arrays(np.float64, 50, elements=st.floats(0, 1)),
)
def test_a_thinned_curve_lies_above_by_less_than_a_step(seed, genuines, distance, step, targets) -> None:
    random = np.random.default_rng(seed)
    whole = det(Scores.of(random.normal(distance, 1, genuines)), Scores.of(random.normal(0, 1, 300)))
    few = thin(whole, step)
    at = np.concatenate([targets, whole.fmr])
    exact, shown = whole.at(at), few.at(at)
    assert (shown >= exact).all()
    differ = shown > exact
    assert (ndtri(shown[differ]) - ndtri(exact[differ]) < step).all()
    for ends in (0, -1):
        assert (few.fmr[ends], few.fnmr[ends]) == (whole.fmr[ends], whole.fnmr[ends])


def test_millions_of_scores_leave_hundreds_of_points() -> None:
    random = np.random.default_rng(0)
    whole = det(Scores.of(random.normal(2, 1, 1_000_000)), Scores.of(random.normal(0, 1, 1_000_000)))
    assert whole.fmr.size > 200_000
    assert 300 < thin(whole).fmr.size < 1100


def test_a_part_has_both_its_ends() -> None:
    curve = det(Scores.of([0.5, 0.6, 0.7, 0.8]), Scores.of([0.55, 0.65, 0.1, 0.2]))
    fmr, fnmr = part(curve, 0.1, 0.4)
    assert fmr.tolist() == [0.1, 0.25, 0.4]
    assert fnmr.tolist() == [0.5, 0.25, 0.25]


@pytest.mark.parametrize(("genuines", "impostors", "kind"), [([0.5], [], "impostor"), ([], [0.5], "genuine")])
def test_without_one_kind_there_is_no_curve(genuines, impostors, kind) -> None:
    with pytest.raises(CalibrationError, match=f"no {kind} comparisons"):
        det(Scores.of(genuines), Scores.of(impostors))
