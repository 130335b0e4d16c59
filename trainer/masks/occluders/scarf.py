"""A scarf wound around neck and chin, pulled up over mouth or nose."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from calibration.masks.picture import Bytes, ColourOrder, Floats, check_image
from calibration.masks.pose import estimate_pose
from trainer.masks.cloth import Cloth, paint
from trainer.masks.cuts import spread, table_of
from trainer.masks.dress import Finish, dress
from trainer.masks.light import estimate_light
from trainer.masks.prints import Print, roll
from trainer.masks.relief import HIGH, WIDE, U, V, slopes, step, wrinkles
from trainer.masks.spec import CUT_WITHIN, Colour, any_colour

_TABLE = table_of(
    (1.08, 0.00, 0.52, 0.05, -0.75, 1.6, 1.3),
    (1.14, 0.98, 1.00, 0.14, -0.85, 2.0, 1.7),
    (1.18, 1.42, 1.48, 0.20, -0.90, 2.0, 1.9),
    (1.24, 1.98, 1.92, 0.38, -0.90, 2.0, 2.0),
    (1.14, 2.75, 2.25, 0.55, -0.80, 1.7, 2.0),
)
_PRINTS: tuple[Print, ...] = ("stripes", "checks", "clouds")


@dataclass(frozen=True)
class Scarf:
    """One scarf."""

    dyes: tuple[Colour, Colour, Colour]
    print: Print | None
    top: float
    """Height of its edge at the nose, in the head's units below the eyes."""
    knit: float
    """Strength of the stitches; 0 for woven cloth."""
    wound: tuple[float, float, float]
    """Where its layers end, as shares of its height."""
    cut_at: tuple[int, int]
    finish: Finish

    @classmethod
    def sample(cls, rng: np.random.Generator) -> Scarf:
        """Draw one scarf: half of them up to the nose's bridge, half below its tip."""
        top = 0.30 + 0.15 * rng.random() if rng.random() < 0.5 else 0.82 + 0.15 * rng.random()
        first, second, third = np.sort(rng.uniform(0.2, 0.95, 3)).tolist()
        a, b, c, d = rng.integers(0, CUT_WITHIN, 4).tolist()
        return cls(
            dyes=(any_colour(rng), any_colour(rng), any_colour(rng)),
            print=_PRINTS[int(rng.integers(len(_PRINTS)))] if rng.random() < 0.4 else None,
            top=top,
            knit=float(rng.choice((0.0, 1.0))),
            wound=(first, second, third),
            cut_at=(a, b),
            finish=Finish(0.4, 0.02 * rng.random(), 5 * rng.random(), (c, d)),
        )

    def draw(self, image: Bytes, landmarks: Floats, *, colour: ColourOrder = "BGR") -> Bytes:
        """A copy of the picture with the scarf on; arguments and errors as for `draw_mask`."""
        check_image(image)
        pose = estimate_pose(landmarks)
        light = estimate_light(image, pose, colour=colour)
        table = _TABLE.copy()
        table[0, 1] = self.top
        table[0, 2] += 0.4 * (self.top - 0.34)
        points = spread(table)
        worn: Bytes = image.copy()
        dress(worn, paint(self._cloth(), points, light), points, pose, self.finish)
        return worn

    def _cloth(self) -> Cloth:
        top, left = self.cut_at
        sag = V + 0.08 * (U - 0.2) ** 2
        layers: NDArray[Any] = sum((0.06 * step(sag - at, 0.015, 0.12) for at in self.wound), np.zeros_like(V))
        relief = slopes(layers) + self.knit * _stitches() + 1.5 * wrinkles()[:, top : top + HIGH, left : left + WIDE]
        second = third = np.zeros((HIGH, WIDE), np.uint8)
        if self.print:
            printed = roll(self.print)[top : top + HIGH, left : left + WIDE]
            second, third = printed[..., 0].copy(), printed[..., 1].copy()
        return Cloth(relief, second, third, self.dyes, brightness=0.95, shine=1.2)


@cache
def _stitches() -> Floats:
    """Slopes of plain knitting, (2, HIGH, WIDE)."""
    return slopes(0.008 * np.sin(30 * np.pi * U) * np.abs(np.sin(24 * np.pi * V + 3 * np.sin(30 * np.pi * U))))
