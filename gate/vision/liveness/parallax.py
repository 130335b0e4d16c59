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
    roll: float
    """Turn in the picture's plane, radians; positive: clockwise, towards the person's left shoulder."""
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
    moved = (now - start).T.ravel()
    system = _system(*start.T)
    factors, residual, weights = _robust(system[:, _TURNED], moved)
    weighted = system * weights[:, None]
    normal = weighted.T @ weighted + 1e-9 * np.eye(system.shape[1])
    aimed = weighted.T @ (moved * weights)
    upright, upright_error = _fit(system, moved, normal, aimed, _UPRIGHT)
    level, level_error = _fit(system, moved, normal, aimed, _LEVEL)
    weaker = np.abs(upright) <= np.abs(level)
    relief, error = np.where(weaker, upright, level), np.where(weaker, upright_error, level_error)
    return Parallax(
        x=float(factors[-2]),
        y=float(factors[-1]),
        relief_x=float(relief[0]),
        relief_y=float(relief[1]),
        error_x=float(error[0]),
        error_y=float(error[1]),
        residual=residual,
        roll=float(np.arctan2(factors[3] - factors[4], 2 + factors[2] + factors[5])),
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


def _system(x: Array, y: Array) -> Array:
    """The terms of a movement: (2N, 14), first all movements along x, then all along y.

    Columns 0 to 7 are a plane's, 8 and 9 a sheet's that is bent upright, 10 and 11 level, 12 and 13 a head's depth.
    """
    count = len(x)
    system = np.zeros((2 * count, 14))
    for column, term in enumerate((np.ones(count), x, y)):
        system[:count, 2 * column] = system[count:, 2 * column + 1] = term
    system[:count, 6], system[count:, 6] = x * x, x * y
    system[:count, 7], system[count:, 7] = x * y, y * y
    for column, term in enumerate((x * x, y * y, head_depth(x, y)), start=4):
        system[:count, 2 * column] = system[count:, 2 * column + 1] = term
    return system


_TURNED = np.array([0, 1, 2, 3, 4, 5, 6, 7, 12, 13])
_UPRIGHT = np.array([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 13])
_LEVEL = np.array([0, 1, 2, 3, 4, 5, 6, 7, 10, 11, 12, 13])


def _robust(system: Array, moved: Array) -> tuple[Array, float, Array]:
    """The terms' factors, the median residual and the weights (Huber, reweighted), one for each equation."""
    weights = np.ones(len(moved))
    ridge = 1e-9 * np.eye(system.shape[1])
    for _ in range(_ROUNDS):
        weighted = system * weights[:, None]
        factors = np.linalg.solve(weighted.T @ weighted + ridge, weighted.T @ (moved * weights))
        distance, median = _residual(system, moved, factors)
        each = np.sqrt(np.minimum(1.0, _scale(median) / np.maximum(distance, 1e-9)))
        weights = np.concatenate([each, each])
    return factors, median, weights


def _fit(system: Array, moved: Array, normal: Array, aimed: Array, terms: Array) -> tuple[Array, Array]:
    """The depth's two factors beside other terms, and their standard errors."""
    inverse = np.linalg.inv(normal[np.ix_(terms, terms)])
    factors = inverse @ aimed[terms]
    _, median = _residual(system[:, terms], moved, factors)
    return factors[-2:], _scale(median) * np.sqrt(np.clip(np.diag(inverse)[-2:], 0, None))


def _residual(system: Array, moved: Array, factors: Array) -> tuple[Array, float]:
    """Distances of the points from where the factors take them, and their median."""
    rest = moved - system @ factors
    distance = np.hypot(*rest.reshape(2, -1))
    return distance, float(np.median(distance))


def _scale(median: float) -> float:
    return max(1.5 * median, _FLOOR)
