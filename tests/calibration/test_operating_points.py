from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from calibration.all_against_all import all_against_all
from calibration.comparisons import ImageSet
from calibration.errors import CalibrationError
from calibration.operating_points import FMRS, measure_points, with_points
from engines.builtin import BUILTINS
from engines.card import Card, Preprocessing
from engines.operating_point import CELLS, OperatingPoint

DAY = date(2026, 1, 31)


def _images(people: int, looks: int) -> ImageSet:
    random = np.random.default_rng(0)
    owner = np.repeat(np.arange(people), looks)
    vectors = random.normal(size=(people, 16))[owner] + 0.7 * random.normal(size=(owner.size, 16))
    return ImageSet((vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32), owner)


def test_a_point_is_what_it_says() -> None:
    images = _images(300, 2)
    points = measure_points(all_against_all(images), cell="unmasked-unmasked", data="made", day=DAY, replicates=50)
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
    points = measure_points(table, cell="unmasked-unmasked", data="made", day=DAY, replicates=50)
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
        measure_points(all_against_all(_images(1, 5)), cell="unmasked-unmasked", data="made", day=DAY, replicates=5)


def _card(points: tuple[OperatingPoint, ...] = ()) -> Card:
    return Card(
        name="test",
        kind="recogniser",
        digest="0" * 64,
        preprocessing=Preprocessing(size=None, colour="RGB", mean=(0, 0, 0), scale=(1, 1, 1), in_graph=True),
        inputs=("x",),
        outputs=("y",),
        licence="",
        source="",
        data="",
        recipe="",
        limits="",
        metrics={"other": 1},
        operating_points=points,
    )


def test_a_card_speaks_of_all_cells_also_of_those_not_measured() -> None:
    table = all_against_all(_images(100, 2))
    points = measure_points(table, cell="masked-unmasked", data="made", day=DAY, replicates=5)
    card = with_points(_card(), points, measured={"failures_to_acquire": 2})
    assert Card.model_validate_json(card.model_dump_json(by_alias=True)) == card
    assert tuple(point for point in card.operating_points if point.cell == "masked-unmasked") == points
    rest = [point for point in card.operating_points if point.cell != "masked-unmasked"]
    assert [(point.cell, point.fmr, point.threshold, point.status, point.impostors) for point in rest] == [
        (cell, fmr, None, "insufficient", 0) for cell in ("unmasked-unmasked", "masked-masked") for fmr in FMRS
    ]
    assert card.metrics == {"other": 1, "masked-unmasked": {"failures_to_acquire": 2}}


def test_a_new_measurement_replaces_its_own_cell_only() -> None:
    table = all_against_all(_images(100, 2))
    old, new, masked = (
        measure_points(table, cell=cell, data=data, day=DAY, replicates=5)
        for cell, data in (("unmasked-unmasked", "old"), ("unmasked-unmasked", "new"), ("masked-masked", "old"))
    )
    card = with_points(_card((*old, *masked)), new, measured={})
    assert tuple(point for point in card.operating_points if point.cell == "unmasked-unmasked") == new
    assert tuple(point for point in card.operating_points if point.cell == "masked-masked") == masked


def test_the_shipped_recogniser_has_points_for_the_gate() -> None:
    points = BUILTINS["sface"].card.operating_points
    measured = [point for point in points if point.status == "measured"]
    assert [(point.cell, point.fmr) for point in measured] == [(cell, fmr) for cell in CELLS for fmr in FMRS[:4]]
    for point in measured:
        assert point.false_matches is not None
        assert point.false_matches >= 30
        assert point.false_matches / point.impostors <= point.fmr
        assert point.impostors >= 3 / point.fmr
    for cell in CELLS:
        thresholds = [point.threshold for point in measured if point.cell == cell]
        assert thresholds == sorted(thresholds)
    assert {point.cell for point in points} == {"unmasked-unmasked", "masked-unmasked", "masked-masked"}
