from __future__ import annotations

import numpy as np
import pytest

from gate.benchmark import compare, search


def test_half_the_work_is_half_the_time() -> None:
    matrix = np.ones((300, 300))
    result = compare("multiply", lambda: matrix @ matrix, lambda: (matrix @ matrix, matrix @ matrix), "twice", 60)
    assert result.ratio == pytest.approx(0.5, abs=0.2)
    low, high = result.spread
    assert low <= result.ratio <= high
    assert result.pairs == 60


def test_exact_search_keeps_its_promise() -> None:
    result = search(templates=10_000, dim=128)
    assert result.ours_ms <= 1.0
    assert result.ratio <= 1.1
