from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from calibration.metrics.scores import Scores

TIED = hnp.arrays(np.float64, st.integers(1, 40), elements=st.integers(-3, 3).map(float))


@given(TIED, st.integers(-4, 4))
def test_a_tie_is_accepted(values: np.ndarray, threshold: int) -> None:
    scores = Scores.of(values)
    assert scores.reaching(threshold) == sum(value >= threshold for value in values)
    assert scores.below(threshold) == sum(value < threshold for value in values)


@given(TIED, st.data())
def test_a_weight_is_a_number_of_copies(values: np.ndarray, data: st.DataObject) -> None:
    copies = data.draw(hnp.arrays(np.int64, values.size, elements=st.integers(0, 3)).filter(np.any))
    weighted, repeated = Scores.of(values, copies), Scores.of(np.repeat(values, copies))
    thresholds = np.arange(-4, 5)
    assert weighted.total == repeated.total
    np.testing.assert_array_equal(weighted.below(thresholds), repeated.below(thresholds))
    assert weighted.mean() == pytest.approx(np.repeat(values, copies).mean(), abs=1e-12)
    assert weighted.std() == pytest.approx(np.repeat(values, copies).std(), abs=1e-12)


def test_keeps_single_precision() -> None:
    assert Scores.of(np.float32([0.1])).values.dtype == np.float32
    assert Scores.of([1, 2]).values.dtype == np.float64


def test_refuses_what_is_no_score() -> None:
    with pytest.raises(ValueError, match="not a number"):
        Scores.of([0.1, np.nan, 0.2])
    with pytest.raises(ValueError, match="negative"):
        Scores.of([0.1, 0.2], [1, -1])
