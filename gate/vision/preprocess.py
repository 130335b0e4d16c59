"""From pixels to a network's input, by the numbers on its card (law 2)."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from engines.backend import FloatArray
from engines.card import Preprocessing


class Preprocessor:
    """Makes input batches, all in one block of memory.

    A fresh block for each frame would cost ten times more in page faults than the work itself.

    Args:
        preprocessing: of the network's card.
    """

    def __init__(self, preprocessing: Preprocessing) -> None:
        self._memory = np.empty(0, dtype=np.float32)
        self._mean = np.asarray(preprocessing.mean, dtype=np.float32)[:, None, None]
        self._scale = np.asarray(preprocessing.scale, dtype=np.float32)[:, None, None]
        self._in_graph = preprocessing.in_graph

    def batch(self, images: Sequence[NDArray[np.uint8]], *, divisor: int = 1) -> FloatArray:
        """Stack images, normalised unless the network itself does that.

        Args:
            images: at least one; each (height, width, 3) uint8, of one size and already in the card's colour order.
            divisor: black rows below and columns to the right fill the input up to multiples of this.

        Returns:
            (N, 3, height, width) float32, valid until the next call.
        """
        height, width = images[0].shape[:2]
        batch = self._block(len(images), 3, height + -height % divisor, width + -width % divisor)
        batch[:, :, height:] = 0
        batch[:, :, :, width:] = 0
        for planes, image in zip(batch, images, strict=True):
            # Through bytes side by side: conversion from every third byte takes twice the time.
            for plane, channel in zip(planes, cv2.split(image), strict=True):
                plane[:height, :width] = channel
        if not self._in_graph:
            if self._mean.any():
                batch -= self._mean
            if (self._scale != 1).any():
                batch *= self._scale
        return batch

    def _block(self, *shape: int) -> FloatArray:
        size = int(np.prod(shape))
        if self._memory.size < size:
            self._memory = np.empty(size, dtype=np.float32)
        return self._memory[:size].reshape(shape)
