"""Draws a pleated surgical mask on a frontal portrait, for the demo: a height field of cloth, lit like the face."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import PchipInterpolator

Point = tuple[float, float]

CLOTH = (224, 205, 172)
"""BGR of the light blue fleece."""
ELASTIC = (225, 222, 218)
"""BGR of the ear loops."""
LIGHT = (-0.45, -0.45, 0.77)
"""Direction to the lamp in the portraits: x to the right, y down, z towards the camera."""
PLEATS = (0.34, 0.52, 0.70)
"""Where the folds run, as a share of the mask's height."""


@dataclass(frozen=True)
class MaskFit:
    """Where a mask lies on one portrait: points in pixels of that portrait, left to right."""

    top: tuple[Point, ...]
    """Upper edge from cheek over the bridge of the nose to cheek."""
    bottom: tuple[Point, ...]
    """Lower edge from jaw under the chin to jaw; starts and ends at the x of `top`."""
    loops: tuple[tuple[Point, ...], ...]
    """Each ear loop, from the mask's edge to where it disappears behind ear or hair."""

    def scaled(self, factor: float) -> MaskFit:
        """The same mask on a portrait resized by `factor`."""
        top, bottom, *loops = (
            tuple((x * factor, y * factor) for x, y in line) for line in (self.top, self.bottom, *self.loops)
        )
        return MaskFit(top, bottom, tuple(loops))


def wear_mask(portrait: NDArray[np.uint8], fit: MaskFit) -> NDArray[np.uint8]:
    """A copy of the portrait wearing the mask, which covers nose, mouth and chin.

    Args:
        portrait: (height, width, 3) BGR.
        fit: where the mask lies on it.
    """
    left, right = fit.top[0][0], fit.top[-1][0]
    size = right - left
    points = np.array([*fit.top, *fit.bottom])
    margin = 0.3 * size  # for the shadow and the ear loops
    x0, y0 = np.maximum(points.min(axis=0) - margin, 0).astype(int)
    x1, y1 = np.minimum(points.max(axis=0) + margin, portrait.shape[1::-1]).astype(int)
    skin = portrait[y0:y1, x0:x1]
    x, y = np.arange(x0, x1, dtype=np.float64), np.arange(y0, y1, dtype=np.float64)[:, None]
    across = np.clip(x, left, right)
    top, bottom = _edge(fit.top, across), _edge(fit.bottom, across)
    u = 2 * (across - left) / size - 1
    v = np.clip((y - top) / (bottom - top), -0.2, 1.2)

    distance = np.minimum(np.minimum(x - left, right - x), np.minimum(y - top, bottom - y))
    cover = np.clip(distance + 0.5, 0, 1)[..., None]
    shade = _lit(_relief(u, v) * size) * _light_of(skin, cover[..., 0], size)
    loops = _loops(fit.loops, (x0, y0), skin.shape[:2], size)
    worn = skin * (1 - 0.3 * _shadow(loops, size)) * (1 - loops) + np.asarray(ELASTIC) * loops
    worn = worn * (1 - 0.35 * _shadow(cover, size)) * (1 - cover) + np.asarray(CLOTH) * shade[..., None] * cover

    whole: NDArray[np.uint8] = portrait.copy()
    whole[y0:y1, x0:x1] = np.clip(np.rint(worn), 0, 255)
    return whole


def _edge(points: tuple[Point, ...], at: NDArray[np.float64]) -> NDArray[np.float64]:
    edge: NDArray[np.float64] = PchipInterpolator(*zip(*points, strict=True))(at)
    return edge


def _relief(u: NDArray[np.float64], v: NDArray[np.float64]) -> NDArray[np.float64]:
    """Height of the cloth above the face's plane, as a share of the mask's width.

    Args:
        u: -1..1 across the face.
        v: 0..1 from the upper edge down.
    """
    cheek = 0.36 * np.sqrt(np.clip(1.02 - u**2, 0, None))
    nose = 0.10 * np.exp(-((u / 0.20) ** 2)) * np.exp(-(((v - 0.30) / 0.30) ** 2))
    chin = -0.22 * np.clip(v - 0.72, 0, None) ** 1.5
    sag = v + 0.05 * (1 - u**2)  # folds hang lower in the middle
    folds = sum(0.018 / (1 + np.exp((sag - at) / 0.006)) * np.exp(-np.clip(at - sag, 0, None) / 0.09) for at in PLEATS)
    wire = 0.012 * np.exp(-(((v - 0.055) / 0.018) ** 2)) * (np.abs(u) < 0.42)
    creases = 0.004 * np.sin(9 * u + 14 * v) * (1 - np.exp(-((u / 0.5) ** 2)))
    relief: NDArray[np.float64] = cheek + nose + chin + folds + wire + creases
    return relief


def _lit(relief: NDArray[np.float64]) -> NDArray[np.float64]:
    """Brightness under one soft lamp and ambient light (Lambert), about 0.5..1.1, with the grain of the fleece."""
    down, across = np.gradient(cv2.GaussianBlur(relief, (0, 0), 0.8))
    lamp = np.asarray(LIGHT) / np.linalg.norm(LIGHT)
    facing = (-across * lamp[0] - down * lamp[1] + lamp[2]) / np.sqrt(across**2 + down**2 + 1)
    grain = np.random.default_rng(1).normal(0, 0.012, relief.shape)
    lit: NDArray[np.float64] = 0.50 + 0.58 * np.clip(facing, 0, None) + cv2.GaussianBlur(grain, (0, 0), 0.6)
    return lit


def _light_of(skin: NDArray[np.uint8], cover: NDArray[np.float64], size: float) -> NDArray[np.float64]:
    """The portrait's own soft light under the mask, around 1: keeps the scene's left-to-right fall-off."""
    grey = cv2.cvtColor(skin, cv2.COLOR_BGR2GRAY) * cover
    reach = 0.25 * size
    local = cv2.GaussianBlur(grey, (0, 0), reach) / np.maximum(cv2.GaussianBlur(cover, (0, 0), reach), 1e-3)
    light: NDArray[np.float64] = np.sqrt(np.clip(local * cover.sum() / grey.sum(), 0.6, 1.3))
    return light


def _shadow(cover: NDArray[np.float64], size: float) -> NDArray[np.float64]:
    """The soft shadow that the mask throws on the skin around it, 0..1."""
    fallen = np.roll(cover[..., 0], (round(0.02 * size), round(0.01 * size)), axis=(0, 1))
    return np.asarray(cv2.GaussianBlur(fallen, (0, 0), 0.025 * size), dtype=np.float64)[..., None]


def _loops(
    loops: tuple[tuple[Point, ...], ...], origin: tuple[int, int], shape: tuple[int, ...], size: float
) -> NDArray[np.float64]:
    """The cover of the ear loops, (height, width, 1), 0..1, in a crop of the portrait that starts at `origin`."""
    strap = np.zeros(shape, np.uint8)
    for loop in loops:
        path = np.rint((np.asarray(loop) - origin) * 16).astype(np.int32)  # 4 fractional bits
        cv2.polylines(strap, [path], False, 255, max(1, round(0.013 * size)), cv2.LINE_AA, 4)
    return strap[..., None] / 255.0
