from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from calibration.all_against_all import all_against_all
from calibration.comparisons import ImageSet
from calibration.errors import CalibrationError
from calibration.operating_points import FMRS, measure_points, not_measured

DAY = date(2026, 1, 31)


def _images(people: int, looks: int) -> ImageSet:
    random = np.random.default_rng(0)
    owner = np.repeat(np.arange(people), looks)
    vectors = random.normal(size=(people, 16))[owner] + 0.7 * random.normal(size=(owner.size, 16))
    return ImageSet((vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32), owner)


def test_a_point_is_what_it_says() -> None:
    images = _images(300, 2)
    points = measure_points(
        all_against_all(images), cell="unmasked-unmasked", subjects=300, data="made", day=DAY, replicates=50
    )
    cross = images.people[:, None] != images.people
    impostor = (images.vectors @ images.vectors.T)[np.triu(cross, k=1)]
    genuine = (images.vectors[0::2] * images.vectors[1::2]).sum(axis=1)
    assert [point.fmr for point in points] == list(FMRS)
    for point in points[:2]:
        assert point.status == "measured"
        assert point.threshold is not None
        assert point.interval is not None
        accepted = impostor >= np.float32(point.threshold)
        assert (point.impostors, point.false_matches) == (impostor.size, accepted.sum())
        assert accepted.mean() <= point.fmr < (accepted.sum() + 1) / impostor.size
        assert point.fnmr == pytest.approx((genuine < np.float32(point.threshold)).mean())
        assert point.interval[0] < accepted.mean() < point.interval[1]
        assert (point.genuines, point.subjects, point.data, point.measured_at) == (300, 300, "made", "2026-01-31")


def test_too_few_comparisons_hold_no_threshold() -> None:
    # 179,400 comparisons: 17 false matches at 1e-4, which is fewer than 30, and fewer than 3 / FMR from 1e-5 on.
    table = all_against_all(_images(300, 2), tail=0.02)
    assert table.impostors == 179_400
    points = measure_points(table, cell="unmasked-unmasked", subjects=300, data="made", day=DAY, replicates=50)
    assert [point.status for point in points] == [
        "measured",
        "measured",
        "insufficient",
        "insufficient",
        "insufficient",
    ]
    for point in points[2:]:
        assert (point.threshold, point.fnmr, point.interval) == (None, None, None)
        assert point.false_matches == int(179_400 * point.fmr)


def test_no_strangers_no_points() -> None:
    with pytest.raises(CalibrationError, match="no impostor comparisons"):
        measure_points(
            all_against_all(_images(1, 5)), cell="unmasked-unmasked", subjects=1, data="made", day=DAY, replicates=5
        )


def test_a_cell_that_was_not_measured() -> None:
    points = not_measured("masked-masked", day=DAY)
    assert [(point.fmr, point.status, point.threshold) for point in points] == [
        (fmr, "insufficient", None) for fmr in FMRS
    ]
