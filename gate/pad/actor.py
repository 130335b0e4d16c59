"""How a generated person moves: by what is asked of them, or by a recording of what somebody was asked once."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from gate.capture.demo_head import Pose
from gate.vision.liveness.challenge import Action, Dice, draw
from gate.vision.liveness.guard import Asked

STRAIGHT = Pose()


@dataclass(frozen=True)
class Stance:
    """How somebody stands before the camera."""

    pose: Pose = STRAIGHT
    """Of the head."""
    near: float = 1.0
    """Their size, as a multiple of what it was at first."""


AT_REST = Stance()


@dataclass(frozen=True)
class Manner:
    """How somebody answers. Angles in radians, times in seconds."""

    yaw: float = 0.5
    pitch: float = 0.4
    near: float = 1.3
    reaction: float = 0.7
    moving: float = 0.6
    """For a movement from or to looking straight; one from side to side takes half as long again."""
    askew: float = 0.0
    """How much of a movement goes astray, sideways to it; a share."""


def manner(random: np.random.Generator) -> Manner:
    """Somebody's."""
    return Manner(
        yaw=float(random.uniform(0.40, 0.75)),
        pitch=float(random.uniform(0.36, 0.55)),
        near=float(random.uniform(1.2, 1.45)),
        reaction=float(np.clip(random.normal(0.75, 0.22), 0.3, 1.6)),
        moving=float(random.uniform(0.4, 0.9)),
        askew=float(random.normal(0, 0.1)),
    )


class Neck:
    """A body's stance over time: smooth movements, one after the other."""

    def __init__(self) -> None:
        self._moves: list[tuple[float, float, Stance, Stance]] = []

    def move(self, start: float, seconds: float, target: Stance) -> float:
        """Begin a movement from wherever the head is then; when it ends."""
        origin = self.at(start)
        angle = np.hypot(target.pose.yaw - origin.pose.yaw, target.pose.pitch - origin.pose.pitch)
        seconds *= 1.0 + 0.5 * float(np.clip(angle / 0.5 - 1, 0, 1))
        self._moves.append((start, seconds, origin, target))
        return start + seconds

    @property
    def target(self) -> Stance:
        """Where the newest movement ends."""
        return self._moves[-1][3] if self._moves else AT_REST

    def at(self, time: float) -> Stance:
        """The stance at a time."""
        begun = [move for move in self._moves if move[0] <= time]
        if not begun:
            return AT_REST
        start, seconds, origin, target = begun[-1]
        part = min(1.0, (time - start) / seconds)
        part = part * part * (3 - 2 * part)
        yaw = origin.pose.yaw + (target.pose.yaw - origin.pose.yaw) * part
        pitch = origin.pose.pitch + (target.pose.pitch - origin.pose.pitch) * part
        return Stance(Pose(yaw, pitch), origin.near + (target.near - origin.near) * part)


def stance_of(action: Action, manner: Manner, before: Stance) -> Stance:
    """The end of a movement."""
    if action is Action.LOOK_STRAIGHT:
        return replace(before, pose=STRAIGHT)
    if action is Action.COME_CLOSER:
        return Stance(STRAIGHT, manner.near)
    yaw = {Action.TURN_LEFT: manner.yaw, Action.TURN_RIGHT: -manner.yaw}.get(action, manner.askew * manner.pitch)
    pitch = {Action.LOOK_DOWN: manner.pitch, Action.LOOK_UP: -manner.pitch}.get(action, manner.askew * manner.yaw)
    return replace(before, pose=Pose(yaw, pitch))


class Actor:
    """Somebody who does what the gate asks."""

    def __init__(self, manner: Manner) -> None:
        self._manner = manner
        self._neck = Neck()
        self._heard: tuple[object, int] | None = None

    def stance(self, time: float, asked: Asked | None) -> Stance:
        """How they stand at a time, given what the gate asks then."""
        if asked is not None and asked.step > 0 and (asked.what, asked.step) != self._heard:
            first = self._heard is None and not isinstance(asked.what, Action)
            self._heard = (asked.what, asked.step)
            if not first:
                action = asked.what if isinstance(asked.what, Action) else Action.LOOK_STRAIGHT
                target = stance_of(action, self._manner, self._neck.target)
                self._neck.move(time + self._manner.reaction, self._manner.moving, target)
        return self._neck.at(time)


def recording(dice: Dice, steps: int, manner: Manner) -> Neck:
    """What somebody did who answered an earlier challenge; time begins with its first movement being asked for."""
    neck, now = Neck(), 0.0
    for number, step in enumerate(draw(dice, steps)):
        now += step.pause if number else 0.0
        begun = now + manner.reaction
        end = neck.move(begun, manner.moving, stance_of(step.action, manner, neck.target))
        now = begun + 0.6 * (end - begun)  # the gate sees it before the movement ends
    neck.move(now + manner.reaction, manner.moving, stance_of(Action.LOOK_STRAIGHT, manner, neck.target))
    return neck
