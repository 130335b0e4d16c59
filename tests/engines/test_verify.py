from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from engines.verify import (
    BOUNDS,
    Boxes,
    Cosines,
    bounds_for,
    columns,
    compare_boxes,
    compare_templates,
    describe,
    distance,
    shortfall,
)


def test_figures_of_templates() -> None:
    random = np.random.default_rng(0)
    reference = random.standard_normal((200, 16)).astype(np.float32)
    derived = reference + 0.1 * random.standard_normal((200, 16)).astype(np.float32)
    figures = compare_templates(reference, 3 * derived)
    cosines = (reference * derived).sum(1) / np.linalg.norm(reference, axis=1) / np.linalg.norm(derived, axis=1)
    assert figures.faces == 200
    assert figures.mean == pytest.approx(cosines.mean(), abs=1e-6)
    assert figures.minimum == pytest.approx(cosines.min(), abs=1e-6)
    assert figures.quantile == pytest.approx(np.quantile(cosines, 0.01), abs=1e-6)


@settings(deadline=None)
@given(arrays.arrays(np.float32, (3, 4), elements=st.floats(-1e3, 1e3, width=32)))
def test_a_template_is_never_nearer_than_itself(templates: np.ndarray) -> None:
    figures = compare_templates(templates, templates)
    assert figures.mean <= 1 + 1e-9
    assert figures.minimum in (-1, pytest.approx(1))


def test_no_number_is_no_agreement() -> None:
    broken = np.array([[1, 0], [np.nan, 1]], np.float32)
    assert compare_templates(np.eye(2, dtype=np.float32), broken).minimum == -1


def _box(*corners: float) -> np.ndarray:
    """Boxes with their landmarks in the upper left corner."""
    boxes = np.array(corners, np.float32).reshape(-1, 4)
    return np.hstack([boxes, np.tile(boxes[:, :2], 5)])


def test_boxes_are_matched_once_each() -> None:
    one, two = _box(0, 0, 10, 10, 50, 50, 60, 60), _box(0, 0, 10, 9.5, 0, 0, 10, 10, 90, 90, 99, 99)
    figures = compare_boxes([one, _box()], [two, _box(0, 0, 5, 5)])
    assert figures == Boxes(pictures=2, expected=2, matched=1, extra=3, mean_iou=1.0, landmark_shift=0.0)
    assert figures.share == 0.5
    moved = two.copy()
    moved[1, 4] += 5  # one of five landmarks by half of the width
    assert compare_boxes([one], [moved]).landmark_shift == pytest.approx(0.1)
    assert compare_boxes([_box()], [_box()]).share == 0


def test_bounds_by_precision() -> None:
    good = Cosines(600, mean=0.995, minimum=0.96, quantile=0.975)
    assert shortfall(good, BOUNDS["int8"]) is None
    assert "least cosine to the original is 0.96000, at least 0.9995" in str(shortfall(good, BOUNDS["fp16"]))
    assert "1 % quantile" in str(shortfall(Cosines(600, 0.995, 0.96, 0.965), BOUNDS["int8"]))
    assert "mean cosine" in str(shortfall(Cosines(600, 0.985, 0.98, 0.98), BOUNDS["int8"]))
    assert "least" in str(shortfall(good, bounds_for("int8", 0.97)))
    assert "mean" in str(shortfall(Cosines(1, float("nan"), 1, 1), BOUNDS["int8"])), "NaN keeps no bound"


def test_bounds_of_detectors() -> None:
    assert shortfall(Boxes(100, 200, 200, 0, 0.99, 0.0), BOUNDS["int8"]) is None
    assert "95.00% of the faces" in str(shortfall(Boxes(100, 200, 190, 0, 0.99, 0.0), BOUNDS["int8"]))
    assert "20 faces are found where" in str(shortfall(Boxes(100, 200, 200, 20, 0.99, 0.0), BOUNDS["int8"]))
    assert "landmarks lie 2.00% of the face's width" in str(shortfall(Boxes(9, 9, 9, 0, 0.99, 0.02), BOUNDS["int8"]))
    assert "finds no face" in str(shortfall(Boxes(100, 0, 0, 0, 0.0, 0.0), BOUNDS["int8"]))


def test_few_faces_are_said_to_be_few() -> None:
    assert "fewer than the 500" in describe(Cosines(499, 1, 1, 1))
    assert "fewer" not in describe(Cosines(500, 1, 1, 1))
    assert "3 of 4 faces in 2 pictures found again, 1 extra" in describe(Boxes(2, 4, 3, 1, 0.9, 0.02))


def test_networks_are_ordered_by_their_distance() -> None:
    assert distance(Cosines(9, 0.75, 0.5, 0.5)) == 0.25
    assert distance(Boxes(9, 20, 20, 0, 1.0, 0.0)) == 0
    assert distance(Boxes(9, 20, 19, 2, 0.9, 0.01)) == pytest.approx(0.05 + 0.1 + 0.1 + 0.01)
    assert columns(Boxes(9, 20, 19, 2, 0.9, 0.01))["faces found again"] == "19 of 20"
    assert columns(Cosines(9, 0.75, 0.5, 0.5))["mean cosine"] == "0.75000"
