"""Lays cloth over a picture: picks each pixel from the cloth, with a soft edge, a shadow on the skin, and grain."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from calibration.masks.picture import Bytes, Floats, Window, window_of
from calibration.masks.pose import HeadPose
from trainer.masks.surface import see

SUBPIXEL = 4
"""Fractional bits of OpenCV's polygon corners."""
_FAR = 1 << 20
"""Corners further out, in pixels, would overflow OpenCV's fixed-point numbers."""
_GRAIN = 256
_GRAIN_SD = 32.0


@dataclass(frozen=True)
class Finish:
    """How cloth, glass or skin sits in the picture."""

    shadow: float
    """Darkness of the shadow beside it, 0..1."""
    softness: float
    """Blur of its edge and picture, as a share of the head's unit."""
    noise: float
    """Standard deviation of its grain, in grey levels."""
    noise_at: tuple[int, int]
    """Where the grain is cut from, 0..255 each."""


def dress(picture: Bytes, cloth: Bytes, points: Floats, pose: HeadPose, finish: Finish) -> None:
    """Lay a cloth on the head, in place.

    Args:
        picture: (height, width, 3) uint8, written to.
        cloth: (high, wide, 3) uint8, spread out, in the picture's colour order.
        points: (3, rows, columns), how it lies, in the head's axes.
        pose: how the head stands in the picture.
        finish: edge, shadow and grain.
    """
    surface = see(points, pose)
    window = window_of(surface.outline, 0.1 * pose.scale + 2, picture.shape)
    if window is None:
        return
    while cloth.shape[1] > 5 * pose.scale:
        cloth = np.asarray(cv2.pyrDown(cloth), np.uint8)  # a distant face: average before picking pixels
    where = surface.where(window, cloth.shape[:2])
    places, shares = cv2.convertMaps(where, None, cv2.CV_16SC2)  # type: ignore[call-overload]  # half the time
    seen = np.asarray(cv2.remap(cloth, places, shares, cv2.INTER_LINEAR), np.uint8)
    blend(picture, seen, cover_of([surface.outline], window), window, finish, pose.scale)


def corners(points: Floats) -> NDArray[np.int32]:
    """(..., 2) pixels as OpenCV's polygon functions take them, with `SUBPIXEL` fractional bits."""
    near: Floats = np.minimum(np.maximum(points, -_FAR), _FAR)
    return np.rint(near * (1 << SUBPIXEL)).astype(np.int32)


def cover_of(outlines: list[Floats], window: Window) -> Bytes:
    """How much of each pixel of a window closed lines, (N, 2) pixels each, cover: 0..255."""
    x0, y0, x1, y1 = window
    cover = np.zeros((y1 - y0, x1 - x0), np.uint8)
    origin = np.array((x0, y0), np.float32)
    for outline in outlines:
        cv2.fillPoly(cover, [corners(outline - origin)], 255, cv2.LINE_AA, SUBPIXEL)
    return cover


def blend(picture: Bytes, seen: Bytes, cover: Bytes, window: Window, finish: Finish, scale: float) -> None:
    """Put what is seen in a window over the picture, in place, as far as it covers.

    Args:
        picture: (height, width, 3) uint8, written to.
        seen: (y1 - y0, x1 - x0, 3) uint8.
        cover: (y1 - y0, x1 - x0) uint8.
        window: where.
        finish: edge, shadow and grain.
        scale: pixels per unit of the head.
    """
    x0, y0, x1, y1 = window
    part = picture[y0:y1, x0:x1]
    scale = min(scale, float(max(part.shape)))  # of a face far larger than the picture, blur what there is
    blur = finish.softness * scale
    if blur > 0.4:
        cover = np.asarray(cv2.GaussianBlur(cover, (0, 0), blur), np.uint8)
        seen = np.asarray(cv2.GaussianBlur(seen, (0, 0), 0.7 * blur), np.uint8)
    if finish.noise > 0.5:
        seen = _grained(seen, finish)
    reach = 2 * int(0.15 * scale) + 1
    shadow = cv2.blur(cover, (reach, reach))
    lit = cv2.convertScaleAbs(shadow, alpha=-finish.shadow, beta=255)
    bare = cv2.multiply(cv2.bitwise_not(cover), lit, scale=1 / 255)
    skin = cv2.multiply(part, cv2.merge([bare, bare, bare]), scale=1 / 255)
    cv2.add(skin, cv2.multiply(seen, cv2.merge([cover, cover, cover]), scale=1 / 255), dst=part)


def _grained(seen: Bytes, finish: Finish) -> Bytes:
    height, width = seen.shape[:2]
    grain = _grain()
    if height > _GRAIN or width > _GRAIN:
        grain = np.tile(grain, (height // _GRAIN + 1, width // _GRAIN + 1, 1))
    top, left = min(finish.noise_at[0], len(grain) - height), min(finish.noise_at[1], grain.shape[1] - width)
    share = finish.noise / _GRAIN_SD
    cut = grain[top : top + height, left : left + width]
    return np.asarray(cv2.addWeighted(seen, 1.0, cut, share, -128 * share), np.uint8)


@cache
def _grain() -> Bytes:
    """(256, 256, 3): noise around 128, read-only; red and blue alike, so that it suits both colour orders."""
    noise = np.random.default_rng(11).normal(128, _GRAIN_SD, (_GRAIN, _GRAIN, 3))
    noise[..., 2] = noise[..., 0]
    grain = np.rint(np.clip(noise, 0, 255)).astype(np.uint8)
    grain.flags.writeable = False
    return grain
