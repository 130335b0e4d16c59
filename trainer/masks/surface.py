"""Cloth on a head, seen in a picture: its outline, and for each pixel the point of the cloth that shows there."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import cos, sin

import cv2
import numpy as np
from numpy.typing import NDArray

from calibration.masks.picture import Floats, Window
from calibration.masks.pose import HeadPose

_WIDE, _HIGH = 24, 20
"""Size of the coarse map from the picture to the cloth; it is smooth, so pixels are interpolated from it."""
_ACROSS = np.linspace(0, 1, _WIDE, dtype=np.float32)
_DOWN = np.linspace(0, 1, _HIGH, dtype=np.float32)[:, None]
_LEAST = np.float32(1e-4)


@dataclass(frozen=True, eq=False)
class Surface:
    """A piece of cloth as the camera sees it."""

    outline: Floats
    """(N, 2) pixels, a closed line."""
    coarse: Floats
    """(_HIGH, _WIDE, 2): (u, v) of the cloth, 0..1, on a grid over the upright face."""
    to_coarse: tuple[tuple[float, float, float], tuple[float, float, float]]
    """(2, 3): carries pixels to places of that grid."""

    def where(self, window: Window, size: tuple[int, int]) -> Floats:
        """Where on a texture of the cloth each pixel of a window looks.

        Args:
            window: the part of the picture.
            size: (height, width) of the texture.

        Returns:
            (y1 - y0, x1 - x0, 2): x and y on the texture; beyond the outline those of the nearest edge.
        """
        x0, y0, x1, y1 = window
        matrix = np.array([(a, b, a * x0 + b * y0 + shift) for a, b, shift in self.to_coarse])
        places = self.coarse * np.array((size[1] - 1, size[0] - 1), np.float32)
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        return np.asarray(
            cv2.warpAffine(places, matrix, (x1 - x0, y1 - y0), flags=flags, borderMode=cv2.BORDER_REPLICATE),
            np.float32,
        )


def see(points: Floats, pose: HeadPose) -> Surface:
    """Project a grid of cloth, hide what is turned away, and invert the projection.

    Args:
        points: (3, rows, columns) in the head's axes; columns an odd number.
        pose: how the head stands in the picture.
    """
    _, rows, columns = points.shape
    c, s = cos(pose.roll), sin(pose.roll)
    upright = np.array([[c, s], [-s, c]], np.float32)
    x, y = np.asarray((upright @ pose.camera) @ points.reshape(3, -1), np.float32).reshape(2, rows, columns)
    x, y = _hide(x, y)
    left, top = float(x.min()), float(y.min())
    wide, high = max(float(x.max()) - left, 1e-3), max(float(y.max()) - top, 1e-3)
    coarse = _invert(x[:, ::2], y[:, ::2], left + wide * _ACROSS, top + high * _DOWN)

    kx, ky, (ox, oy) = (_WIDE - 1) / wide, (_HIGH - 1) / high, pose.origin.tolist()
    to_coarse = (
        (kx * c, kx * s, -kx * (c * ox + s * oy + left)),
        (-ky * s, ky * c, -ky * (c * oy - s * ox + top)),
    )
    around = _around(rows, columns)
    edge = np.stack([x.ravel()[around], y.ravel()[around]], axis=1)
    return Surface(edge @ upright + pose.origin, coarse, to_coarse)


@cache
def _around(rows: int, columns: int) -> NDArray[np.intp]:
    """Places of a grid's edge, once around."""
    places = np.arange(rows * columns).reshape(rows, columns)
    return np.concatenate([places[0], places[1:, -1], places[-1, -2::-1], places[-2:0:-1, 0]])


def _invert(x: Floats, y: Floats, across: Floats, down: Floats) -> Floats:
    """The cloth's (u, v), 0..1, at each crossing of a regular grid.

    First along each row of the cloth, then down each column of the grid, it adds up how far each stretch of the cloth
    has been passed: linear interpolation without a search.

    Args:
        x: (rows, columns) where the cloth's own crossings appear, rising along each row.
        y: the same, downwards.
        across: (wide,) the grid's columns.
        down: (high, 1) the grid's rows.

    Returns:
        (high, wide, 2).
    """
    rows, columns = x.shape
    passed = _passed(across, x[:, :-1, None], x[:, 1:, None])
    steps = np.empty((rows, 2, columns - 1), np.float32)
    steps[:, 0] = 1 / (columns - 1)
    np.subtract(y[:, 1:], y[:, :-1], out=steps[:, 1])
    u, at = (steps @ passed).transpose(1, 0, 2)
    at = np.maximum.accumulate(at + y[:, :1], axis=0)

    passed = _passed(down, at[:-1, None], at[1:, None])
    coarse = np.empty((len(down), len(across), 2), np.float32)
    np.add.reduce(passed * (u[1:] - u[:-1])[:, None], axis=0, out=coarse[..., 0])
    coarse[..., 0] += u[0]
    np.add.reduce(passed, axis=0, out=coarse[..., 1])
    coarse[..., 1] *= 1 / (rows - 1)
    return coarse


def _passed(at: Floats, start: Floats, end: Floats) -> Floats:
    share: Floats = (at - start) * (1 / np.maximum(end - start, _LEAST))
    np.maximum(share, 0, out=share)
    return np.minimum(share, 1, out=share)


def _hide(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """Push points that lie behind the cloth's own horizon (a cheek behind the nose) back to it."""
    middle = x.shape[1] // 2
    horizon = np.empty_like(x)
    np.maximum.accumulate(x[:, middle:], axis=1, out=horizon[:, middle:])
    np.minimum.accumulate(x[:, middle::-1], axis=1, out=horizon[:, middle::-1])
    hidden = horizon != x
    if hidden.any():
        y = y.copy()
        for column in range(middle + 1, x.shape[1]):
            np.copyto(y[:, column], y[:, column - 1], where=hidden[:, column])
        for column in range(middle - 1, -1, -1):
            np.copyto(y[:, column], y[:, column + 1], where=hidden[:, column])
    return horizon, y
