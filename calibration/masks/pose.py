"""How the head stands in the picture, from five landmarks: a camera that carries points of the head into the picture.

The head's own axes: x towards the image's right, y down, z out of the face; the origin is midway between the eyes and
one unit is the distance between them, so that a mask is cut once and fits faces of any size.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import asin, atan2, cos, radians, sin, sqrt

import numpy as np

from calibration.errors import MaskError
from calibration.masks.picture import Floats

LANDMARKS = np.array(
    [[-0.5, 0.0, 0.0], [0.5, 0.0, 0.0], [0.0, 0.62, 0.42], [-0.41, 1.14, 0.08], [0.41, 1.14, 0.08]], np.float32
)
"""The five landmarks of an average head: eyes, nose tip, mouth corners (means, over the eyes' distance)."""

MAX_YAW, MAX_PITCH = radians(70.0), radians(30.0)
PITCH_TRUST = 0.5
"""Long noses and long faces look like pitch to five landmarks, so only half of what is measured is believed."""
GIVE = np.diag([0.15, 0.15, 4.0]).astype(np.float32)
"""How stiff the average head is along x, y and z (ridge): proportions follow the landmarks, depth hardly."""
SMALLEST = 3.0
"""Pixels per unit, along and across, below which a face can't be dressed."""
FARTHEST = 1e6
"""No landmark of a picture is further out than this, in pixels."""

_CENTRE = LANDMARKS.mean(axis=0)
_CENTRED = LANDMARKS - _CENTRE
_AFFINE = np.linalg.pinv(_CENTRED).T
_RIDGE = _CENTRED @ np.linalg.inv(_CENTRED.T @ _CENTRED + GIVE)  # (5, 3), all float32


@dataclass(frozen=True, eq=False)
class HeadPose:
    """A scaled-orthographic view of the head, bent a little towards this face's own proportions."""

    camera: Floats
    """(2, 3): a head's (x, y, z) times this, plus `origin`, is a pixel's (x, y)."""
    origin: Floats
    """(2,): where the point between the eyes appears."""
    scale: float
    """Pixels per unit (the distance between the eyes, seen from in front)."""
    yaw: float
    """Radians; positive: the nose points to the image's right."""
    pitch: float
    """Radians; positive: the nose points up."""
    roll: float
    """Radians; positive: clockwise on the screen."""

    def project(self, points: Floats) -> Floats:
        """(..., 3) points of the head to (..., 2) pixels."""
        pixels: Floats = points @ self.camera.T + self.origin
        return pixels

    @property
    def view(self) -> Floats:
        """(3,) unit vector from the head towards the camera, in the head's axes."""
        return np.array(
            [-sin(self.yaw) * cos(self.pitch), sin(self.pitch), cos(self.yaw) * cos(self.pitch)], np.float32
        )


def estimate_pose(landmarks: Floats) -> HeadPose:
    """Fit the average head to five landmarks.

    An affine camera is fitted by least squares and brought to the nearest scaled orthography (Hartley and Zisserman,
    Multiple View Geometry, 2nd ed., section 6.3); what the landmarks then still miss is shared out by ridge regression.

    Args:
        landmarks: (5, 2) as in `gate.vision.types.Landmarks`, in pixels.

    Raises:
        MaskError: not five finite points, or points that lie together.
    """
    points = np.asarray(landmarks, np.float32)
    if points.shape != (5, 2) or not abs(points).max() <= FARTHEST:  # also when it is NaN
        raise MaskError("a mask needs five landmarks as finite (x, y) pixels")
    if _mirrored(points):
        points = points[[1, 0, 2, 4, 3]]
    middle = points.sum(axis=0) / 5
    seen = points - middle
    x, y = _nearest_rotation((seen.T @ _AFFINE).tolist())
    roll = atan2(-x[1], y[1])
    facing = (x[1] * y[2] - x[2] * y[1], x[2] * y[0] - x[0] * y[2], x[0] * y[1] - x[1] * y[0])
    yaw = max(-MAX_YAW, min(MAX_YAW, atan2(-facing[0], facing[2])))
    pitch = max(-MAX_PITCH, min(MAX_PITCH, PITCH_TRUST * asin(max(-1.0, min(1.0, facing[1])))))
    rotation = _rotation(yaw, pitch, roll)
    view = _CENTRED @ rotation.T
    scale = float(np.vdot(view, seen) / np.vdot(view, view))
    camera = scale * rotation + (seen - scale * view).T @ _RIDGE
    return HeadPose(camera, middle - camera @ _CENTRE, scale, yaw, pitch, roll)


def _nearest_rotation(affine: list[list[float]]) -> list[list[float]]:
    """The two orthonormal rows nearest to a (2, 3) camera: (A Aᵀ)^-½ A, written out for two rows.

    Raises:
        MaskError: one of its two singular values is below `SMALLEST`.
    """
    (a, b, c), (d, e, f) = affine
    p, q, r = a * a + b * b + c * c, a * d + b * e + c * f, d * d + e * e + f * f
    product = sqrt(max(0.0, p * r - q * q))  # of the singular values
    total = sqrt(p + r + 2 * product)
    if total < 2 * SMALLEST or product < SMALLEST * (total - SMALLEST):
        raise MaskError("the five landmarks lie together or on one line: no mask can be fitted to this face")
    k = 1 / (product * total)
    u, v, w = (r + product) * k, -q * k, (p + product) * k
    return [[u * a + v * d, u * b + v * e, u * c + v * f], [v * a + w * d, v * b + w * e, v * c + w * f]]


def _mirrored(points: Floats) -> bool:
    """Whether left and right are named the other way round: by the wearer's side, or on a head upside down."""
    (ax, ay), (bx, by), _, (dx, dy), (cx, cy) = points.tolist()
    right, down = (bx - ax + cx - dx, by - ay + cy - dy), (cx + dx - ax - bx, cy + dy - ay - by)
    return bool(right[0] * down[1] < right[1] * down[0])


def _rotation(yaw: float, pitch: float, roll: float) -> Floats:
    """The first two rows of Rz(roll) · Rx(pitch) · Ry(yaw), (2, 3)."""
    sy, cy, sp, cp, sr, cr = sin(yaw), cos(yaw), sin(pitch), cos(pitch), sin(roll), cos(roll)
    x, y = (cy, 0.0, sy), (sp * sy, cp, -sp * cy)
    rolled = [
        [cr * a - sr * b for a, b in zip(x, y, strict=True)],
        [sr * a + cr * b for a, b in zip(x, y, strict=True)],
    ]
    return np.array(rolled, np.float32)
