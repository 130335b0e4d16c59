"""How masks are cut and how they lie on the head: one table to a kind, spread out to a grid of points of the cloth."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline

from calibration.masks.picture import Floats
from trainer.masks.spec import Kind, MaskSpec

ROWS, COLUMNS = 9, 17
"""Size of the grid: `ROWS` from the upper to the lower edge, `COLUMNS` from the image's left to its right."""

Table = NDArray[np.float32]
"""(5, 7), five lines from the upper to the lower edge: half width; height (y) at the centre and at the side; clearance
of the centre from the face; depth (z) at the side; how sharply height and depth fall from the centre to the side (an
exponent: 1 is a ridge, 2 a curve, 4 a box)."""

_PROFILE_Y = np.array([-0.1, 0.2, 0.45, 0.62, 0.74, 1.14, 1.65, 1.85, 2.0, 2.3], np.float32)
_PROFILE_Z = np.array([0.12, 0.19, 0.33, 0.42, 0.36, 0.29, 0.19, 0.05, -0.15, -0.5], np.float32)
"""The face from the side, where cloth can touch it: bridge, tip of the nose, lips, chin, throat."""


def _splines(lines: int, rows: int) -> Floats:
    """(rows, lines): natural cubic splines through `lines` values, as one matrix."""
    spline = CubicSpline(np.arange(lines), np.eye(lines), bc_type="natural")
    return np.asarray(spline(np.linspace(0, lines - 1, rows)), np.float32)


_SPREAD = _splines(5, ROWS)
_TOP = 0.34
"""Where a mask's upper edge crosses the nose when its table holds as it is."""
_SLIDE_CENTRE = np.array([0.68, 0.45, 0.30, 0.24], np.float32)
_SLIDE_SIDE = np.array([0.55, 0.42, 0.32, 0.24, 0.20], np.float32)
_TURN = np.float32(np.deg2rad(72))
_ACROSS = (np.sin(np.linspace(-_TURN, _TURN, COLUMNS)) / np.sin(_TURN)).astype(np.float32)
_OUTWARD = np.abs(_ACROSS)


def table_of(*lines: tuple[float, float, float, float, float, float, float]) -> Table:
    """Five lines as a table."""
    return np.array(lines, np.float32)


CUTS: dict[Kind, Table] = {
    "surgical": table_of(
        (0.96, 0.00, 0.50, 0.02, -0.55, 1.3, 1.1),
        (1.00, 0.76, 0.74, 0.05, -0.60, 2.0, 1.6),
        (1.00, 1.14, 0.98, 0.08, -0.62, 2.0, 1.9),
        (0.96, 1.54, 1.22, 0.08, -0.62, 2.0, 2.0),
        (0.86, 1.92, 1.40, 0.02, -0.58, 2.0, 2.2),
    ),
    "kn95": table_of(
        (0.90, 0.00, 0.58, 0.03, -0.50, 1.1, 1.0),
        (0.96, 0.72, 0.76, 0.20, -0.58, 1.4, 1.1),
        (0.95, 1.10, 0.96, 0.32, -0.60, 1.5, 1.1),
        (0.88, 1.50, 1.20, 0.25, -0.55, 1.5, 1.1),
        (0.72, 1.90, 1.42, 0.06, -0.45, 1.2, 1.1),
    ),
    "cloth": table_of(
        (0.95, 0.00, 0.58, 0.02, -0.60, 1.2, 1.1),
        (0.98, 0.74, 0.74, 0.08, -0.64, 1.6, 1.4),
        (0.98, 1.12, 0.92, 0.12, -0.66, 1.8, 1.5),
        (0.94, 1.52, 1.12, 0.10, -0.62, 1.8, 1.6),
        (0.84, 1.94, 1.32, 0.02, -0.56, 1.5, 1.8),
    ),
    "duckbill": table_of(
        (0.84, 0.00, 0.56, 0.03, -0.40, 1.2, 1.0),
        (0.92, 0.70, 0.72, 0.22, -0.40, 1.6, 1.7),
        (0.96, 1.02, 0.92, 0.52, -0.36, 2.2, 2.4),
        (0.86, 1.42, 1.20, 0.34, -0.42, 2.0, 2.0),
        (0.62, 1.82, 1.50, 0.05, -0.34, 2.0, 1.6),
    ),
    "cup": table_of(
        (0.44, 0.00, 0.42, 0.04, 0.00, 1.4, 1.3),
        (0.78, 0.66, 0.72, 0.28, -0.34, 2.0, 2.2),
        (0.86, 1.06, 1.04, 0.42, -0.42, 2.0, 2.6),
        (0.76, 1.46, 1.38, 0.34, -0.36, 2.0, 2.4),
        (0.40, 1.84, 1.72, 0.06, -0.10, 2.0, 1.8),
    ),
    "pleated": table_of(
        (0.92, 0.00, 0.46, 0.04, -0.52, 1.5, 1.2),
        (0.94, 0.76, 0.72, 0.10, -0.58, 2.2, 1.8),
        (0.95, 1.16, 1.00, 0.16, -0.60, 2.4, 2.2),
        (0.94, 1.56, 1.28, 0.14, -0.60, 2.4, 2.2),
        (0.90, 1.90, 1.50, 0.04, -0.56, 2.4, 2.4),
    ),
    "black": table_of(
        (1.02, 0.00, 0.52, 0.02, -0.78, 1.3, 1.2),
        (1.03, 0.74, 0.70, 0.06, -0.80, 1.6, 1.5),
        (1.02, 1.12, 0.88, 0.09, -0.80, 1.8, 1.6),
        (0.96, 1.52, 1.10, 0.07, -0.74, 1.8, 1.7),
        (0.84, 1.96, 1.34, 0.01, -0.64, 1.6, 1.8),
    ),
}
CUTS["patterned"] = CUTS["cloth"]


def drape(spec: MaskSpec) -> Floats:
    """A mask on the head.

    Returns:
        (3, ROWS, COLUMNS) points x, y, z in the head's axes.
    """
    points = spread(_fitted(spec))
    points[0] -= spec.fit.tilt * (points[1] - 1) - spec.fit.shift
    points[1] += spec.fit.tilt * points[0]
    return points


def spread(table: Table) -> Floats:
    """The cloth that a table describes: (3, ROWS, COLUMNS) points x, y, z in the head's axes."""
    width, centre, side, clearance, depth, fall, bulge = (_SPREAD @ table).T[:, :, None]
    front = np.interp(centre, _PROFILE_Y, _PROFILE_Z).astype(np.float32) + clearance
    points = np.empty((3, ROWS, COLUMNS), np.float32)
    points[0] = width * _ACROSS
    points[1] = centre + (side - centre) * _OUTWARD**fall
    points[2] = front + (depth - front) * _OUTWARD**bulge
    return points


def _fitted(spec: MaskSpec) -> Table:
    """The kind's table for one wearer: a mask pulled down slides as a whole, its upper edge most."""
    fit = spec.fit
    table: Table = CUTS[spec.kind].copy()
    down = fit.top - _TOP
    table[0, 1] = fit.top
    table[1:, 1] += down * _SLIDE_CENTRE
    table[:, 2] += down * _SLIDE_SIDE
    table[3:, 1] += (fit.length - 1) * (table[3:, 1] - 1)
    table[:, 0] *= fit.width
    table[:, 3] *= fit.loose
    return table
