"""What a face detector is to the rest of the gate."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from gate.vision.types import Face, Image


class Detector(Protocol):
    """Finds faces in a frame of any size."""

    def detect(self, image: Image) -> list[Face]:
        """All faces in the image, in its own pixels, the surest first.

        Args:
            image: (height, width, 3) uint8 BGR.
        """
        ...


Follow = Callable[[Image, Sequence[Face]], "list[Face] | None"]
"""Finds the same faces again near where they were, one for each and in order; None where that leaves any doubt."""
