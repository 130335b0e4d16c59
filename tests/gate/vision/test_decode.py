from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gate.vision.decode import COLUMNS, STRIDES, decode, suppress

SIZES = st.tuples(st.integers(1, 4), st.integers(1, 4)).map(lambda cells: (32 * cells[0], 32 * cells[1]))


def random_outputs(size: tuple[int, int], seed: int) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(seed)
    outputs = {}
    for stride in STRIDES:
        cells = (size[0] // stride) * (size[1] // stride)
        outputs[f"cls_{stride}"] = rng.uniform(-0.2, 1.2, (1, cells, 1)).astype(np.float32)
        outputs[f"obj_{stride}"] = rng.uniform(-0.2, 1.2, (1, cells, 1)).astype(np.float32)
        outputs[f"bbox_{stride}"] = rng.normal(0, 1, (1, cells, 4)).astype(np.float32)
        outputs[f"kps_{stride}"] = rng.normal(0, 1, (1, cells, 10)).astype(np.float32)
    return outputs


def silent_outputs(size: tuple[int, int]) -> dict[str, np.ndarray]:
    return {name: np.zeros_like(values) for name, values in random_outputs(size, 0).items()}


def decode_cell_by_cell(outputs: dict[str, np.ndarray], size: tuple[int, int], threshold: float) -> list[list[float]]:
    """The paper's formulas, one cell at a time."""
    found = []
    for s in STRIDES:
        for row in range(size[0] // s):
            for column in range(size[1] // s):
                i = row * (size[1] // s) + column
                class_, objectness = (min(max(float(outputs[f"{head}_{s}"][0, i, 0]), 0), 1) for head in ("cls", "obj"))
                score = math.sqrt(class_ * objectness)
                if score < threshold:
                    continue
                dx, dy, dw, dh = map(float, outputs[f"bbox_{s}"][0, i])
                x, y, w, h = (column + dx) * s, (row + dy) * s, math.exp(dw) * s, math.exp(dh) * s
                points = outputs[f"kps_{s}"][0, i].reshape(5, 2)
                landmarks = [v for px, py in points for v in ((column + float(px)) * s, (row + float(py)) * s)]
                found.append([x - w / 2, y - h / 2, x + w / 2, y + h / 2, *landmarks, score])
    return found


@given(SIZES, st.integers(0, 99), st.sampled_from([0.3, 0.6, 0.9]))
@settings(max_examples=25, deadline=None)
def test_equals_the_papers_formulas(size: tuple[int, int], seed: int, threshold: float) -> None:
    outputs = random_outputs(size, seed)
    wanted = np.array(decode_cell_by_cell(outputs, size, threshold)).reshape(-1, COLUMNS)
    found = decode(outputs, size, threshold=threshold)
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, wanted, rtol=1e-4, atol=1e-3)


def test_nothing_found_is_an_empty_array() -> None:
    assert decode(silent_outputs((64, 96)), (64, 96), threshold=0.6).shape == (0, COLUMNS)


def test_a_score_at_the_threshold_counts() -> None:
    outputs = silent_outputs((32, 32))
    outputs["cls_32"][:] = outputs["obj_32"][:] = 0.75
    assert len(decode(outputs, (32, 32), threshold=0.75)) == 1
    assert len(decode(outputs, (32, 32), threshold=0.7501)) == 0


@pytest.mark.parametrize(
    ("head", "bad", "left"),
    [
        ("cls", np.nan, 1), ("obj", np.nan, 1), ("bbox", np.nan, 1), ("kps", np.nan, 1),
        ("bbox", np.inf, 1), ("kps", -np.inf, 1), ("bbox", 1e9, 1),
        ("cls", np.inf, 2), ("obj", 1e9, 2),
    ],
)  # fmt: skip
def test_a_prediction_without_bounds_is_no_face_and_a_score_is_clamped(head: str, bad: float, left: int) -> None:
    outputs = silent_outputs((32, 32))
    outputs["cls_8"][0, :2] = outputs["obj_8"][0, :2] = 0.8
    outputs[f"{head}_8"][0, 0] = bad
    found = decode(outputs, (32, 32), threshold=0.6)
    assert len(found) == left
    assert np.isfinite(found).all()
    np.testing.assert_allclose(found[-1, :4], [4, -4, 12, 4])  # the sound neighbour stays
    assert (found[:, 14] <= 1).all()


def suppress_one_by_one(candidates: np.ndarray, iou: float) -> list[int]:
    kept: list[int] = []
    for i in sorted(range(len(candidates)), key=lambda i: -candidates[i, 14]):
        if all(overlap(candidates[i], candidates[j]) <= iou for j in kept):
            kept.append(i)
    return kept


def overlap(a: np.ndarray, b: np.ndarray) -> float:
    width = min(a[2], b[2]) - max(a[0], b[0])
    height = min(a[3], b[3]) - max(a[1], b[1])
    shared = max(width, 0) * max(height, 0)
    return shared / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - shared)


@given(st.integers(0, 60), st.integers(0, 999), st.sampled_from([0.1, 0.3, 0.5]))
@settings(max_examples=60, deadline=None)
def test_suppression_equals_the_definition(count: int, seed: int, iou: float) -> None:
    rng = np.random.default_rng(seed)
    candidates = np.zeros((count, COLUMNS), np.float32)
    candidates[:, :2] = rng.uniform(-20, 200, (count, 2))
    candidates[:, 2:4] = candidates[:, :2] + rng.uniform(10, 80, (count, 2))
    candidates[:, 14] = rng.permutation(count) / max(count, 1) * 0.4 + 0.6
    found = suppress(candidates, iou=iou)
    np.testing.assert_array_equal(found, candidates[suppress_one_by_one(candidates, iou)])
