"""Paints cloth spread out, before it is laid on the head: colour, print, folds, and the light that falls on them."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from calibration.masks.picture import Floats
from trainer.masks.light import Light
from trainer.masks.prints import roll
from trainer.masks.relief import HIGH, WIDE, folds, trim, wire, wrinkles
from trainer.masks.spec import Colour, MaskSpec

_EVEN = 160.0
"""Grey level that stands for evenly lit cloth while it is painted."""


@dataclass(frozen=True, eq=False)
class Cloth:
    """A piece of cloth, spread out."""

    slopes: Floats
    """(2, HIGH, WIDE): of its folds, along u and v."""
    second: NDArray[np.uint8]
    third: NDArray[np.uint8]
    """(HIGH, WIDE): where the other two dyes are, 0..255."""
    dyes: tuple[Colour, Colour, Colour]
    brightness: float
    shine: float


def cut_from(spec: MaskSpec) -> Cloth:
    """The cloth of a mask."""
    top, left = spec.wrinkles_at
    slopes = spec.folds * folds(spec.kind) + spec.wrinkles * wrinkles()[:, top : top + HIGH, left : left + WIDE]
    if spec.wire:
        slopes += wire()
    second, third = np.zeros((HIGH, WIDE), np.uint8), trim(spec.kind)
    if spec.print:
        top, left = spec.print_at
        printed = cv2.split(roll(spec.print)[top : top + HIGH, left : left + WIDE])
        second = np.asarray(cv2.subtract(printed[0], third), np.uint8)
        third = np.asarray(cv2.max(printed[1], third), np.uint8)
    return Cloth(slopes, second, third, (spec.cloth, spec.second, spec.trim), spec.brightness, spec.shine)


def paint(cloth: Cloth, points: Floats, light: Light) -> NDArray[np.uint8]:
    """The cloth as it looks where it lies, still spread out.

    Args:
        cloth: what is painted.
        points: (3, rows, columns), how it lies on the head.
        light: the light on the face.

    Returns:
        (HIGH, WIDE, 3) uint8 in the picture's colour order.
    """
    large = cv2.resize(_lit(points, light, cloth.shine), (WIDE, HIGH), interpolation=cv2.INTER_LINEAR)
    grey = cv2.convertScaleAbs(cv2.add(large, _lit_folds(cloth, light)), alpha=_EVEN)
    parts = [grey, cv2.multiply(grey, cloth.second, scale=1 / 255), cv2.multiply(grey, cloth.third, scale=1 / 255)]
    first, second, third = (dyed(dye, light, cloth.brightness) for dye in cloth.dyes)
    mix = [(a / _EVEN, (b - a) / _EVEN, (c - a) / _EVEN) for a, b, c in zip(first, second, third, strict=True)]
    return np.asarray(cv2.transform(cv2.merge(parts), np.array(mix, np.float32)), np.uint8)


def dyed(dye: Colour, light: Light, brightness: float) -> tuple[float, float, float]:
    """A dye under the picture's light, 0..255 in the picture's order; grey where the picture is."""
    grey = 0.299 * dye[0] + 0.587 * dye[1] + 0.114 * dye[2]
    level = light.level * brightness
    r, g, b = ((grey + light.colourful * (c - grey)) * t * level for c, t in zip(dye, light.tint, strict=True))
    return (b, g, r) if light.colour == "BGR" else (r, g, b)


def _lit(points: Floats, light: Light, shine: float) -> Floats:
    """(rows - 1, columns - 1): light on the large shape, around 1."""
    x, y, z = points
    nx = (z[1:, :-1] - z[1:, 1:]) / (x[1:, 1:] - x[1:, :-1])
    ny = (z[:-1, 1:] - z[1:, 1:]) / (y[1:, 1:] - y[:-1, 1:])
    a, b, c = (shine * along for along in light.along)
    lit: Floats = (a * nx + b * ny + c) / np.sqrt(nx * nx + ny * ny + 1) + light.even
    return np.minimum(np.maximum(lit, 0.35), 1.45)


def _lit_folds(cloth: Cloth, light: Light) -> Floats:
    """(HIGH, WIDE): light and shade of the folds, to first order in their slopes, never quite without a lamp above."""
    right, down = -cloth.shine * light.along[0], -cloth.shine * (light.along[1] - 0.25)
    shade: Floats = right * cloth.slopes[0] + down * cloth.slopes[1]
    return np.minimum(np.maximum(shade, -0.4), 0.25)
