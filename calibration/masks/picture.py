"""The pictures that masks are drawn on, and the part of one that a drawing touches."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from calibration.errors import MaskError

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]

ColourOrder = Literal["BGR", "RGB"]

Window = tuple[int, int, int, int]
"""x0, y0, x1, y1 in pixels of the picture, the last two excluded."""


def check_image(image: Bytes) -> None:
    """Refuse what is no colour picture.

    Raises:
        MaskError: not (height, width, 3) uint8.
    """
    if image.dtype != np.uint8 or image.ndim != 3 or image.shape[2] != 3 or not image.size:
        raise MaskError(f"a mask is drawn on (height, width, 3) uint8 pictures, not on {image.shape} {image.dtype}")


def window_of(points: Floats, margin: float, shape: tuple[int, ...]) -> Window | None:
    """The part of a picture of this shape that (N, 2) points and a margin touch; None where they miss it."""
    left, top = (points.min(axis=0) - margin).tolist()
    right, bottom = (points.max(axis=0) + margin).tolist()
    x0, y0 = max(0, int(left)), max(0, int(top))
    x1, y1 = min(shape[1], int(right) + 1), min(shape[0], int(bottom) + 1)
    return (x0, y0, x1, y1) if x0 < x1 and y0 < y1 else None
