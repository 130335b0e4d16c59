"""From a camera's frame to a window's pixels: the middle of the frame, mirrored, as people know it from a mirror."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]
Box = tuple[float, float, float, float]


class Mirror:
    """Keeps its buffers from frame to frame: fresh memory for every frame would cost more than the work on it."""

    def __init__(self) -> None:
        self._buffers: dict[str, Image] = {}

    def pixels(self, image: Image, width: int, height: int) -> Image:
        """Fill a window with an image.

        Args:
            image: (rows, columns, 3) BGR.
            width: of the window, in pixels.
            height: of the window, in pixels.

        Returns:
            (height, width, 4) BGRX, contiguous; valid until the next call.
        """
        left, top, right, bottom = covered(image.shape, width, height)
        part = image[top:bottom, left:right]
        rows, columns = part.shape[:2]
        smaller = (height, width) < (rows, columns)  # scale where there is less to mirror and convert
        if smaller:
            part = self._scaled(part, width, height)
            rows, columns = height, width
        flipped = self._buffer("flipped", (rows, columns, 3))
        pixels = self._buffer("pixels", (rows, columns, 4))
        cv2.flip(part, 1, flipped)
        cv2.cvtColor(flipped, cv2.COLOR_BGR2BGRA, pixels)
        return pixels if (rows, columns) == (height, width) else self._scaled(pixels, width, height)

    def _scaled(self, image: Image, width: int, height: int) -> Image:
        scaled = self._buffer("scaled", (height, width, image.shape[2]))
        cv2.resize(image, (width, height), scaled, interpolation=cv2.INTER_LINEAR)
        return scaled

    def _buffer(self, name: str, shape: tuple[int, ...]) -> Image:
        if name not in self._buffers or self._buffers[name].shape != shape:
            self._buffers[name] = np.empty(shape, np.uint8)
        return self._buffers[name]


def covered(shape: tuple[int, ...], width: int, height: int) -> tuple[int, int, int, int]:
    """The largest middle part of an image with a window's shape: left, top, right, bottom in pixels of the image."""
    rows, columns = shape[:2]
    keep_columns = min(columns, max(1, round(rows * width / height)))
    keep_rows = min(rows, max(1, round(columns * height / width)))
    left, top = (columns - keep_columns) // 2, (rows - keep_rows) // 2
    return left, top, left + keep_columns, top + keep_rows


def mirrored_box(box: Box, shape: tuple[int, ...], width: int, height: int) -> Box:
    """Where a box of the image lies in the window: x1, y1, x2, y2 in pixels of each."""
    left, top, right, bottom = covered(shape, width, height)
    x_scale, y_scale = width / (right - left), height / (bottom - top)
    x1, y1, x2, y2 = box
    return (right - x2) * x_scale, (y1 - top) * y_scale, (right - x1) * x_scale, (y2 - top) * y_scale
