"""From pixels to a network's input, by the numbers on its card (law 2)."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from engines.backend import FloatArray
from engines.card import Preprocessing


def to_batch(images: Sequence[NDArray[np.uint8]], preprocessing: Preprocessing) -> FloatArray:
    """Stack equally sized images into one input batch.

    Args:
        images: each (height, width, 3) uint8, already in the card's colour order; at least one.
        preprocessing: of the network's card; applied unless the graph itself normalises.

    Returns:
        (N, 3, height, width) float32.
    """
    batch = np.empty((len(images), 3, *images[0].shape[:2]), dtype=np.float32)
    for planes, image in zip(batch, images, strict=True):
        for plane, channel in zip(planes, cv2.split(image), strict=True):
            plane[...] = channel  # twice as quick as cv2.dnn.blobFromImage, and no third copy
    if not preprocessing.in_graph:
        mean, scale = np.asarray(preprocessing.mean, np.float32), np.asarray(preprocessing.scale, np.float32)
        if mean.any():
            batch -= mean[:, None, None]
        if (scale != 1).any():
            batch *= scale[:, None, None]
    return batch
