from __future__ import annotations

import numpy as np
import pytest

from gate.bench.compare import compare, summarise
from gate.bench.search import search


def test_half_the_work_is_half_the_time() -> None:
    matrix = np.ones((300, 300))
    result = compare("multiply", lambda: matrix @ matrix, lambda: (matrix @ matrix, matrix @ matrix), "twice", 60)
    assert result.ratio == pytest.approx(0.5, abs=0.2)
    low, high = result.spread
    assert low <= result.ratio <= high
    assert result.pairs == 60


def test_a_ratio_is_taken_pair_by_pair() -> None:
    result = summarise("work", np.array([(1.0, 2.0), (10.0, 5.0), (3.0, 3.0)]), "peer")
    assert (result.ratio, result.ours_ms, result.peer_ms) == (1.0, 3000.0, 3000.0)


def test_exact_search_keeps_its_promise_and_agrees_with_its_peers() -> None:
    for found in search(templates=10_000, dim=128, per_person=5, pairs=100):
        if found.comparison.peer == "numpy":
            assert found.comparison.ours_ms <= 1.0
            assert found.comparison.ratio <= 1.1
    for found in search(templates=1_000, dim=128, pairs=5):
        assert found.same or found.comparison.peer == "faiss SQ8"
