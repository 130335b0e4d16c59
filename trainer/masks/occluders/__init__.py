"""What else hides a face: drawn like masks, evaluated in a row of its own.

`OCCLUDERS[name].sample(rng).draw(image, landmarks)` is all that training or an evaluation needs of one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import numpy as np

from calibration.masks.picture import Bytes, ColourOrder, Floats
from trainer.masks.occluders.cap import Cap
from trainer.masks.occluders.hand import Hand
from trainer.masks.occluders.scarf import Scarf
from trainer.masks.occluders.sunglasses import Sunglasses


class Occluder(Protocol):
    """Something before a face: a frozen description that can be drawn, like `MaskSpec` and `draw_mask`."""

    @classmethod
    def sample(cls, rng: np.random.Generator) -> Occluder:
        """Draw one look. The same generator state gives the same look."""
        ...

    def draw(self, image: Bytes, landmarks: Floats, *, colour: ColourOrder = "BGR") -> Bytes:
        """A copy of the picture with this before one face; arguments and errors as for `draw_mask`."""
        ...


OCCLUDERS: Mapping[str, type[Occluder]] = {"sunglasses": Sunglasses, "cap": Cap, "scarf": Scarf, "hand": Hand}
