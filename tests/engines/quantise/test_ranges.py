from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engines.errors import ModelError
from engines.quantise.qdq import OPERATORS, prepare
from engines.quantise.ranges import measure_ranges, read_ranges, write_ranges
from tests.engines.quantise.networks import pictures, sampling_network, small_network


def test_minmax_is_the_largest_and_batches_do_not_matter() -> None:
    model, batch = prepare(small_network()), pictures(12)
    whole = measure_ranges(model, [batch], "minmax", OPERATORS)
    parts = measure_ranges(model, [batch[:5], batch[5:]], "minmax", OPERATORS)
    assert whole.values == parts.values
    assert (whole.images, parts.images) == (12, 12)
    assert whole.digest == parts.digest
    np.testing.assert_allclose(max(map(abs, whole.values["x"])), np.abs(batch).max(), rtol=1e-6)


@pytest.mark.parametrize(("method", "share"), [("percentile", 0.5), ("entropy", 0.9)])
def test_the_others_clip(method: str, share: float) -> None:
    model, batch = prepare(small_network()), pictures(64)
    batch[0, 0, 0, 0] = 1000
    full = measure_ranges(model, [batch], "minmax", OPERATORS)
    clipped = measure_ranges(model, [batch[:32], batch[32:]], method, OPERATORS)
    assert max(map(abs, clipped.values["x"])) <= share * max(map(abs, full.values["x"]))


def test_nothing_to_calibrate_with() -> None:
    with pytest.raises(ModelError, match="no calibration image"):
        measure_ranges(prepare(small_network()), [], "minmax", OPERATORS)
    with pytest.raises(ModelError, match="fails on a calibration batch"):
        measure_ranges(prepare(small_network()), [np.zeros((1, 3, 9, 9), np.float32)], "minmax", OPERATORS)


def test_a_cache_is_its_own_networks(tmp_path: Path) -> None:
    model, path = prepare(small_network()), tmp_path / "ranges.json"
    ranges = measure_ranges(model, [pictures(4)], "minmax", OPERATORS)
    write_ranges(path, ranges)
    assert read_ranges(path, model, "minmax") == ranges
    with pytest.raises(ModelError, match="another model"):
        read_ranges(path, prepare(small_network(uneven=True)), "minmax")
    with pytest.raises(ModelError, match="can't be read"):
        read_ranges(tmp_path / "none", model, "minmax")


def test_numbers_that_say_where_pixels_are_taken_from_are_not_measured() -> None:
    prepared = prepare(sampling_network())
    dark = np.zeros((1, 3, 112, 112), np.float32)  # the histogram of the numbers would begin with nothing
    bright = np.full_like(dark, 255)
    ranges = measure_ranges(prepared, [dark, bright], "percentile", OPERATORS)
    assert "sampled" in ranges.values
    assert not {"numbers", "shift", "shifts", "places"} & set(ranges.values)
