"""Five-point alignment: the similarity transform that carries a face's landmarks to the card's positions."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from engines.card import Preprocessing
from gate.vision.types import Crop, Image, Landmarks

Points = tuple[tuple[float, float], ...]


class Similarity(NamedTuple):
    """target = z·source + shift, with points as complex numbers x + iy: |z| is the scale, z's angle the rotation."""

    z: complex
    shift: complex

    @property
    def matrix(self) -> NDArray[np.float64]:
        """(2, 3): multiplies (x, y, 1)."""
        return np.array(((self.z.real, -self.z.imag, self.shift.real), (self.z.imag, self.z.real, self.shift.imag)))


def similarity(landmarks: Landmarks, points: Points) -> Similarity:
    """Least-squares similarity transform: rotation, one scale, shift, never a reflection.

    S. Umeyama: "Least-squares estimation of transformation parameters between two point patterns", IEEE TPAMI 13, 1991.
    In the plane it has a closed form: over the points' differences from their means, z = Σ conj(source)·target /
    Σ |source|², and multiplication by z can't reflect. Plain complex numbers, because five points are too few to repay
    numpy's calls (a third of their time).

    Args:
        landmarks: (K, 2) source points.
        points: K target points.

    Returns:
        The transform. Landmarks all in one place have no direction: then it only shifts.
    """
    target_mean, targets = _centred(points)
    total, product, square = 0j, 0j, 0.0
    for (x, y), target in zip(landmarks.tolist(), targets, strict=True):
        source = complex(x, y)
        total += source
        product += source.conjugate() * target  # the targets' sum is 0, so the sources need not be centred here
        square += x * x + y * y
    mean = total / len(targets)
    spread = square - len(targets) * (mean.real**2 + mean.imag**2)
    z = product / spread if spread > 1e-3 else 1 + 0j
    return Similarity(z, target_mean - z * mean)


@lru_cache
def _centred(points: Points) -> tuple[complex, tuple[complex, ...]]:
    mean = sum(complex(x, y) for x, y in points) / len(points)
    return mean, tuple(complex(x, y) - mean for x, y in points)


def align(image: Image, landmarks: Landmarks, preprocessing: Preprocessing) -> Crop:
    """Cut a face out of a frame as its recogniser wants to see it.

    Args:
        image: (height, width, 3) uint8 BGR.
        landmarks: (5, 2) in pixels of the image.
        preprocessing: of the recogniser's card; names size, positions and colour order of the crop.

    Returns:
        (height, width, 3) uint8 in the card's size and colour order, by linear interpolation; black beyond the frame.

    Raises:
        ValueError: the card does not say how a face is aligned.
    """
    if preprocessing.alignment is None or preprocessing.size is None:
        raise ValueError("this card does not say how a face is aligned")
    height, width = preprocessing.size
    transform = similarity(landmarks, preprocessing.alignment.points)
    rgb = preprocessing.colour == "RGB"
    if abs(transform.z) > 0.4:
        # OpenCV warps four channels in less than half the time of three; of a larger face the copy would cost more.
        left, top, right, bottom = _window(transform, width, height, image)
        if right > left and bottom > top:
            patch = cv2.cvtColor(image[top:bottom, left:right], cv2.COLOR_BGR2RGBA if rgb else cv2.COLOR_BGR2BGRA)
            moved = Similarity(transform.z, transform.shift + transform.z * complex(left, top))
            return _uint8(cv2.cvtColor(cv2.warpAffine(patch, moved.matrix, (width, height)), cv2.COLOR_BGRA2BGR))
    crop = cv2.warpAffine(image, transform.matrix, (width, height))
    return _uint8(cv2.cvtColor(crop, cv2.COLOR_BGR2RGB) if rgb else crop)


def _window(transform: Similarity, width: int, height: int, image: Image) -> tuple[int, int, int, int]:
    """The part of the image that the crop shows, two pixels wider for interpolation: left, top, right, bottom."""
    inverse = 1 / transform.z
    centre = (complex(width, height) / 2 - transform.shift) * inverse
    half_width = (abs(inverse.real) * width + abs(inverse.imag) * height) / 2 + 2
    half_height = (abs(inverse.imag) * width + abs(inverse.real) * height) / 2 + 2
    return (
        max(int(centre.real - half_width), 0),
        max(int(centre.imag - half_height), 0),
        min(int(centre.real + half_width) + 1, image.shape[1]),
        min(int(centre.imag + half_height) + 1, image.shape[0]),
    )


def _uint8(image: NDArray[np.generic]) -> Crop:
    """As it is: OpenCV's types don't say that uint8 stays uint8."""
    return np.asarray(image, dtype=np.uint8)
