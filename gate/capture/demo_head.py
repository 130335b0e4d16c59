"""A portrait given depth: a head that turns and nods in front of its background, rendered from one picture.

The depth is a general head's (an ellipsoid with nose, eye sockets and lips), laid on the portrait by its eyes. Each
row of the picture is seen through a turn of its own: the whole angle above the chin, none below the neck, so that the
head turns and the shoulders stay. Rays are marched through the turned depth, so the nose hides what lies behind it.
Units are distances between the eyes; x to the right, y down, z towards the camera, the origin between the eyes.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

Float = NDArray[np.float32]

_REACH = (-2.6, 2.6, -2.6, 3.4)
"""What part of the picture can be moved: x from, to, y from, to."""
_CELLS = 14
"""Rays for each unit."""
_STEPS = 20
_FRONT, _BACK = 0.75, -1.7
"""Where rays begin and end."""
_CAMERA = 10.0
"""Distance of the camera: 63 cm for a person's 6.3 cm between the eyes."""
_PIVOT = (0.0, 0.7, -1.15)
"""The axis of the neck."""
_NAPE = 1.7
"""Height of the point about which a head tilts."""
_CHIN, _COLLAR = 1.85, 2.7
"""From here the turn fades, to nothing there."""


@dataclass(frozen=True)
class Shape:
    """What a head's depth is made of. The defaults are an adult's."""

    nose: float = 0.30
    """How far the tip stands out of the ellipsoid."""
    half_width: float = 1.22
    half_height: float = 1.75
    depth: float = 1.2
    """Half axis towards the camera; 0: a flat picture."""
    flat: bool = False
    """A cylinder without nose, sockets or lips: paper laid around a head."""


@dataclass(frozen=True)
class Pose:
    """How a head is held."""

    yaw: float = 0.0
    """Radians; positive: to the person's own left, which is the picture's right."""
    pitch: float = 0.0
    """Radians; positive: down."""
    roll: float = 0.0
    """Radians; positive: towards the person's own left shoulder, clockwise in the picture."""


Eyes = tuple[tuple[float, float], tuple[float, float]]


class Cutout(Protocol):
    """A person cut out of a picture, looking straight ahead."""

    @property
    def picture(self) -> NDArray[np.uint8]:
        """(height, width, 4): BGR multiplied by the cover, then the cover from 0 to 255."""
        ...

    @property
    def eyes(self) -> Eyes:
        """The eye at the picture's left, the one at its right: pixels of the picture."""
        ...


@dataclass(frozen=True, eq=False)
class Portrait:
    """A person cut out of a picture, looking straight ahead."""

    picture: NDArray[np.uint8]
    """(height, width, 4): BGR multiplied by the cover, then the cover from 0 to 255."""
    eyes: Eyes
    """The eye at the picture's left, the one at its right: pixels of the picture."""

    @property
    def unit(self) -> float:
        """Distance of the eyes in pixels."""
        (x1, y1), (x2, y2) = self.eyes
        return float(np.hypot(x2 - x1, y2 - y1))

    @property
    def middle(self) -> tuple[float, float]:
        """Between the eyes, in pixels."""
        (x1, y1), (x2, y2) = self.eyes
        return (x1 + x2) / 2, (y1 + y2) / 2


def turned(portrait: Cutout, pose: Pose, shape: Shape | None = None) -> NDArray[np.uint8]:
    """The portrait with its head turned.

    Args:
        portrait: Who.
        pose: How.
        shape: The depth of the head.

    Returns:
        A picture like `Portrait.picture`, of the same size.
    """
    if pose == Pose():
        return np.array(portrait.picture)
    whole = Portrait(portrait.picture, portrait.eyes)
    unit, (mx, my) = whole.unit, whole.middle
    height, width = portrait.picture.shape[:2]
    x0, x1 = max(0, int(mx + _REACH[0] * unit)), min(width, int(mx + _REACH[1] * unit))
    y0, y1 = max(0, int(my + _REACH[2] * unit)), min(height, int(my + _REACH[3] * unit))
    source_x, source_y = _sources(pose, shape or Shape())
    columns = ((np.arange(x0, x1, dtype=np.float32) - mx) / unit - _REACH[0]) * _CELLS
    rows = ((np.arange(y0, y1, dtype=np.float32) - my) / unit - _REACH[2]) * _CELLS
    map_x, map_y = np.meshgrid(columns, rows)
    from_x = cv2.remap(source_x, map_x, map_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE) * unit + mx
    from_y = cv2.remap(source_y, map_x, map_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE) * unit + my
    moved: NDArray[np.uint8] = portrait.picture.copy()
    moved[y0:y1, x0:x1] = cv2.remap(
        portrait.picture, from_x, from_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=(0, 0, 0, 0)
    )
    return moved


