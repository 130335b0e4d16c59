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
    return np.concatenate([_decode_grid(outputs, stride, size[1] // stride, threshold) for stride in STRIDES])


def _decode_grid(outputs: Mapping[str, FloatArray], stride: int, columns: int, threshold: float) -> FloatArray:
    class_, objectness = outputs[f"cls_{stride}"].reshape(-1), outputs[f"obj_{stride}"].reshape(-1)
    cells = np.flatnonzero(class_ * objectness >= 0.999 * threshold**2)  # few are left to be looked at closely
    score = np.sqrt(class_[cells].clip(0, 1) * objectness[cells].clip(0, 1))
    cells, score = cells[score >= threshold], score[score >= threshold]
    candidates = np.empty((cells.size, COLUMNS), dtype=np.float32)
    if cells.size == 0:
        return candidates
    corner = np.stack([cells % columns, cells // columns], axis=1).astype(np.float32)
    box = outputs[f"bbox_{stride}"].reshape(-1, 4)[cells]
    landmarks = outputs[f"kps_{stride}"].reshape(-1, 5, 2)[cells]
    with np.errstate(over="ignore", invalid="ignore"):  # a box without bounds is no face: dropped below
        centre, half = (corner + box[:, :2]) * stride, np.exp(box[:, 2:]) * (stride / 2)
        candidates[:, 0:2] = centre - half
        candidates[:, 2:4] = centre + half
        candidates[:, 4:14] = ((landmarks + corner[:, None]) * stride).reshape(-1, 10)
    candidates[:, 14] = score
    return candidates[np.isfinite(candidates).all(axis=1)]


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
