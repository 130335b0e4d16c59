"""How useful a look at a face is: measured numbers from 0 to 1, one by one and together.

Ranges and weights come from pictures of CelebA training people, half of them shrunk, blurred, cut, turned or darkened.
The overall number was scaled to be about the share of such looks that match another picture of the same person at
cosine 0.35: 8 % of the looks below 0.4, half of those at 0.6, 95 % above 0.9. Its rank correlation with the cosine is
0.63 (the detector's score alone 0.63, sharpness 0.48: they don't tell why a look is poor).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, log, prod

import cv2

from gate.vision.types import Crop, Face

_EXPONENTS = {"inter_eye": 0.2, "sharpness": 0.4, "yaw": 0.1, "pitch": 0.2, "confidence": 1.0, "inside": 0.1}

_FRONTAL_PITCH = 0.59
"""Where between eyes and mouth YuNet sees the nose tip of a frontal face (median of the training pictures)."""


@dataclass(frozen=True)
class Quality:
    """Components of a look's quality, each 0 (useless) to 1 (as good as it gets); after ISO/IEC 29794-5's measures."""

    inter_eye: float
    """Distance between the eyes: 0 at 4 px, 1 from 30 px, logarithmic."""
    sharpness: float
    """Variance of the Laplacian around the eyes, where no mask hides it: 0 at 1, 1 from 250, logarithmic."""
    yaw: float
    """1 while the nose tip stands in the middle of the eyes, 0 when it lies 0.8 eye distances aside."""
    pitch: float
    """1 while the nose tip's height between eyes and mouth is a frontal face's."""
    confidence: float
    """The detector's score: 0 at 0.6, 1 from 0.95."""
    inside: float
    """Share of the face box inside the frame: 0 at 60 %."""

    @property
    def overall(self) -> float:
        """Product of powers: one useless component makes a useless look."""
        return float(prod(getattr(self, name) ** exponent for name, exponent in _EXPONENTS.items()))


def assess(face: Face, crop: Crop, frame: tuple[int, int]) -> Quality:
    """Measure one look.

    Args:
        face: in the frame.
        crop: the face, aligned.
        frame: (height, width) of the frame.
    """
    yaw, pitch = _pose(face)
    return Quality(
        inter_eye=_ramp(log(max(face.inter_eye, 1e-3)), log(4), log(30)),
        sharpness=_ramp(log(max(_sharpness(crop), 1e-3)), log(1), log(250)),
        yaw=1 - _ramp(abs(yaw), 0.1, 0.8),
        pitch=1 - _ramp(abs(pitch - _FRONTAL_PITCH), 0.03, 0.25),
        confidence=_ramp(face.score, 0.6, 0.95),
        inside=_ramp(_share_inside(face, frame), 0.6, 1.0),
    )


def _ramp(value: float, low: float, high: float) -> float:
    return min(max((value - low) / (high - low), 0.0), 1.0)


def _sharpness(crop: Crop) -> float:
    height, width = crop.shape[:2]
    eyes = crop[height * 3 // 10 : height * 2 // 3, width // 7 : width * 6 // 7]
    laplacian = cv2.Laplacian(cv2.cvtColor(eyes, cv2.COLOR_RGB2GRAY), cv2.CV_32F)
    return float(cv2.meanStdDev(laplacian)[1][0, 0]) ** 2


def _pose(face: Face) -> tuple[float, float]:
    """The nose tip in the face's own axes: sideways in eye distances, downwards as a share of the way to the mouth."""
    left, right, nose, *mouth = (complex(x, y) for x, y in face.landmarks.tolist())
    eyes, middle = right - left, (left + right) / 2
    if not eyes:
        return inf, inf
    nose, mouth_middle = (nose - middle) / eyes, (sum(mouth) / 2 - middle) / eyes
    return nose.real, nose.imag / mouth_middle.imag if mouth_middle.imag > 0 else inf


def _share_inside(face: Face, frame: tuple[int, int]) -> float:
    x1, y1, x2, y2 = face.box.tolist()
    height, width = frame
    area = (x2 - x1) * (y2 - y1)
    visible = max(min(x2, width) - max(x1, 0), 0) * max(min(y2, height) - max(y1, 0), 0)
    return visible / area if area > 0 else 0.0
