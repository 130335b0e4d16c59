"""The generated camera of the test feeds: it stands still, sees a room with something before it, and adds its noise."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from gate.capture.demo_head import Portrait

WIDTH, HEIGHT = 400, 300
CENTRE = (200.0, 130.0)
"""Where a face stands, between its eyes."""

Image = NDArray[np.uint8]


@dataclass(frozen=True)
class Place:
    """How something lies in the frame: a homography from its own pixels."""

    matrix: NDArray[np.float64]
    """(3, 3)"""


def stand(portrait: Portrait, unit: float, *, x: float = 0.0, y: float = 0.0) -> Place:
    """A portrait before the camera, `unit` pixels between its eyes, off the centre by so many pixels."""
    scale = unit / portrait.unit
    mx, my = portrait.middle
    return Place(
        np.array([[scale, 0, CENTRE[0] + x - mx * scale], [0, scale, CENTRE[1] + y - my * scale], [0.0, 0.0, 1.0]])
    )


def tilt(yaw: float, pitch: float, roll: float, unit: float, distance: float = 10.0) -> NDArray[np.float64]:
    """A sheet before the camera turned about the frame's centre: (3, 3), from frame to frame.

    Args:
        yaw: Radians.
        pitch: Radians.
        roll: Radians.
        unit: Pixels between the eyes.
        distance: Of the camera, in distances between the eyes.
    """
    turn = cv2.Rodrigues(np.array([pitch, 0.0, 0.0]))[0] @ cv2.Rodrigues(np.array([0.0, -yaw, 0.0]))[0]
    turn = turn @ cv2.Rodrigues(np.array([0.0, 0.0, roll]))[0]
    focal = unit * distance
    x, y = CENTRE
    to_sheet = np.array([[1, 0, -x], [0, 1, -y], [0, 0, 1.0]])
    camera = np.array([[focal, 0, x], [0, focal, y], [0, 0, 1.0]])
    sheet = np.column_stack([turn[:, 0], turn[:, 1], [0.0, 0.0, focal]])
    found = camera @ sheet @ to_sheet
    return np.asarray(found / found[2, 2], np.float64)


def shift(x: float, y: float, scale: float = 1.0) -> NDArray[np.float64]:
    """Moves, and scales about the frame's centre: (3, 3)."""
    cx, cy = CENTRE
    return np.array([[scale, 0, cx - scale * cx + x], [0, scale, cy - scale * cy + y], [0.0, 0.0, 1.0]])


def over(scene: Image, picture: Image, matrix: NDArray[np.float64]) -> Image:
    """A picture with cover (BGR multiplied by it) laid over a scene."""
    height, width = scene.shape[:2]
    laid = cv2.warpPerspective(picture, matrix, (width, height), flags=cv2.INTER_LINEAR)
    uncovered = cv2.cvtColor(255 - laid[..., 3], cv2.COLOR_GRAY2BGR)
    return np.asarray(cv2.add(cv2.multiply(scene, uncovered, scale=1 / 255), laid[..., :3]), np.uint8)


def room(random: np.random.Generator) -> Image:
    """A background: a wall with things on it, more or less in focus."""
    wall = np.empty((HEIGHT, WIDTH, 3), np.uint8)
    wall[:] = random.integers(110, 230, 3)
    for _ in range(int(random.integers(8, 40))):
        x, y = random.integers(0, WIDTH), random.integers(0, HEIGHT)
        size = random.integers(15, 140, 2)
        colour = tuple(int(c) for c in random.integers(30, 250, 3))
        cv2.rectangle(wall, (int(x), int(y)), (int(x + size[0]), int(y + size[1])), colour, -1)
    return np.asarray(cv2.GaussianBlur(wall, (0, 0), float(random.uniform(0.8, 4.0))), np.uint8)


class Sensor:
    """Noise and exposure.

    Args:
        random: Chance.
        noise: Standard deviation in grey levels.
    """

    def __init__(self, random: np.random.Generator, noise: float) -> None:
        field = random.normal(0, noise, (HEIGHT + 64, WIDTH + 64, 3))
        field = np.rint(field)
        self._brighter = np.clip(field, 0, 255).astype(np.uint8)
        self._darker = np.clip(-field, 0, 255).astype(np.uint8)
        self._random = random
        self._gain = float(random.uniform(0.75, 1.15))

    def expose(self, scene: Image) -> Image:
        """A frame."""
        y, x = self._random.integers(0, 64, 2)
        here = slice(y, y + HEIGHT), slice(x, x + WIDTH)
        lit = cv2.convertScaleAbs(scene, alpha=self._gain)
        return np.asarray(cv2.subtract(cv2.add(lit, self._brighter[here]), self._darker[here]), np.uint8)
