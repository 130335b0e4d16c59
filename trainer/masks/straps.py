"""Ear loops and head bands: ribbons from the mask's sides to where they go out of sight."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np

from calibration.masks.picture import Floats
from calibration.masks.pose import HeadPose
from trainer.masks.spec import MaskSpec, Straps

Ribbon = tuple[float, float, tuple[float, float, float], tuple[float, float, float]]
"""The stretch of the mask's side that it leaves from (0 top to 1 bottom), and the two corners of its far end, on the
side where x is positive."""

RIBBONS: Mapping[Straps, tuple[Ribbon, ...]] = {
    "ears": (
        (0.00, 0.07, (1.10, 0.08, -1.05), (1.10, 0.12, -1.05)),
        (0.93, 1.00, (1.09, 0.56, -1.05), (1.09, 0.62, -1.05)),
    ),
    "head": (
        (0.10, 0.18, (1.14, -0.40, -1.00), (1.14, -0.35, -1.00)),
        (0.74, 0.82, (1.06, 0.84, -1.10), (1.06, 0.89, -1.10)),
    ),
    "wide": (
        (0.00, 0.38, (1.10, -0.04, -1.10), (1.10, 0.12, -1.05)),
        (0.66, 1.00, (1.09, 0.50, -1.05), (1.09, 0.68, -1.10)),
    ),
    "none": (),
}
_SEEN = 0.15
"""A cheek whose normal leans away from the camera more than this (a cosine) hides its straps."""


@cache
def _laid(straps: Straps, rows: int) -> tuple[Floats, Floats]:
    """(n, 2, rows) weights of the mask's side for each ribbon's near end; (2, n, 2, 3) its far end on both sides."""
    side = np.arange(rows, dtype=np.float32) / (rows - 1)
    ends = np.array([(start, end) for start, end, _, _ in RIBBONS[straps]], np.float32)
    near = np.maximum(0, 1 - np.abs(ends[..., None] - side) * (rows - 1))
    far = np.array([(lower, upper) for _, _, upper, lower in RIBBONS[straps]], np.float32)
    return near, np.stack([far * np.array((-1, 1, 1), np.float32), far])


def ribbons(spec: MaskSpec, points: Floats, pose: HeadPose) -> list[tuple[float, Floats]]:
    """The straps that show.

    Args:
        spec: how the mask is worn.
        points: (3, rows, columns), the mask on the head.
        pose: how the head stands in the picture.

    Returns:
        For each side that shows: -1 or 1 (in the head's axes), and its ribbons, (n, 4, 2) pixels.
    """
    if spec.straps == "none":
        return []
    near, far = _laid(spec.straps, points.shape[1])
    start = near @ points[:, :, :: points.shape[2] - 1].transpose(2, 1, 0)[:, None]
    back = start[:, :, ::-1]
    bands = pose.project(np.concatenate([start, back + spec.reach * (far - back)], axis=2))
    lean = 0.8 * float(pose.view[0])
    facing = 0.6 * float(pose.view[2])
    return [(side, band) for side, band in zip((-1.0, 1.0), bands, strict=True) if side * lean + facing > _SEEN]
