"""A camera without a camera: two people walk up to an entrance, frame by frame the same on every machine.

Nothing here is random or timed: `SCRIPT` says who comes when and how, and the same script always gives the same frames.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import PchipInterpolator

from gate.capture.demo_people import ASTRONAUT, FACE_HEIGHT, GRACE_HOPPER, Figure, figure, portrait
from gate.capture.demo_scene import COUNTER, HEIGHT, HORIZON, WIDTH, counter, lobby

__all__ = ["DURATION", "ENROLLED", "FPS", "SCRIPT", "Act", "Waypoint", "frames", "portrait"]

FPS = 20.0
DURATION = 24.0
"""Seconds."""
ENROLLED = ASTRONAUT
"""Who the demo enrols, by `portrait(ENROLLED)`; everybody else in the script is a stranger."""

_CROWN_ABOVE_HORIZON = 1.25
"""In face heights: how far the top of a head stands above the camera's own height."""
_HIDDEN = COUNTER + 8
"""From this row down the counter covers everything."""
_NOISE = 2.5
"""Standard deviation of the sensor's noise in grey levels."""


@dataclass(frozen=True)
class Waypoint:
    """Where a person is at one moment."""

    seconds: float
    """Since the act's start."""
    x: float
    """Middle of the face in pixels of the frame."""
    face: float
    """Height of the face in pixels of the frame: small is far away."""


@dataclass(frozen=True)
class Act:
    """One person comes, stands and goes."""

    who: str
    masked: bool
    start: float
    """Seconds since the feed's start."""
    path: tuple[Waypoint, ...]

    @property
    def end(self) -> float:
        """Seconds since the feed's start."""
        return self.start + self.path[-1].seconds


_WALK_UP = (
    Waypoint(0.0, -190, 72),
    Waypoint(1.6, 430, 100),
    Waypoint(3.0, 640, 178),
    Waypoint(5.4, 640, 190),
    Waypoint(7.0, 1650, 165),
)

SCRIPT: tuple[Act, ...] = (
    Act(ENROLLED, masked=False, start=0.5, path=_WALK_UP),
    Act(ENROLLED, masked=True, start=8.2, path=_WALK_UP),
    Act(GRACE_HOPPER, masked=False, start=15.9, path=_WALK_UP),
)


def frames() -> Iterator[tuple[float, NDArray[np.uint8]]]:
    """Play the script once, as fast as the caller takes it.

    Yields:
        Seconds since the start and the frame, (720, 1280, 3) BGR, the caller's to keep.
    """
    stage = _Stage()
    for index in range(round(DURATION * FPS)):
        seconds = index / FPS
        yield seconds, stage.frame(index, seconds)


class _Actor:
    """Moves one figure along its path."""

    def __init__(self, act: Act) -> None:
        seconds = [point.seconds for point in act.path]
        self.act = act
        self._x = PchipInterpolator(seconds, [point.x for point in act.path])
        self._face = PchipInterpolator(seconds, [point.face for point in act.path])
        whole = figure(act.who, masked=act.masked)
        self._sizes = (whole, whole.halved())

    def paint(self, scene: NDArray[np.uint8], now: float) -> None:
        """Blend the figure into the scene as it is at `now`, if the act is on."""
        t = now - self.act.start
        if not 0 <= t <= self.act.path[-1].seconds:
            return
        face = float(self._face(t))
        walking = min(1.0, float(np.hypot(self._x(t, 1), 4 * self._face(t, 1))) / 250)
        step = 2 * np.pi * 1.8 * t
        x = float(self._x(t)) + face * 0.02 * np.sin(2 * np.pi * 0.4 * t)
        y = HORIZON - face * (
            _CROWN_ABOVE_HORIZON - 0.035 * walking * np.cos(step) - 0.006 * np.sin(2 * np.pi * 0.3 * t)
        )
        tilt = np.radians(1.2 * np.sin(2 * np.pi * 0.35 * t) + 0.8 * walking * np.sin(step / 2))
        _blend(scene, self._sizes, x, y, face / FACE_HEIGHT, tilt)


def _blend(scene: NDArray[np.uint8], sizes: tuple[Figure, ...], x: float, y: float, scale: float, tilt: float) -> None:
    """Put a figure's crown at (x, y)."""
    level = 1 if scale < 0.5 else 0  # shrinking by more than half would shimmer
    person, scale = sizes[level], scale * 2**level
    cos, sin = scale * np.cos(tilt), scale * np.sin(tilt)
    turn = np.array([[cos, -sin], [sin, cos]])
    height, width = person.picture.shape[:2]
    corners = np.array([[0, 0], [width, 0], [0, height], [width, height]]) - person.crown
    placed = corners @ turn.T + (x, y)
    left, top = np.clip(np.floor(placed.min(axis=0)).astype(int), 0, (WIDTH, _HIDDEN))
    right, bottom = np.clip(np.ceil(placed.max(axis=0)).astype(int), 0, (WIDTH, _HIDDEN))
    if left >= right or top >= bottom:
        return
    shift = np.array([x - left, y - top]) - turn @ person.crown
    warped = cv2.warpAffine(person.picture, np.column_stack([turn, shift]), (int(right - left), int(bottom - top)))
    region = scene[top:bottom, left:right]
    uncovered = cv2.cvtColor(255 - warped[..., 3], cv2.COLOR_GRAY2BGR)
    region[:] = cv2.add(cv2.multiply(region, uncovered, scale=1 / 255), warped[..., :3])


class _Stage:
    """The scene, the people, and the camera that looks at them."""

    def __init__(self) -> None:
        self._lobby = lobby()
        self._counter, self._counter_cover = counter()
        self._actors = [_Actor(act) for act in SCRIPT]
        random = np.random.default_rng(7)
        noise = random.normal(0, _NOISE, (HEIGHT + 64, WIDTH + 64, 3))
        self._noise = np.rint(noise).astype(np.int8)
        self._offsets = random.integers(0, 64, (round(DURATION * FPS), 2))

    def frame(self, index: int, seconds: float) -> NDArray[np.uint8]:
        scene = self._lobby.copy()
        for actor in self._actors:
            actor.paint(scene, seconds)
        behind = scene[COUNTER:]
        behind[:] = behind * (1 - self._counter_cover) + self._counter * self._counter_cover
        light = 1 + 0.035 * np.sin(2 * np.pi * seconds / 7) + 0.012 * np.sin(2 * np.pi * seconds / 1.7)
        y, x = self._offsets[index]
        noise = self._noise[y : y + HEIGHT, x : x + WIDTH]
        return np.asarray(cv2.add(cv2.convertScaleAbs(scene, alpha=light), noise, dtype=cv2.CV_8U), np.uint8)
