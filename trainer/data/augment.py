"""What else befalls a student's picture: landmarks that are a little off, and the faults of cameras.

Pure functions of a picture and a generator. Strengths are drawn anew for each picture; their ranges stand here, how
often each is done stands in the configuration.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from gate.vision.align import similarity
from gate.vision.types import Crop, Landmarks
from trainer.config import Augmentation
from trainer.data.crop import HEIGHT, POINTS, WIDTH

_SMALLEST_SIDE = (20, 60)
"""Pixels across the crop that a low resolution leaves."""
_STREAK = (3, 10)
"""Pixels of motion."""
_DEFOCUS = (0.5, 1.8)
"""Standard deviation in pixels."""
_GAMMA, _GAIN, _OFFSET, _WARMTH = 0.5, 0.3, 25.0, 0.08
"""At most: of the logarithms of gamma, contrast and each colour's factor; of brightness in grey levels."""
_GRAIN = (2.0, 12.0)
"""Standard deviation in grey levels."""
_QUALITY = (12, 60)
"""Of JPEG."""


def jitter_landmarks(landmarks: Landmarks, config: Augmentation, rng: np.random.Generator) -> Landmarks:
    """Landmarks that `align` turns into a crop that is a little off: each point by itself, and all together.

    Args:
        landmarks: (5, 2) in pixels of the picture.
        config: how much, in pixels of the crop.
        rng: chance.
    """
    if not any((*config.landmarks, config.turn, config.zoom, config.shift)):
        return landmarks
    to_crop = similarity(landmarks, POINTS)
    eyes, others = config.landmarks
    points = to_crop.z * _complex(landmarks) + to_crop.shift
    points += _complex(rng.normal(size=(5, 2))) * (eyes, eyes, others, others, others)
    middle = complex(WIDTH - 1, HEIGHT - 1) / 2
    turned = np.exp(complex(rng.normal(0, config.zoom), np.deg2rad(rng.normal(0, config.turn))))
    shift = complex(*rng.normal(0, config.shift, 2))
    points = ((points - middle) * turned + middle + shift - to_crop.shift) / to_crop.z
    return np.stack([points.real, points.imag], axis=1).astype(np.float32)


def _complex(points: NDArray[Any]) -> NDArray[np.complex128]:
    return np.asarray(points[:, 0] + 1j * points[:, 1], np.complex128)


def spoil(crop: Crop, config: Augmentation, rng: np.random.Generator) -> Crop:
    """A crop as a worse camera would have taken it: light, resolution, blur, noise and compression, in this order."""
    faults = (
        (config.light, _light),
        (config.low_resolution, _low_resolution),
        (config.blur, _blur),
        (config.noise, _noise),
        (config.compression, _compress),
    )
    for share, fault in faults:
        if rng.random() < share:
            crop = fault(crop, rng)
    return crop


def _light(crop: Crop, rng: np.random.Generator) -> Crop:
    gamma, gain, offset = rng.uniform(-1, 1, 3) * (_GAMMA, _GAIN, _OFFSET)
    warmth = np.exp(rng.uniform(-_WARMTH, _WARMTH, 3))
    level = 255 * (np.arange(256) / 255) ** np.exp(gamma)
    levels = ((level - 127.5) * np.exp(gain) + 127.5 + offset)[:, None] * warmth
    return np.asarray(cv2.LUT(crop, np.clip(levels, 0, 255).astype(np.uint8)[None]), np.uint8)


def _low_resolution(crop: Crop, rng: np.random.Generator) -> Crop:
    height, width = crop.shape[:2]
    side = int(rng.integers(*_SMALLEST_SIDE))
    small = cv2.resize(crop, (side, max(1, side * height // width)), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR), np.uint8)


def _blur(crop: Crop, rng: np.random.Generator) -> Crop:
    if rng.random() < 0.5:
        return np.asarray(cv2.GaussianBlur(crop, (0, 0), rng.uniform(*_DEFOCUS)), np.uint8)
    length, angle = rng.uniform(*_STREAK), rng.uniform(0, np.pi)
    side = 2 * int(np.ceil(length / 2)) + 1
    middle, way = (side - 1) / 2, length / 2 * np.array([np.cos(angle), np.sin(angle)])
    streak = np.zeros((side, side), np.uint8)
    ends = np.rint((np.array([middle - way, middle + way])) * 16).astype(int)  # in sixteenths of a pixel
    cv2.line(streak, ends[0].tolist(), ends[1].tolist(), 255, 1, cv2.LINE_AA, shift=4)
    return np.asarray(cv2.filter2D(crop, -1, streak / streak.sum(dtype=float)), np.uint8)


def _noise(crop: Crop, rng: np.random.Generator) -> Crop:
    grain = rng.standard_normal(crop.shape, dtype=np.float32) * np.float32(rng.uniform(*_GRAIN))
    return np.asarray(np.clip(crop + grain, 0, 255), np.uint8)


def _compress(crop: Crop, rng: np.random.Generator) -> Crop:
    _, jpeg = cv2.imencode(".jpg", crop, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(*_QUALITY))])
    return np.asarray(cv2.imdecode(jpeg, cv2.IMREAD_COLOR), np.uint8)