@lru_cache(maxsize=4)
def _sources(pose: Pose, shape: Shape) -> tuple[Float, Float]:
    """Where in the portrait each ray of the grid meets the turned head: two (rows, columns), in units."""
    across = np.arange(_REACH[0], _REACH[1], 1 / _CELLS, dtype=np.float32)
    down = np.arange(_REACH[2], _REACH[3], 1 / _CELLS, dtype=np.float32)
    share = np.clip((_COLLAR - down) / (_COLLAR - _CHIN), 0, 1)
    share = (share * share * (3 - 2 * share))[:, None, None]
    yaw, pitch, roll = pose.yaw * share, pose.pitch * share, pose.roll * share
    depths = np.linspace(_FRONT, _BACK, _STEPS, dtype=np.float32)
    scale = (_CAMERA - depths) / _CAMERA
    z = depths - _PIVOT[2]
    x, y = across[None, :, None] * scale, down[:, None, None] * scale - _NAPE
    # Back into the portrait: first against the roll, then against the pitch, then against the yaw.
    x, y = x * np.cos(roll) + y * np.sin(roll), y * np.cos(roll) - x * np.sin(roll)
    x, y = x - _PIVOT[0], y + _NAPE - _PIVOT[1]
    y1, z1 = y * np.cos(pitch) - z * np.sin(pitch), y * np.sin(pitch) + z * np.cos(pitch)
    x2, z2 = x * np.cos(yaw) - z1 * np.sin(yaw), x * np.sin(yaw) + z1 * np.cos(yaw)
    x2, y2, z2 = x2 + _PIVOT[0], y1 + _PIVOT[1] + 0 * x2, z2 + _PIVOT[2]
    back = _CAMERA / (_CAMERA - z2)  # the portrait was seen by the same camera
    u, v = (x2 * back).astype(np.float32), (y2 * back).astype(np.float32)
    surface = _surface(shape)
    at_x, at_y = (u - _REACH[0]) * _CELLS, (v - _REACH[2]) * _CELLS
    flat_x, flat_y = at_x.reshape(len(down), -1), at_y.reshape(len(down), -1)
    ground = cv2.remap(surface, flat_x, flat_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE).reshape(u.shape)
    above = z2 - ground
    below = above <= 0
    below[..., -1] = True
    hit = below.argmax(axis=2)[..., None]
    before = np.maximum(hit - 1, 0)
    high, low = (np.take_along_axis(above, at, 2) for at in (before, hit))
    part = np.where(hit > 0, np.clip(high / np.maximum(high - low, 1e-6), 0, 1), 0)
    found = [np.take_along_axis(c, before, 2) * (1 - part) + np.take_along_axis(c, hit, 2) * part for c in (u, v)]
    return np.ascontiguousarray(found[0][..., 0], np.float32), np.ascontiguousarray(found[1][..., 0], np.float32)


@lru_cache(maxsize=256)
def _surface(shape: Shape) -> Float:
    """Height of the head over the portrait's plane through the pupils: (rows, columns) of the grid."""
    x = np.arange(_REACH[0], _REACH[1], 1 / _CELLS, dtype=np.float32)[None]
    y = np.arange(_REACH[2], _REACH[3], 1 / _CELLS, dtype=np.float32)[:, None]
    if shape.depth == 0:
        return np.zeros((y.size, x.size), np.float32)
    across = x / shape.half_width
    if shape.flat:
        rise = np.sqrt(np.clip(1 - across**2, 0, None)) + 0 * y
        return np.asarray(shape.depth * (rise - 1), np.float32)
    rise = np.sqrt(np.clip(1 - across**2 - ((y - 0.35) / shape.half_height) ** 2, 0, None))
    head = shape.depth * (rise - 1)
    ridge = np.clip((y + 0.05) / 0.62, 0, 1) * np.clip((0.86 - y) / 0.2, 0, 1)
    nose = shape.nose * ridge * np.exp(-((x / (0.10 + 0.12 * np.clip(y / 0.6, 0, 1))) ** 2))
    sockets = (
        -0.07 * (np.exp(-(((x - 0.5) / 0.22) ** 2)) + np.exp(-(((x + 0.5) / 0.22) ** 2))) * np.exp(-((y / 0.16) ** 2))
    )
    lips = 0.07 * np.exp(-((x / 0.35) ** 2)) * np.exp(-(((y - 1.08) / 0.16) ** 2))
    return np.asarray(head + nose + sockets + lips, np.float32)
