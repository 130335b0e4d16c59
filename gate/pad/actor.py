"""How a generated person moves: by what is asked of them, or by a recording of what somebody was asked once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gate.capture.demo_head import Pose
from gate.vision.liveness.guard import Asked
from gate.vision.liveness.orders import Action, Order

STRAIGHT = Pose()


@dataclass(frozen=True)
class Manner:
    """How somebody answers. Angles in radians, times in seconds."""

    yaw: float = 0.5
    pitch: float = 0.4
    roll: float = 0.38
    reaction: float = 0.7
    moving: float = 0.6
    """For a movement from or to looking straight; one from side to side takes half as long again."""
    askew: float = 0.0
    """How much of a turn goes astray, sideways to it; a share. Of a tilt: up or down."""
    coupled: float = 0.2
    """How much a head turns while it is tilted, to the same side; a share."""


def manner(random: np.random.Generator) -> Manner:
    """Somebody's."""
    return Manner(
        yaw=float(random.uniform(0.40, 0.75)),
        pitch=float(random.uniform(0.36, 0.55)),
        roll=float(random.uniform(0.28, 0.5)),
        reaction=float(np.clip(random.normal(0.75, 0.22), 0.3, 1.6)),
        moving=float(random.uniform(0.4, 0.9)),
        askew=float(random.normal(0, 0.1)),
        coupled=float(random.normal(0.2, 0.2)),
    )


class Neck:
    """A head over time: smooth movements, one after the other."""

    def __init__(self) -> None:
        self._moves: list[tuple[float, float, Pose, Pose]] = []

    def move(self, start: float, seconds: float, target: Pose) -> float:
        """Begin a movement from wherever the head is then; when it ends."""
        origin = self.at(start)
        angle = np.linalg.norm([target.yaw - origin.yaw, target.pitch - origin.pitch, target.roll - origin.roll])
        seconds *= 1.0 + 0.5 * float(np.clip(angle / 0.5 - 1, 0, 1))
        self._moves.append((start, seconds, origin, target))
        return start + seconds

    def at(self, time: float) -> Pose:
        """How it is held at a time."""
        begun = [move for move in self._moves if move[0] <= time]
        if not begun:
            return STRAIGHT
        start, seconds, origin, target = begun[-1]
        part = min(1.0, (time - start) / seconds)
        part = part * part * (3 - 2 * part)
        yaw = origin.yaw + (target.yaw - origin.yaw) * part
        pitch = origin.pitch + (target.pitch - origin.pitch) * part
        return Pose(yaw, pitch, origin.roll + (target.roll - origin.roll) * part)


def pose_of(action: Action, manner: Manner) -> Pose:
    """The end of a movement."""
    if action in (Action.TILT_LEFT, Action.TILT_RIGHT):
        roll = manner.roll if action is Action.TILT_LEFT else -manner.roll
        return Pose(manner.coupled * roll, manner.askew * manner.pitch, roll)
    yaw = {Action.TURN_LEFT: manner.yaw, Action.TURN_RIGHT: -manner.yaw}.get(action, manner.askew * manner.pitch)
    pitch = {Action.LOOK_DOWN: manner.pitch, Action.LOOK_UP: -manner.pitch}.get(action, manner.askew * manner.yaw)
    return Pose(yaw, pitch)


class Actor:
    """Somebody who does what the gate asks."""

    def __init__(self, manner: Manner) -> None:
        self._manner = manner
        self._neck = Neck()
        self._heard: tuple[object, int] | None = None

    def pose(self, time: float, asked: Asked | None) -> Pose:
        """How they hold their head at a time, given what the gate asks then."""
        if asked is not None and asked.step > 0 and (asked.what, asked.step) != self._heard:
            self._heard = (asked.what, asked.step)
            target = pose_of(asked.what, self._manner) if isinstance(asked.what, Action) else STRAIGHT
            self._neck.move(time + self._manner.reaction, self._manner.moving, target)
        return self._neck.at(time)


def recording(order: Order, manner: Manner) -> Neck:
    """What somebody did who answered an earlier challenge; time begins with its first movement being asked for."""
    neck, now = Neck(), 0.0
    for action in order:
        begun = now + manner.reaction
        end = neck.move(begun, manner.moving, pose_of(action, manner))
        now = begun + 0.6 * (end - begun)  # the gate sees it before the movement ends
    neck.move(now + manner.reaction, manner.moving, STRAIGHT)
    return neck
