"""Pleats, folds, seams, wires and wrinkles: small heights of cloth, kept as slopes so that any light can fall on them.

Cloth coordinates: u from -1 at the image's left edge to 1, v from 0 at the upper edge to 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from calibration.masks.picture import Floats
from trainer.masks.spec import Kind

Heights = NDArray[Any]
"""(HIGH, WIDE): height of the cloth above its large shape, in half widths of the cloth."""

HIGH, WIDE = 72, 96
"""Size of the cloth's texture in pixels."""
_BANK = 256

V, U = (np.mgrid[0:HIGH, 0:WIDE] + 0.5) * np.array([1 / HIGH, 2 / WIDE])[:, None, None] - np.array([0, 1])[
    :, None, None
]
_FROM_EDGE = np.minimum(np.minimum(V, 1 - V), 0.75 * (1 - np.abs(U)))


def ridge(distance: Heights, width: float) -> Heights:
    """1 on a line, falling off to both sides."""
    return np.asarray(np.exp(-((distance / width) ** 2)))


def step(distance: Heights, width: float, tail: float) -> Heights:
    """A fold: sharp where the distance turns positive, and rising to it slowly from the negative side."""
    return np.asarray(np.exp(np.minimum(distance, 0) / tail) / (1 + np.exp(np.clip(distance / width, -50, 50))))


def slopes(heights: Heights) -> Floats:
    """(2, high, wide): change of height along u and v, read-only."""
    down, across = np.gradient(cv2.GaussianBlur(heights.astype(np.float32), (0, 0), 0.7))
    made: Floats = (np.stack([across, down]) * (WIDE / 2)).astype(np.float32)
    made.flags.writeable = False
    return made


def _pleats(lines: tuple[float, ...], height: float) -> Heights:
    sag = V + 0.04 * U**2
    return np.asarray(sum(height * step(sag - line, 0.012, 0.10) for line in lines))


def _hem(at: float) -> Heights:
    return 0.012 * step(_FROM_EDGE - at, 0.006, 0.05)


def _seam() -> Heights:
    pulls = 0.003 * np.sin(50 * V) * ridge(np.abs(U) - 0.10, 0.08)
    return np.asarray(0.05 * ridge(U, 0.035) - 0.03 * ridge(U, 0.012) + pulls)


def _kn95() -> Heights:
    welds = ridge(V - 0.16 - 0.35 * np.abs(U), 0.012) + ridge(V - 0.86 + 0.30 * np.abs(U), 0.012)
    return np.asarray(0.07 * ridge(U, 0.06) - 0.012 * welds * (np.abs(U) < 0.8) + _hem(0.06))


def _duckbill() -> Heights:
    lip = V - 0.50 - 0.10 * U**2
    return np.asarray(0.16 * ridge(lip, 0.05) * np.sqrt(1 - U**2) + _hem(0.06))


def _cup() -> Heights:
    rim = np.minimum(np.minimum(V, 1 - V), 0.5 * (1 - np.abs(U)))
    bands = (ridge(V - 0.32, 0.012) + ridge(V - 0.72, 0.012)) * (np.abs(U) < 0.75)
    return np.asarray(0.05 * step(0.08 - rim, 0.01, 0.04) + 0.02 * bands)


_HEIGHTS: Mapping[Kind, Heights] = {
    "surgical": _pleats((0.34, 0.52, 0.70), 0.036) + _hem(0.05),
    "kn95": _kn95(),
    "cloth": _seam() + _hem(0.07),
    "patterned": _seam() + _hem(0.07),
    "duckbill": _duckbill(),
    "cup": _cup(),
    "pleated": _pleats((0.28, 0.50, 0.74), 0.045) + _hem(0.09),
    "black": 0.4 * _seam() + 0.3 * _hem(0.03),
}
_TRIM: Mapping[Kind, float] = {"surgical": 0.045, "cup": 0.05, "pleated": 0.0, "black": 0.02}
"""Width of the binding or the welded edge, as a share of the height; 0.06 for the other kinds."""


@cache
def folds(kind: Kind) -> Floats:
    """Slopes of what is sewn or pressed into a kind, (2, HIGH, WIDE), read-only."""
    return slopes(_HEIGHTS[kind])


@cache
def wire() -> Floats:
    """Slopes of a nose wire under the upper hem, (2, HIGH, WIDE), read-only."""
    bar = 0.020 * ridge(V - 0.07 - 0.03 * np.abs(U), 0.022) * (np.abs(U) < 0.45)
    return slopes(bar + 0.02 * ridge(U, 0.10) * ridge(V, 0.15))


@cache
def wrinkles() -> Floats:
    """Slopes of a large crumpled cloth to cut from, (2, 256, 256), read-only."""
    rng = np.random.default_rng(7)
    crumpled = np.zeros((_BANK, _BANK))
    for across, down, height in ((26, 9, 0.05), (12, 6, 0.03), (5, 9, 0.012), (2.5, 2.5, 0.004)):
        layer = cv2.GaussianBlur(rng.standard_normal((_BANK, _BANK)), (0, 0), across, sigmaY=down)
        crumpled += height * np.abs(layer / layer.std())  # creases are sharp, the cloth between them is round
    return slopes(crumpled)


@cache
def trim(kind: Kind) -> NDArray[np.uint8]:
    """Where the binding or the welded edge is, (HIGH, WIDE) 0..255, read-only."""
    cover: NDArray[np.uint8] = np.rint(255 * np.clip((_TRIM.get(kind, 0.06) - _FROM_EDGE) * 80 + 0.5, 0, 1)).astype(
        np.uint8
    )
    cover.flags.writeable = False
    return cover
