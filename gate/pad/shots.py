"""What generated attempts are made of: frames as a function of time and of what is asked, who takes part, chance."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from gate.capture.demo_head import Portrait, Pose, Shape
from gate.pad.stage import Image
from gate.vision.liveness.asked_before import AskedBefore, Forgetful
from gate.vision.liveness.guard import Asked
from gate.vision.liveness.orders import Order

Points = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Shot:
    """A generated frame, and what a detector and a recogniser would say of it."""

    image: Image
    eyes: Points
    """(2, 2): the eye further left in the frame first."""
    who: int
    """0: the enrolled person's face is shown; 1: the attacker's."""


Frames = Callable[[float, Asked | None], Shot]
"""The frame at a time (seconds since the attempt's start), given what the gate asks then."""


@dataclass(frozen=True, eq=False)
class Cast:
    """Who takes part."""

    victim: Portrait
    """Enrolled."""
    other: Portrait
    """The attacker's own face."""


@dataclass(frozen=True)
class Chance:
    """What a species draws from."""

    random: np.random.Generator
    asked: AskedBefore | None = None
    """What the gate remembers; None: nothing."""
    masked: bool = False
    """The enrolled person wore a mask when they were filmed."""

    def below(self, count: int) -> int:
        """See `Dice.below`."""
        return int(self.random.integers(count))

    def earlier(self, steps: int) -> Order:
        """What the enrolled person was asked when somebody filmed them at this gate."""
        asked = self.asked or Forgetful(steps)
        order = asked.draw(self, VICTIM, masked=self.masked)
        asked.remember(order, VICTIM)
        return order


VICTIM = "victim"
"""The enrolled person."""

Species = Callable[[Cast, Chance, int], Frames]
"""Draws one attempt; the number is of the challenge's steps, which an attacker knows."""


def shape(random: np.random.Generator) -> Shape:
    """Somebody's head."""
    return Shape(
        nose=float(random.uniform(0.22, 0.36)),
        half_width=float(random.uniform(1.12, 1.35)),
        half_height=float(random.uniform(1.6, 1.95)),
        depth=float(random.uniform(1.0, 1.35)),
    )


class Sway:
    """A hand's or body's unrest: slow, smooth, different in every attempt."""

    def __init__(self, random: np.random.Generator, size: float) -> None:
        self._rates = random.uniform(0.3, 3.0, (2, 3)) * 2 * np.pi
        self._phases = random.uniform(0, 2 * np.pi, (2, 3))
        self._size = size / np.sqrt(3) * np.sqrt(2)

    def at(self, time: float) -> tuple[float, float]:
        """Where it has got to: pixels to the right and down."""
        x, y = (self._size * np.sin(self._rates * time + self._phases)).mean(axis=1) * np.sqrt(3)
        return float(x), float(y)


def eyes_after(portrait: Portrait, pose: Pose) -> Points:
    """Where the eyes of a portrait are after its head has turned: (2, 2) pixels of it."""
    depth = 1.15  # of the neck's axis behind the eyes
    x, y = np.array([-0.5, 0.5]), -0.7
    across = x * np.cos(pose.yaw) + depth * np.sin(pose.yaw)
    towards = depth * np.cos(pose.yaw) - x * np.sin(pose.yaw)
    down = y * np.cos(pose.pitch) + towards * np.sin(pose.pitch)
    tilt_of_eyes = (portrait.eyes[1][1] - portrait.eyes[0][1]) * (x * 1.0)
    turned = np.column_stack([across * portrait.unit, (down - y) * portrait.unit + tilt_of_eyes])
    nape = np.array([0.0, 1.7 * portrait.unit])
    cos, sin = np.cos(pose.roll), np.sin(pose.roll)
    tilted = (turned - nape) @ np.array([[cos, sin], [-sin, cos]]) + nape
    return np.asarray(tilted + np.array(portrait.middle))


WIDTH_OF_CAMERA, HEIGHT_OF_CAMERA = 1280, 720


def enlarged(shot: Shot, scale: float) -> Shot:
    """A generated frame, enlarged, in the middle of a 1280x720 camera's; beyond its edges the room is mirrored."""
    image = cv2.resize(shot.image, None, fx=scale, fy=scale)
    left, top = (WIDTH_OF_CAMERA - image.shape[1]) // 2, (HEIGHT_OF_CAMERA - image.shape[0]) // 2
    right, bottom = WIDTH_OF_CAMERA - image.shape[1] - left, HEIGHT_OF_CAMERA - image.shape[0] - top
    whole = cv2.copyMakeBorder(image, top, bottom, left, right, cv2.BORDER_REFLECT)
    return replace(shot, image=np.asarray(whole, np.uint8), eyes=shot.eyes * scale + np.array([left, top]))


def through(matrix: NDArray[np.float64], points: Points) -> Points:
    """Points carried by a homography, (N, 2)."""
    carried = np.column_stack([points, np.ones(len(points))]) @ matrix.T
    return np.asarray(carried[:, :2] / carried[:, 2:])
