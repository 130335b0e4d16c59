from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binomtest

from calibration.metrics.intervals import clopper_pearson, percentile_interval


@pytest.mark.parametrize(("errors", "trials"), [(0, 100), (1, 30), (7, 20), (20, 20), (3, 1_000_000)])
def test_clopper_pearson_agrees_with_scipy(errors: int, trials: int) -> None:
    expected = binomtest(errors, trials).proportion_ci(0.95, method="exact")
    assert clopper_pearson(errors, trials) == pytest.approx((expected.low, expected.high), rel=1e-6)


def test_no_error_is_close_to_the_rule_of_three() -> None:
    low, high = clopper_pearson(0, 10_000)
    assert low == 0
    assert 3 / 10_000 < high < 3.8 / 10_000  # two-sided: 3.69 instead of 3.00


def test_percentiles() -> None:
    assert percentile_interval(np.arange(1001)) == (25, 975)
    assert percentile_interval([np.nan, *range(1001), np.nan]) == (25, 975)
    assert percentile_interval([1.0, np.inf, np.inf]) == (1, np.inf)
