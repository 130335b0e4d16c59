"""Points on a face and around it, followed from frame to frame by optical flow (pyramidal Lucas–Kanade)."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from gate.vision.liveness.window import UNIT
from gate.vision.types import Landmarks

Grey = NDArray[np.uint8]
Points = NDArray[np.float32]

FACE_POINTS, GROUND_POINTS = 72, 40
"""The most that are followed on the face and on what lies behind it."""
UPPER = 0.42
"""Under a mask only points above this count: y in distances between the eyes, downwards from them."""

_SPACING = 5
"""Pixels of the window between two points."""
_DENSE = 3
"""The same where a mask leaves the upper face alone."""
_LEVELS = 3
_PATCH, _DENSE_PATCH = 13, 9
"""Pixels across of what is looked for around a point: where points lie dense, large ones would share their errors."""
_FLOW = {
    "maxLevel": _LEVELS,
    "criteria": (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, 8, 0.03),
    "minEigThreshold": 1e-5,
}
_AROUND_FACE = (-0.95, 0.95, -0.75, 1.45)
"""Where the face is: x from, to, y from, to, in distances between the eyes."""
_HEAD = (-2.2, 2.2, -2.2)
"""Hair, hat and ears: left, right, top; what lies outside, above the shoulders, is background."""
_SHOULDERS = 1.1
_TEXTURE = 1e-4
"""Smaller eigenvalue of the structure tensor, as OpenCV scales it; noise alone reaches a third of it."""


@dataclass(frozen=True, eq=False)
class Tracked:
    """Points since the moment that they were set."""

    grey: Grey
    """The newest frame, as bright as the first."""
    mean: float
    """Grey level of the first frame."""
    frame: NDArray[np.float64]
    """(3, 3): from the window's pixels to the face's own axes at the start: eyes at x = ±0.5 and y = 0."""
    start: Points
    """(N, 2) window pixels."""
    now: Points
    """(N, 2)"""
    kept: NDArray[np.bool_]
    """(N,): still followed."""
    on_face: NDArray[np.bool_]
    """(N,): on the face; else on the background."""
    patch: int = _PATCH

    def own(self, points: Points) -> NDArray[np.float64]:
        """Window pixels in the face's own axes: (N, 2)."""
        return np.asarray(points @ self.frame[:2, :2].T + self.frame[:2, 2])

    @property
    def face(self) -> NDArray[np.bool_]:
        """(N,): on the face and still followed."""
        return self.kept & self.on_face

    @property
    def ground(self) -> NDArray[np.bool_]:
        """(N,): on the background and still followed."""
        return self.kept & ~self.on_face


def set_points(grey: Grey, landmarks: Landmarks, *, masked: bool = False) -> Tracked:
    """Choose points on a face that looks straight ahead.

    Args:
        grey: The window.
        landmarks: (5, 2) in its pixels.
        masked: Take none from the lower face.
    """
    axes = _axes(landmarks)
    rows, columns = grey.shape
    y, x = np.ogrid[:rows, :columns]
    own_x = axes[0, 0] * x + axes[0, 1] * y + axes[0, 2]
    own_y = axes[1, 0] * x + axes[1, 1] * y + axes[1, 2]
    x0, x1, y0, y1 = _AROUND_FACE
    face = (own_x > x0) & (own_x < x1) & (own_y > y0) & (own_y < (UPPER if masked else y1))
    left, right, top = _HEAD
    ground = ((own_x < left) | (own_x > right) | (own_y < top)) & (own_y < _SHOULDERS)
    chosen = [
        _corners(grey, face, FACE_POINTS, _DENSE if masked else _SPACING),
        _textured(grey, _corners(grey, ground, GROUND_POINTS, 2 * _SPACING)),
    ]
    points = np.concatenate(chosen)
    on_face = np.arange(len(points)) < len(chosen[0])
    return Tracked(
        grey,
        float(cv2.mean(grey)[0]),
        axes,
        points,
        points,
        np.ones(len(points), np.bool_),
        on_face,
        _DENSE_PATCH if masked else _PATCH,
    )


def follow(tracked: Tracked, grey: Grey) -> Tracked:
    """The same points in the next frame; whoever is lost once stays lost."""
    mean = float(cv2.mean(grey)[0])
    if mean > 0:  # flow takes a change of exposure for motion
        grey = np.asarray(cv2.convertScaleAbs(grey, alpha=tracked.mean / mean), np.uint8)
    if not tracked.kept.any():
        return replace(tracked, grey=grey)
    at = tracked.now[tracked.kept]
    size = (tracked.patch, tracked.patch)
    found, status, error = cv2.calcOpticalFlowPyrLK(tracked.grey, grey, at, None, winSize=size, **_FLOW)  # type: ignore[call-overload]
    rows, columns = grey.shape
    inside = (found >= 0).all(axis=1) & (found < (columns, rows)).all(axis=1)
    good = status.ravel().astype(np.bool_) & inside & (error.ravel() < 25)
    now, kept = tracked.now.copy(), tracked.kept.copy()
    now[tracked.kept] = found
    kept[tracked.kept] = good
    return replace(tracked, grey=grey, now=now, kept=kept)


def _corners(grey: Grey, where: NDArray[np.bool_], most: int, spacing: int) -> Points:
    mask = where.astype(np.uint8) * 255
    found = cv2.goodFeaturesToTrack(grey, most, 0.002, spacing, mask=mask, blockSize=5) if where.any() else None
    return np.empty((0, 2), np.float32) if found is None else np.asarray(found.reshape(-1, 2), np.float32)


def _textured(grey: Grey, points: Points) -> Points:
    """Those that stand out of the noise: in a plain wall optical flow follows nothing but noise."""
    strength = cv2.cornerMinEigenVal(grey, 9, ksize=3)
    columns, rows = points.astype(np.intp).T
    return np.asarray(points[strength[rows, columns] >= _TEXTURE], np.float32)


def _axes(landmarks: Landmarks) -> NDArray[np.float64]:
    """From pixels to the face's own axes, by the two eyes: a similarity."""
    left, right = (complex(*point) for point in landmarks[:2].tolist())
    turn = 1 / (right - left) if right != left else complex(1 / UNIT)
    shift = -turn * (left + right) / 2
    return np.array([[turn.real, -turn.imag, shift.real], [turn.imag, turn.real, shift.imag], [0.0, 0.0, 1.0]])
