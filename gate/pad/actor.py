"""How a generated person moves: by what is asked of them, or by a recording of what somebody was asked once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gate.capture.demo_head import Pose
from gate.vision.liveness.challenge import Action, Dice, draw
from gate.vision.liveness.guard import Asked

STRAIGHT = Pose()


@dataclass(frozen=True)
class Manner:
    """How somebody answers. Angles in radians, times in seconds."""

    yaw: float = 0.5
    pitch: float = 0.4
    reaction: float = 0.7
    moving: float = 0.6
    """For a movement out or back."""
    askew: float = 0.0
    """How much of a movement goes astray, sideways to it; a share."""


def manner(random: np.random.Generator) -> Manner:
    """Somebody's."""
    return Manner(
        yaw=float(random.uniform(0.40, 0.75)),
        pitch=float(random.uniform(0.36, 0.55)),
        reaction=float(np.clip(random.normal(0.75, 0.22), 0.3, 1.6)),
        moving=float(random.uniform(0.4, 0.9)),
        askew=float(random.normal(0, 0.1)),
    )


class Neck:
    """A head's pose over time: smooth movements, one after the other."""

    def __init__(self) -> None:
        self._moves: list[tuple[float, float, Pose, Pose]] = []

    def move(self, start: float, seconds: float, target: Pose) -> None:
        """Begin a movement; it leaves from wherever the head is then."""
        self._moves.append((start, seconds, self.at(start), target))

    def at(self, time: float) -> Pose:
        """The pose at a time."""
        begun = [move for move in self._moves if move[0] <= time]
        if not begun:
            return STRAIGHT
        start, seconds, origin, target = begun[-1]
        part = min(1.0, (time - start) / seconds)
        part = part * part * (3 - 2 * part)
        return Pose(origin.yaw + (target.yaw - origin.yaw) * part, origin.pitch + (target.pitch - origin.pitch) * part)


def pose_of(action: Action, manner: Manner) -> Pose:
    """The end of a movement."""
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
        """The head at a time, given what the gate asks then."""
        if asked is not None and asked.step > 0 and (asked.what, asked.step) != self._heard:
            first = self._heard is None and not isinstance(asked.what, Action)
            self._heard = (asked.what, asked.step)
            if not first:
                target = pose_of(asked.what, self._manner) if isinstance(asked.what, Action) else STRAIGHT
                self._neck.move(time + self._manner.reaction, self._manner.moving, target)
        return self._neck.at(time)


def recording(dice: Dice, steps: int, manner: Manner) -> Neck:
    """What somebody did who answered an earlier challenge; time begins with its first movement being asked for."""
    neck, now = Neck(), 0.0
    for number, step in enumerate(draw(dice, steps)):
        now += step.pause if number else 0.0
        neck.move(now + manner.reaction, manner.moving, pose_of(step.action, manner))
        out = now + manner.reaction + 0.6 * manner.moving  # the gate sees it before the movement ends
        neck.move(max(out, now + manner.reaction + manner.moving) + manner.reaction, manner.moving, STRAIGHT)
        now = max(out, now + manner.reaction + manner.moving) + manner.reaction + 0.75 * manner.moving
    return neck
