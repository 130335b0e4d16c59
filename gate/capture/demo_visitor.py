"""Somebody who comes to the demo's camera, does what they are told, and goes. Moves by the time that it is given."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
from numpy.typing import NDArray

from gate.capture.demo_feed import stand
from gate.capture.demo_head import Pose
from gate.capture.demo_people import ASTRONAUT, Figure, figure

FAR, NEAR = 52.0, 182.0
"""Heights of the face in pixels of the frame: too far away to be enrolled, and well placed."""
REACTION = 0.4
"""Seconds until somebody does what they are told."""

_ENTRANCE, _PLACE, _EXIT = -180.0, 640.0, 1640.0
"""Middles of the face in pixels of the frame."""
_ARRIVED = 30.0
"""So near to their place, in pixels."""
_STRIDE, _APPROACH = 360.0, 50.0
"""Pixels a second, to the side and in the height of the face."""
_EASE = 0.3
"""Seconds in which a walk comes to rest."""
_HEAD = 0.14
"""Seconds in which a head makes two thirds of its way."""
_NUDGE = 0.3
"""Radians a second of a head that is told to go on a little."""
_LONGEST = 0.2
"""Seconds that a step lasts at the most, however late the next picture is."""


class Visitor:
    """One person. Left and right are their own."""

    def __init__(self, who: str, now: float, *, masked: bool = False, face: float = NEAR) -> None:
        """Begin outside the picture, on the way in.

        Args:
            who: `demo_people.ASTRONAUT` or `GRACE_HOPPER`; only the first has a mask.
            now: Seconds.
            masked: Whether they come with the mask on.
            face: Where they will stand: `NEAR` or `FAR`.
        """
        self.who = who
        self._sizes = {worn: _sizes(who, masked=worn) for worn in ((False, True) if who == ASTRONAUT else (False,))}
        self._masked = masked and who == ASTRONAUT
        self._now = now
        self._x, self._face, self._speed = _ENTRANCE, min(face, 76.0), 0.0
        self._to = (_PLACE, face)
        self._pose, self._aim = Pose(), Pose()
        self._going_on = (0, 0)
        self._next: tuple[float, Pose] | None = None
        self._leaves_at = math.inf

    @property
    def gone(self) -> bool:
        """Whether they have left the picture."""
        return self._to[0] == _EXIT and self._x > _EXIT - 60

    @property
    def arrived(self) -> bool:
        """Whether they stand before the camera."""
        return abs(self._x - _PLACE) < _ARRIVED

    def look(self, pose: Pose) -> None:
        """Hold the head so."""
        self._going_on = (0, 0)
        wanted = self._next[1] if self._next else self._aim
        if pose != wanted:
            self._next = (self._now + REACTION, pose)

    def nudge(self, yaw: int, pitch: int) -> None:
        """Turn the head on a little in this direction, until told otherwise: -1, 0 or 1 each; both 0: stay so."""
        self._next = None
        self._going_on = (yaw, pitch)

    def come_closer(self) -> None:
        """Stand where one is seen well; whoever is still on their way in goes on first."""
        if self.arrived and self._now < self._leaves_at:
            self._to = (_PLACE, NEAR)

    def wear(self, masked: bool) -> None:
        """Put the mask on or off; nothing happens where there is none."""
        self._masked = masked and True in self._sizes

    def leave(self, after: float = 0.0) -> None:
        """Go, in so many seconds; the earliest of several counts."""
        self._leaves_at = min(self._leaves_at, self._now + after)

    def step(self, now: float) -> None:
        """Move on to this moment."""
        passed, self._now = min(max(0.0, now - self._now), _LONGEST), now
        if now >= self._leaves_at:
            self._to, self._aim, self._going_on = (_EXIT, self._face), Pose(), (0, 0)
        if self._next and now >= self._next[0]:
            self._aim, self._next = self._next[1], None
        yaw, pitch = self._going_on
        self._aim = Pose(
            _within(self._aim.yaw + yaw * _NUDGE * passed),
            _within(self._aim.pitch + pitch * _NUDGE * passed),
            self._aim.roll,
        )
        part = 1 - math.exp(-passed / _HEAD)
        self._pose = Pose(
            _nearer(self._pose.yaw, self._aim.yaw, part),
            _nearer(self._pose.pitch, self._aim.pitch, part),
            _nearer(self._pose.roll, self._aim.roll, part),
        )
        x, face = self._x, self._face
        self._x, self._face = _walked(x, self._to[0], _STRIDE, passed), _walked(face, self._to[1], _APPROACH, passed)
        if passed:
            self._speed = math.hypot(self._x - x, 4 * (self._face - face)) / passed

    def paint(self, scene: NDArray[np.uint8], now: float) -> None:
        """See `demo_feed.Painted`."""
        if not self.gone:
            stand(scene, self._sizes[self._masked], now, self._x, self._face, self._speed, self._pose)


@cache
def _sizes(who: str, *, masked: bool) -> tuple[Figure, Figure]:
    whole = figure(who, masked=masked)
    return whole, whole.halved()


def _within(angle: float) -> float:
    return min(0.55, max(-0.55, angle))


def _nearer(value: float, aim: float, part: float) -> float:
    return aim if abs(aim - value) < 1e-3 else value + (aim - value) * part


def _walked(value: float, to: float, speed: float, passed: float) -> float:
    """On the way at this speed, slower at its end."""
    away = to - value
    return value + math.copysign(min(abs(away), max(0.05 * speed, min(speed, abs(away) / _EASE)) * passed), away)
