"""What is measured of a look at a face, in native units; names after ISO/IEC 29794-5 and its implementation OFIQ.

Pose angles come from five landmarks and an average head (nose tip 0.45 eye distances before the eyes), so they are
rough: good for telling a frontal face from a turned one, not for an angle to the degree. Light and sharpness are
measured between brows and nose tip, where no mask hides the face.
"""

from __future__ import annotations

from cmath import phase
from dataclasses import dataclass
from math import atan, copysign, degrees, pi

import cv2
import numpy as np
from numpy.typing import NDArray

from gate.vision.types import Crop, Face

_NOSE_DEPTH = 0.45
"""Of an average head, in eye distances: how far the nose tip lies before the eyes."""
_NOSE_DOWN, _MOUTH_DOWN, _MOUTH_DEPTH = 0.62, 1.05, 0.15
"""How far nose tip and mouth lie below the eyes, and the mouth before them."""
_DARK, _BRIGHT = 25, 247
"""OFIQ's bounds of under- and over-exposed luminance: 0..25 and 247..255."""


@dataclass(frozen=True)
class Measures:
    """One look, in numbers that a person can check."""

    inter_eye: float
    """Distance between the eyes in pixels of the frame, 0 and up."""
    sharpness: float
    """Variance of the Laplacian of the luminance, 0 and up: 1 a blur, 250 as sharp as it gets."""
    luminance: float
    """Mean, 0 (black) to 1 (white)."""
    under_exposed: float
    """Share of nearly black pixels, 0..1."""
    over_exposed: float
    """Share of nearly white pixels, 0..1."""
    dynamic_range: float
    """Entropy of the histogram of luminance in bits, 0 (one grey) to 8."""
    yaw: float
    """Degrees, -90..90: 0 frontal, positive when the nose points to the image's right."""
    pitch: float
    """Degrees, -90..90: 0 level, positive when the nose points down."""
    roll: float
    """Degrees, -180..180: positive when the head leans to the image's right (clockwise)."""
    inside: float
    """Share of the face's box inside the frame, 0..1."""
    confidence: float
    """The detector's score, 0..1."""
    faces: int = 1
    """In the same picture, this one included."""


def measure(face: Face, crop: Crop, frame: tuple[int, int], *, faces: int = 1) -> Measures:
    """Measure one look.

    Args:
        face: in the frame.
        crop: the face, aligned.
        frame: (height, width) of the frame.
        faces: how many there are in it.
    """
    height, width = crop.shape[:2]
    eyes = cv2.cvtColor(crop[height * 3 // 10 : height * 2 // 3, width // 7 : width * 6 // 7], cv2.COLOR_RGB2GRAY)
    histogram = np.bincount(eyes.ravel(), minlength=256) / eyes.size
    yaw, pitch, roll = _pose(face)
    return Measures(
        inter_eye=face.inter_eye,
        sharpness=float(cv2.meanStdDev(cv2.Laplacian(eyes, cv2.CV_32F))[1][0, 0]) ** 2,
        luminance=float(histogram @ _LEVELS),
        under_exposed=float(histogram[: _DARK + 1].sum()),
        over_exposed=float(histogram[_BRIGHT:].sum()),
        dynamic_range=_entropy(histogram),
        yaw=yaw,
        pitch=pitch,
        roll=roll,
        inside=_share_inside(face, frame),
        confidence=min(max(face.score, 0.0), 1.0),
        faces=faces,
    )


_LEVELS = np.arange(256) / 255


def _entropy(histogram: NDArray[np.float64]) -> float:
    used = histogram[histogram > 0]
    return max(float(-(used * np.log2(used)).sum()), 0.0)


def _pose(face: Face) -> tuple[float, float, float]:
    """Yaw, pitch and roll in degrees, from where the nose tip lies between eyes and mouth, in the face's own axes.

    In eye distances the nose tip of the average head moves sideways by its depth times tan(yaw). Its height, as a share
    of the way from the eyes to the mouth, is (a + b tan(pitch)) / (c + d tan(pitch)) with a and b the height and depth
    of the nose tip, c and d the mouth's; solved for the pitch.
    """
    left, right, nose, *mouth = (complex(x, y) for x, y in face.landmarks.tolist())
    eyes, middle = right - left, (left + right) / 2
    if not eyes:
        return 90.0, 90.0, 0.0
    nose, mouth_middle = (nose - middle) / eyes, (sum(mouth) / 2 - middle) / eyes
    roll = degrees(phase(eyes))
    yaw = degrees(atan(nose.real / _NOSE_DEPTH))
    if mouth_middle.imag <= 0:
        return yaw, copysign(90.0, nose.imag), roll
    share = nose.imag / mouth_middle.imag
    over, under = share * _MOUTH_DOWN - _NOSE_DOWN, _NOSE_DEPTH - share * _MOUTH_DEPTH
    pitch = degrees(atan(over / under)) if under > 0 else degrees(pi / 2)
    return yaw, pitch, roll


def _share_inside(face: Face, frame: tuple[int, int]) -> float:
    x1, y1, x2, y2 = face.box.tolist()
    height, width = frame
    area = (x2 - x1) * (y2 - y1)
    visible = max(min(x2, width) - max(x1, 0), 0) * max(min(y2, height) - max(y1, 0), 0)
    return float(visible / area) if area > 0 else 0.0
