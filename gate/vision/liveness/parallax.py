"""How a head has turned, from points that moved: plane and parallax, by weighted least squares. Pure.

A plane that moves in front of a camera moves its points by a homography; to first order its eight terms are
1, x, y in both directions, (x², xy) and (xy, y²). A rigid body's points move besides along one common direction, by as
much as each stands out of that plane (R. Hartley, A. Zisserman: "Multiple View Geometry", 2nd ed., §13.3, plane plus
parallax; the common direction is the epipole's, so a fundamental matrix explains what the homography leaves over).
How far each point of a face stands out is known well enough from a general head, so the direction and amount of the
parallax are two more unknowns of one linear system: about (sin yaw, sin pitch) for a head, and zero for a plane.

A bent sheet is no plane: terms in x² or y², for a cylinder about either axis, take its part away. What is left then is
`relief`: nose, eye sockets and the roundness in the other direction.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

_ROUNDS = 3
_FLOOR = 0.004
"""Distance below which points are not told apart: a sixth of a window's pixel."""


@dataclass(frozen=True)
class Parallax:
    """The turn of a head since its points were set. x to the picture's right (the person's left), y down."""

    x: float
    y: float
    """Parallax after a plane was taken away."""
    relief_x: float
    relief_y: float
    """After a bent sheet was taken away as well: the weaker of the two axes that it may be bent about."""
    error_x: float
    error_y: float
    """Standard errors of the relief."""
    residual: float
    """Median distance of the points from the head so found, in distances between the eyes."""
    points: int

    @property
    def size(self) -> float:
        """Length of the parallax."""
        return float(np.hypot(self.x, self.y))


def parallax(start: Array, now: Array) -> Parallax:
    """Estimate a turn.

    Args:
        start: (N, 2) points on a face that looked straight ahead, in its own axes (eyes at x = ±0.5, y = 0); N ≥ 12.
        now: (N, 2) where they are, in the same axes.
    """
    x, y = start.T
    moved = np.concatenate(now.T - start.T)
    plane = [*_both(np.ones_like(x)), *_both(x), *_both(y), np.r_[x * x, x * y], np.r_[x * y, y * y]]
    depth = _both(head_depth(x, y))
    flat, _, residual, weights = _solve(plane, depth, moved, None)
    upright, upright_error, _, _ = _solve([*plane, *_both(x * x)], depth, moved, weights)
    level, level_error, _, _ = _solve([*plane, *_both(y * y)], depth, moved, weights)
    weaker = np.abs(upright) <= np.abs(level)
    relief, error = np.where(weaker, upright, level), np.where(weaker, upright_error, level_error)
    return Parallax(
        x=float(flat[0]),
        y=float(flat[1]),
        relief_x=float(relief[0]),
        relief_y=float(relief[1]),
        error_x=float(error[0]),
        error_y=float(error[1]),
        residual=residual,
        points=len(start),
    )


def head_depth(x: Array, y: Array) -> Array:
    """How far a general head stands out at points of its face, in distances between the eyes: ellipsoid and nose."""
    rise = np.sqrt(np.clip(1 - (x / 1.22) ** 2 - ((y - 0.35) / 1.75) ** 2, 0, None))
    ridge = np.clip((y + 0.05) / 0.62, 0, 1) * np.clip((0.86 - y) / 0.2, 0, 1)
    nose = 0.3 * ridge * np.exp(-((x / (0.10 + 0.12 * np.clip(y / 0.6, 0, 1))) ** 2))
    return np.asarray(1.2 * (rise - 1) + nose)


def plane_motion(start: Array, now: Array) -> Array:
    """(2, 3) affine motion of the points, by least squares."""
    columns = np.column_stack([start, np.ones(len(start))])
    return np.asarray(np.linalg.lstsq(columns, now, rcond=None)[0].T, np.float64)


def _both(term: Array) -> list[Array]:
    """A term of the movement along x, and the same along y."""
    zero = np.zeros_like(term)
    return [np.r_[term, zero], np.r_[zero, term]]


def _solve(
    nuisance: list[Array], wanted: list[Array], moved: Array, weights: Array | None
) -> tuple[Array, Array, float, Array]:
    """The wanted terms' factors, their standard errors, the median residual and the weights (Huber, reweighted)."""
    system = np.stack([*nuisance, *wanted], axis=1)
    count = len(moved) // 2
    fixed = weights is not None
    each = weights if weights is not None else np.ones(2 * count)
    for _ in range(1 if fixed else _ROUNDS):
        weighted = system * each[:, None]
        normal = weighted.T @ weighted + 1e-9 * np.eye(system.shape[1])
        factors = np.linalg.solve(normal, weighted.T @ (moved * each))
        rest = moved - system @ factors
        distance = np.hypot(rest[:count], rest[count:])
        median = float(np.median(distance))
        scale = max(1.5 * median, _FLOOR)
        if not fixed:
            each = np.tile(np.sqrt(np.minimum(1.0, scale / np.maximum(distance, 1e-9))), 2)
    error = scale * np.sqrt(np.clip(np.diag(np.linalg.inv(normal))[-len(wanted) :], 0, None))
    return factors[-len(wanted) :], error, median, each
