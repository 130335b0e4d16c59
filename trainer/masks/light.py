"""The light on a face, as far as a picture of it tells: how bright, from where, of what tint."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from math import radians

import cv2
import numpy as np
from numpy.typing import NDArray

from calibration.masks.picture import ColourOrder, Floats
from calibration.masks.pose import HeadPose

USUAL = np.array([0.92, 0.0, -0.14, 0.18], np.float32)
"""Light on an average portrait, from above and in front: even part, then along x, y and z."""
FAITH = np.array([2.0, 2.0, 2.0, 4.0], np.float32)
"""How many samples' worth of trust `USUAL` has, beside what the picture shows."""
_BRIGHT = 92
"""Which of a hundred pixels, in order of brightness, stands for the picture's white."""


@dataclass(frozen=True, eq=False)
class Light:
    """First-order light (Basri and Jacobs, "Lambertian reflectance and linear subspaces", PAMI 2003)."""

    level: float
    """Grey level of a perfectly white cloth, evenly lit, 0..1 of the range."""
    even: float
    along: tuple[float, float, float]
    """Brightness of a surface with normal n is even + along · n; about 1 on the face's average."""
    tint: tuple[float, float, float]
    """Factor on red, green and blue."""
    colourful: float
    """0 for a grey picture, 1 for one in colour."""
    colour: ColourOrder
    """Of the picture."""


def _samples() -> tuple[Floats, Floats]:
    """Places on a head where skin usually shows, and the normals there: (N, 3) each."""
    places, normals = [], []
    for y, z, lean in (
        (-0.55, 0.10, -0.35),
        (-0.35, 0.12, -0.1),
        (0.35, 0.10, 0.1),
        (0.6, 0.1, 0.0),
        (0.9, 0.1, 0.05),
        (1.3, 0.05, 0.1),
        (1.6, 0.05, 0.3),
    ):
        for angle in np.deg2rad([-55, -35, -15, 15, 35, 55]):
            places.append((1.0 * np.sin(angle), y, z + 0.9 * (np.cos(angle) - 0.95)))
            normals.append((np.sin(angle), lean, np.cos(angle)))
    unit = np.array(normals, np.float32)
    return np.array(places, np.float32), unit / np.linalg.norm(unit, axis=1, keepdims=True)


_PLACES, _NORMALS = _samples()
_STEP = radians(10.0)


@cache
def _solver(yaw: int, pitch: int) -> tuple[Floats, Floats, Floats]:
    """For a pose in steps of 10 degrees: the places that face the camera, and the ridge solution for the light there.

    Returns:
        (M, 3) places; (4, M) matrix; (4,) bias.
    """
    view = HeadPose(_PLACES[:2], _PLACES[0, :2], 1.0, yaw * _STEP, pitch * _STEP, 0.0).view
    seen = _NORMALS @ view > 0.25
    design = np.hstack([np.ones((seen.sum(), 1), np.float32), _NORMALS[seen]])
    inverse = np.linalg.inv(design.T @ design + np.diag(FAITH))
    return _PLACES[seen], inverse @ design.T, inverse @ (FAITH * USUAL)


def skin_colour(image: NDArray[np.uint8], pose: HeadPose) -> Floats:
    """(3,): the colour of a face's lit skin, 0..255, in the picture's order."""
    places, _, _ = _solver(round(pose.yaw / _STEP), round(pose.pitch / _STEP))
    return np.asarray(np.quantile(_pick(image, pose.project(places)), 0.65, axis=0), np.float32)


def _pick(image: NDArray[np.uint8], at: Floats) -> Floats:
    """(M, 3) pixels at (M, 2) places; a place beyond the picture takes the nearest."""
    height, width = image.shape[:2]
    x, y = at.T.astype(np.int32)
    pixels: NDArray[np.uint8] = image[np.minimum(np.maximum(y, 0), height - 1), np.minimum(np.maximum(x, 0), width - 1)]
    return pixels.astype(np.float32)


def estimate_light(image: NDArray[np.uint8], pose: HeadPose, *, colour: ColourOrder) -> Light:
    """Fit light to the skin of a face before it is covered.

    Skin may be dark or the picture may be: so the white level takes the middle between the face's and the picture's.

    Args:
        image: (height, width, 3) uint8.
        pose: how the head stands in it.
        colour: its colour order.
    """
    places, matrix, bias = _solver(round(pose.yaw / _STEP), round(pose.pitch / _STEP))
    skin = _pick(image, pose.project(places))
    around = cv2.resize(image, (10, 10), interpolation=cv2.INTER_NEAREST).reshape(100, 3)

    bright = float(np.sort(around[:, 1])[_BRIGHT])
    grey = skin[:, 1]
    mean = max(1.0, float(grey.sum()) / len(grey))
    fit = (matrix @ np.minimum(np.maximum(grey / mean, 0.5), 1.6) + bias).tolist()
    chroma = float(np.abs(skin[:, 0] - skin[:, 2]).sum()) / len(skin)  # skin is orange: red and blue lie furthest apart
    tint = [math.sqrt(share + 1) for share in around.sum(axis=0, dtype=np.float32).tolist()]
    red, green, blue = tint[::-1] if colour == "BGR" else tint
    usual = (red + green + blue) / 3
    return Light(
        level=math.sqrt(min(1.2, mean / 140) * min(1.0, bright / 205)),
        even=fit[0],
        along=(fit[1], fit[2], fit[3]),
        tint=(red / usual, green / usual, blue / usual),
        colourful=min(1.0, chroma / 12),
        colour=colour,
    )
