"""The part of the frame that a challenge watches: a face and what lies around it, grey, at one size for all faces."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from gate.vision.types import Face, Image

UNIT = 40.0
"""Pixels between the eyes in the window: finer tracks no better and costs more."""

_LEFT, _TOP, _RIGHT, _BOTTOM = 3.4, 2.6, 3.4, 2.4
"""How far it reaches from between the eyes, in distances between the eyes; the frame may cut it."""


@dataclass(frozen=True)
class Window:
    """A fixed rectangle of the frame, reduced. It does not follow the face: a gate's camera stands still."""

    left: int
    top: int
    right: int
    bottom: int
    """Pixels of the frame."""
    scale: float
    """Window pixels for each pixel of the frame."""

    def grey(self, image: Image) -> NDArray[np.uint8]:
        """What it shows of a frame: (rows, columns) uint8."""
        part = cv2.cvtColor(image[self.top : self.bottom, self.left : self.right], cv2.COLOR_BGR2GRAY)
        size = (max(1, round(part.shape[1] * self.scale)), max(1, round(part.shape[0] * self.scale)))
        scale = self.scale
        while scale < 0.5:  # halving is quick, and leaves nothing to shimmer
            part, scale = cv2.resize(part, (max(1, part.shape[1] // 2), max(1, part.shape[0] // 2))), 2 * scale
        return np.asarray(cv2.resize(part, size), np.uint8)

    def place(self, points: NDArray[np.float32]) -> NDArray[np.float32]:
        """Points of the frame (N, 2) in the window's pixels."""
        return np.asarray((points - (self.left, self.top)) * self.scale, np.float32)


def window_of(face: Face, frame: tuple[int, ...]) -> Window:
    """The window around a face.

    Args:
        face: As it is when the challenge begins.
        frame: (height, width, …) of the frame.
    """
    unit = max(face.inter_eye, 1.0)
    x, y = face.landmarks[:2].mean(axis=0).tolist()
    height, width = frame[:2]
    left, right = (int(np.clip(side, 0, width)) for side in (x - _LEFT * unit, x + _RIGHT * unit))
    top, bottom = (int(np.clip(side, 0, height)) for side in (y - _TOP * unit, y + _BOTTOM * unit))
    return Window(left, top, max(right, left + 1), max(bottom, top + 1), min(UNIT / unit, 2.0))
