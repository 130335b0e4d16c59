"""A cap with a peak, or a knitted one without, pulled down to the brows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from calibration.masks.picture import Bytes, ColourOrder, Floats, check_image
from calibration.masks.pose import estimate_pose
from trainer.masks.cloth import Cloth, paint
from trainer.masks.dress import Finish, dress
from trainer.masks.light import estimate_light
from trainer.masks.prints import Print, roll
from trainer.masks.relief import HIGH, WIDE, U, V, ridge, slopes, wrinkles
from trainer.masks.spec import CUT_WITHIN, Colour, any_colour

_ANGLES = np.linspace(-1, 1, 17, dtype=np.float32)
_DOWN = np.linspace(0, 1, 9, dtype=np.float32)[:, None]
_HEAD = (1.36, 1.42, -1.10)
"""The skull where a hat sits: half its width, half its depth, and its middle's z, in the head's units."""


@dataclass(frozen=True)
class Cap:
    """One cap."""

    dyes: tuple[Colour, Colour, Colour]
    """Crown, badge, peak."""
    badge: Print | None
    rim: float
    """Height of the rim over the eyes, in the head's units (negative: above)."""
    crown: float
    """Height of the crown."""
    peak: float
    """Length of the peak; 0: a knitted cap without one."""
    droop: float
    """How far the peak's front hangs down, as a share of its length."""
    cut_at: tuple[int, int]
    finish: Finish

    @classmethod
    def sample(cls, rng: np.random.Generator) -> Cap:
        """Draw one cap: two of three have a peak."""
        dye, peaked = any_colour(rng), rng.random() < 2 / 3
        a, b, c, d = rng.integers(0, CUT_WITHIN, 4).tolist()
        return cls(
            dyes=(dye, any_colour(rng), any_colour(rng) if rng.random() < 0.4 else dye),
            badge="lettering" if rng.random() < 0.6 else None,
            rim=-(0.44 + 0.2 * rng.random()),
            crown=1.1 + 0.3 * rng.random(),
            peak=0.7 + 0.4 * rng.random() if peaked else 0.0,
            droop=0.1 + 0.2 * rng.random(),
            cut_at=(a, b),
            finish=Finish(0.35, 0.02 * rng.random(), 4 * rng.random(), (c, d)),
        )

    def draw(self, image: Bytes, landmarks: Floats, *, colour: ColourOrder = "BGR") -> Bytes:
        """A copy of the picture with the cap on; arguments and errors as for `draw_mask`."""
        check_image(image)
        pose = estimate_pose(landmarks)
        light = estimate_light(image, pose, colour=colour)
        worn: Bytes = image.copy()
        crown = self._crown()
        dress(worn, paint(self._crown_cloth(), crown, light), crown, pose, self.finish)
        if self.peak:
            peak = self._peak()
            shaded = replace(self.finish, shadow=0.6)
            dress(worn, paint(self._peak_cloth(), peak, light), peak, pose, shaded)
        return worn

    def _crown(self) -> Floats:
        half_width, half_depth, middle = _HEAD
        turn, risen = np.deg2rad(82) * _ANGLES, 1 - _DOWN
        round_off = np.sqrt(1 - (0.92 * risen) ** 2)
        x = half_width * np.sin(turn) * round_off
        y = self.rim + 0.26 * (1 - np.cos(turn)) - self.crown * risen + 0 * x
        z = middle + half_depth * np.cos(turn) * round_off
        return np.stack([x, y, z]).astype(np.float32)

    def _peak(self) -> Floats:
        half_width, half_depth, middle = _HEAD
        turn = np.deg2rad(52) * _ANGLES
        out = self.peak * _DOWN * np.sqrt(1 - 0.9 * _ANGLES**2)
        x = half_width * np.sin(turn) + 0 * out
        y = self.rim + 0.26 * (1 - np.cos(turn)) + self.droop * out + 0.16 * _ANGLES**2 + 0.02 * _DOWN
        z = middle + half_depth * np.cos(turn) + out
        return np.stack([x, y, z]).astype(np.float32)

    def _crown_cloth(self) -> Cloth:
        top, left = self.cut_at
        second = np.zeros((HIGH, WIDE), np.uint8)
        if self.badge:
            badge = roll(self.badge)[top : top + HIGH // 2, left : left + WIDE // 4, 0]
            second[HIGH // 2 :, 3 * WIDE // 8 : 3 * WIDE // 8 + WIDE // 4] = badge
        crumple = (0.2 if self.peak else 0.6) * wrinkles()[:, top : top + HIGH, left : left + WIDE]
        relief = (_panels() if self.peak else _ribs()) + crumple
        return Cloth(relief, second, np.zeros_like(second), self.dyes, brightness=1.0, shine=1.2)

    def _peak_cloth(self) -> Cloth:
        none = np.zeros((HIGH, WIDE), np.uint8)
        return Cloth(_stitching(), none, none, (self.dyes[2],) * 3, brightness=0.9, shine=1.0)


@cache
def _panels() -> Floats:
    seams: NDArray[Any] = sum((0.03 * ridge(U - at, 0.02) for at in (-0.66, 0.0, 0.66)), np.zeros_like(U))
    return slopes(seams - 0.03 * ridge(V - 0.97, 0.02))


@cache
def _ribs() -> Floats:
    return slopes(0.012 * np.sin(50 * np.pi * U) + 0.06 / (1 + np.exp((0.68 - V) / 0.01)))


@cache
def _stitching() -> Floats:
    return slopes(0.01 * np.sin(14 * np.pi * V) * (1 - U**2) + 0.05 * ridge(V - 1, 0.06))
