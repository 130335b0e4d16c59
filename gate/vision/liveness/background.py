"""What lies around a face while it moves: a picture carries its background along, a gate's background stands. Pure."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gate.vision.liveness.parallax import Array, plane_motion

_TELLING = 0.1
"""A point tells something where face and standstill differ by this much (distances between the eyes)."""
_FEWEST = 6


@dataclass(frozen=True)
class Background:
    """How the background's points have moved since a step began."""

    glued: float
    """Share of the telling points that are nearer to where the face's own motion would have carried them."""
    drift: float
    """How far at least seven in ten have moved, in distances between the eyes; hair and shoulders move with a head."""
    points: int


def background(face_start: Array, face_now: Array, start: Array, now: Array) -> Background:
    """Compare.

    Args:
        face_start: (N, 2) points on the face at the step's start.
        face_now: (N, 2) where they are.
        start: (M, 2) points around it.
        now: (M, 2) where they are.
    """
    if len(start) < _FEWEST:
        return Background(0.0, 0.0, len(start))
    moved = np.linalg.norm(now - start, axis=1)
    motion = plane_motion(face_start, face_now)
    carried = start @ motion[:, :2].T + motion[:, 2]
    telling = np.linalg.norm(carried - start, axis=1) > _TELLING
    with_face = np.linalg.norm(now - carried, axis=1) < moved
    glued = float(with_face[telling].mean()) if telling.sum() >= _FEWEST else 0.0
    return Background(glued, float(np.percentile(moved, 30)), len(start))
