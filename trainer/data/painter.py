"""Putting a mask on a face by chance: what the views of training and validation need of `trainer.masks`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from gate.vision.types import Landmarks
from trainer.errors import TrainerError
from trainer.masks.draw import draw_mask
from trainer.masks.spec import MaskMix, sample_spec

ColourOrder = Literal["BGR", "RGB"]


class Painter(Protocol):
    """Draws a mask, another each time."""

    def __call__(
        self, image: NDArray[np.uint8], landmarks: Landmarks, rng: np.random.Generator, *, colour: ColourOrder
    ) -> NDArray[np.uint8]:
        """A copy of the picture with a mask on the face.

        Args:
            image: (height, width, 3) uint8.
            landmarks: (5, 2) in its pixels.
            rng: chance.
            colour: the image's.

        Raises:
            TrainerError: no mask can be fitted to these landmarks.
        """
        ...


@dataclass(frozen=True)
class MaskPainter:
    """Masks of a mix."""

    mix: MaskMix

    def __call__(
        self, image: NDArray[np.uint8], landmarks: Landmarks, rng: np.random.Generator, *, colour: ColourOrder
    ) -> NDArray[np.uint8]:
        """Draw."""
        return draw_mask(image, landmarks, sample_spec(rng, self.mix), colour=colour)


def make_painter(family: str, mix: dict[str, Any]) -> Painter:
    """A painter of one family of masks, or of all, with other shares where `mix` names them.

    Raises:
        TrainerError: `mix` is no mix.
    """
    base = MaskMix.family(family) if family != "all" else MaskMix()  # type: ignore[arg-type]
    try:
        return MaskPainter(replace(base, **mix))
    except TypeError as error:
        raise TrainerError(f"masks.mix is no mix of masks: {error}") from None
