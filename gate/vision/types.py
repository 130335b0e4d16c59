"""What vision hands on. Coordinates are pixels of the whole frame, x to the right, y down; arrays are read-only."""

from __future__ import annotations

from dataclasses import dataclass
from math import hypot

import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]
"""A frame: (height, width, 3), uint8, BGR, C-contiguous."""

Crop = NDArray[np.uint8]
"""An aligned face as the recogniser's card asks for: (112, 112, 3), uint8, RGB."""

Vector = NDArray[np.float32]
"""A template: (D,), float32, L2 norm 1."""

Landmarks = NDArray[np.float32]
"""(5, 2): the two eyes, nose tip, the two mouth corners; of each pair the one further left in the image first."""


@dataclass(frozen=True, eq=False)
class Face:
    """One detected face."""

    box: NDArray[np.float32]
    """(4,): x1, y1, x2, y2; may reach beyond the frame."""
    landmarks: Landmarks
    score: float
    """Detector confidence, 0..1."""

    @property
    def width(self) -> float:
        """Box width in pixels."""
        return float(self.box[2] - self.box[0])

    @property
    def height(self) -> float:
        """Box height in pixels."""
        return float(self.box[3] - self.box[1])

    @property
    def inter_eye(self) -> float:
        """Distance between the eyes in pixels (ISO/IEC 29794-5 inter-eye distance)."""
        (x1, y1), (x2, y2) = self.landmarks[:2].tolist()
        return hypot(x2 - x1, y2 - y1)


@dataclass(frozen=True, eq=False)
class Template:
    """A face as the recogniser sees it: comparable only within one `template_space` (law 3)."""

    vector: Vector
    template_space: str
    quality: float
    """0..1, `gate.vision.quality`."""
