"""YuNet's output maps to faces: anchor-free, one prediction for each cell of three grids.

W. Wu, H. Peng, S. Yu: "YuNet: A Tiny Millisecond-level Face Detector", Machine Intelligence Research 20 (2023).
A cell at column c, row r of the grid with stride s predicts

    score = sqrt(class · objectness)
    centre = ((c + dx)·s, (r + dy)·s),  size = (exp(dw)·s, exp(dh)·s)
    landmark k = ((c + x_k)·s, (r + y_k)·s)
"""

from __future__ import annotations

from collections.abc import Mapping

import cv2
import numpy as np

from engines.backend import FloatArray

STRIDES = (8, 16, 32)
DIVISOR = max(STRIDES)
"""The input's height and width are multiples of this, so that every grid has whole cells."""

COLUMNS = 15
"""Of a candidate: x1, y1, x2, y2, five landmarks as x, y, and the score."""


def decode(outputs: Mapping[str, FloatArray], size: tuple[int, ...], *, threshold: float) -> FloatArray:
    """Decode one image's predictions.

    Args:
        outputs: `cls_s`, `obj_s` (1, cells, 1), `bbox_s` (1, cells, 4) and `kps_s` (1, cells, 10) for each stride s;
            cells run row by row.
        size: (height, width) of the network's input, multiples of `DIVISOR`.
        threshold: the lowest score to keep, 0..1.

    Returns:
        (N, COLUMNS) candidates in pixels of the input, not yet suppressed; float32.
    """
    likely = np.concatenate([_likely(outputs, stride, size[1] // stride, threshold) for stride in STRIDES])
    if not len(likely):
        return np.empty((0, COLUMNS), dtype=np.float32)
    corner, stride = likely[:, None, 0:2], likely[:, 2:3]
    candidates = np.empty((len(likely), COLUMNS), dtype=np.float32)
    with np.errstate(over="ignore", invalid="ignore"):  # a box without bounds is no face: dropped below
        centre, half = (corner[:, 0] + likely[:, 5:7]) * stride, np.exp(likely[:, 7:9]) * (stride / 2)
        np.subtract(centre, half, out=candidates[:, 0:2])
        np.add(centre, half, out=candidates[:, 2:4])
        candidates[:, 4:14] = ((likely[:, 9:].reshape(-1, 5, 2) + corner) * stride[:, None]).reshape(-1, 10)
        scores = likely[:, 3:5].clip(0, 1)
        np.sqrt(scores[:, 0] * scores[:, 1], out=candidates[:, 14])
    return candidates[(candidates[:, 14] >= threshold) & np.isfinite(candidates).all(axis=1)]


def _likely(outputs: Mapping[str, FloatArray], stride: int, columns: int, threshold: float) -> FloatArray:
    """(N, 19): of the few cells of a grid that may reach the threshold column, row, stride and the predictions."""
    objectness = outputs[f"obj_{stride}"].reshape(-1)
    cells = (objectness >= 0.999 * threshold**2).nonzero()[0]  # the class is at most 1
    rows = np.empty((cells.size, 19), dtype=np.float32)
    if cells.size:
        rows[:, 1], rows[:, 0] = np.divmod(cells, columns)
        rows[:, 2] = stride
        rows[:, 3], rows[:, 4] = outputs[f"cls_{stride}"].reshape(-1)[cells], objectness[cells]
        rows[:, 5:9] = outputs[f"bbox_{stride}"].reshape(-1, 4)[cells]
        rows[:, 9:] = outputs[f"kps_{stride}"].reshape(-1, 10)[cells]
    return rows


def suppress(candidates: FloatArray, *, iou: float) -> FloatArray:
    """Non-maximum suppression: of candidates that overlap more than `iou`, the surest stays.

    Returns:
        (M, COLUMNS), the surest first.
    """
    if len(candidates) < 2:
        return candidates
    boxes = candidates[:, :4].copy()
    boxes[:, 2:] -= boxes[:, :2]
    kept = cv2.dnn.NMSBoxes(boxes, candidates[:, 14], 0.0, iou)  # type: ignore[arg-type]  # arrays are taken as they are
    return candidates[np.asarray(kept, dtype=np.intp)]
