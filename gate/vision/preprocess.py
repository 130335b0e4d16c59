"""From pixels to a network's input, by the numbers on its card (law 2)."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

import cv2
import numpy as np
from numpy.typing import NDArray

from engines.backend import FloatArray
from engines.card import Preprocessing


class Preprocessor:
    """Makes input batches, all in one block of memory.

    Fresh memory for each frame, even for its bytes alone, would cost more in page faults than the work itself.

    Args:
        preprocessing: of the network's card.
    """

    def __init__(self, preprocessing: Preprocessing) -> None:
        mean, scale = (np.asarray(of, np.float32)[:, None, None] for of in (preprocessing.mean, preprocessing.scale))
        self._mean = None if preprocessing.in_graph or not mean.any() else mean
        self._scale = None if preprocessing.in_graph or (scale == 1).all() else scale
        self._memory = np.empty(0, dtype=np.float32)
        self._bytes = np.empty(0, dtype=np.uint8)

    def batch(self, images: Sequence[NDArray[np.uint8]], *, divisor: int = 1) -> FloatArray:
        """Stack images, normalised unless the network itself does that.

        Args:
            images: at least one; each (height, width, 3) uint8, of one size and already in the card's colour order.
            divisor: black rows below and columns to the right fill the input up to multiples of this.

        Returns:
            (N, 3, height, width) float32, valid until the next call.
        """
        height, width = images[0].shape[:2]
        shape = len(images), 3, height + -height % divisor, width + -width % divisor
        if self._memory.size < prod(shape):
            self._memory = np.empty(prod(shape), dtype=np.float32)
        if self._bytes.size < 3 * height * width:
            self._bytes = np.empty(3 * height * width, dtype=np.uint8)
        batch = self._memory[: prod(shape)].reshape(shape)
        channels = self._bytes[: 3 * height * width].reshape(3, height, width)
        batch[:, :, height:] = 0
        batch[:, :, :height, width:] = 0
        for planes, image in zip(batch, images, strict=True):
            # Through bytes side by side: conversion from every third byte takes longer.
            cv2.split(image, list(channels))
            planes[:, :height, :width] = channels
        if self._mean is not None:
            batch -= self._mean
        if self._scale is not None:
            batch *= self._scale
        return batch
