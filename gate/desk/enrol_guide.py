"""Decides, look by look, what to say to a person before the camera and when to take the picture. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from gate.desk.enrol_sitting import Advice, Pose

HOLD_SECONDS = 0.6
"""So long everything must be well before a picture is taken; the best one of that time is."""
STEADY_SECONDS = 0.5
"""A piece of advice stays at least so long: one that flickers is read by nobody."""

YAW_STRAIGHT, YAW_LEAST, YAW_MOST = 9.0, 10.0, 34.0
"""Degrees: a straight face turns less than the first; one that is slightly turned lies between the others."""
PITCH_STRAIGHT, PITCH_LEAST, PITCH_MOST = 12.0, 4.0, 16.0
"""The same for a raised one. Angles from five landmarks are rough (`gate.vision.quality_measures`)."""

K = TypeVar("K")


@dataclass(frozen=True, eq=False)
class Look(Generic[K]):
    """What a frame shows, as far as the guide needs to know."""

    time: float
    """Seconds."""
    faces: int
    yaw: float = 0.0
    """Degrees, positive when the person turns to their own left."""
    pitch: float = 0.0
    """Degrees, positive when the face points down."""
    flaw: Advice | None = None
    """What is wrong with it besides the pose."""
    quality: float = 0.0
    """0..1."""
    keep: K | None = None
    """What becomes of the look if it is chosen."""


class Guide(Generic[K]):
    """Leads through the poses, one after another.

    Args:
        poses: In order.
    """

    def __init__(self, poses: Sequence[Pose]) -> None:
        self._poses = list(poses)
        self._best: Look[K] | None = None
        self._good_since: float | None = None
        self._masked = False
        self._said = Advice.NOBODY
        self._said_since = float("-inf")
        self.taken: dict[Pose, K] = {}
        """What was chosen."""

    @property
    def pose(self) -> Pose | None:
        """That is asked for; None: there is nothing left to do."""
        return self._poses[0] if self._poses else None

    def skip(self) -> None:
        """Leave the present pose out; the straight picture can't be."""
        if self.pose is not None and self.pose is not Pose.STRAIGHT:
            self._next()

    def ready(self) -> None:
        """The person says that they wear the mask now."""
        self._masked = True

    def lost(self) -> None:
        """There is no picture any more: what was well is over."""
        self._good_since = self._best = None

    def see(self, look: Look[K]) -> Advice:
        """Take in a look; looks come in the order of time."""
        if self.pose is None:
            return Advice.DONE
        wrong = self._wrong(look)
        if wrong is not None:
            self.lost()
            return self._say(wrong, look.time)
        if self._good_since is None:
            self._good_since = look.time
        if self._best is None or look.quality > self._best.quality:
            self._best = look
        if look.time - self._good_since >= HOLD_SECONDS:
            assert self._best.keep is not None
            self.taken[self.pose] = self._best.keep
            self._next()
        self._said, self._said_since = Advice.HOLD, look.time
        return Advice.HOLD if self._poses else Advice.DONE

    def _next(self) -> None:
        self._poses.pop(0)
        self.lost()

    def _say(self, advice: Advice, now: float) -> Advice:
        if advice is not self._said and now - self._said_since >= STEADY_SECONDS:
            self._said, self._said_since = advice, now
        return self._said if self._said is not Advice.HOLD else advice

    def _wrong(self, look: Look[K]) -> Advice | None:
        if look.faces == 0:
            return Advice.NOBODY
        if look.faces > 1:
            return Advice.SEVERAL
        if self.pose is Pose.MASKED and not self._masked:
            return Advice.PUT_MASK_ON
        first = (Advice.AT_EDGE, Advice.TOO_FAR, Advice.TOO_DARK, Advice.TOO_BRIGHT)
        if look.flaw in first:
            return look.flaw
        return _turn(self.pose or Pose.STRAIGHT, look.yaw, look.pitch) or look.flaw


def _turn(pose: Pose, yaw: float, pitch: float) -> Advice | None:
    """How the head has to move for a pose; None: it is right."""
    low, high = {
        Pose.LEFT: (YAW_LEAST, YAW_MOST),
        Pose.RIGHT: (-YAW_MOST, -YAW_LEAST),
    }.get(pose, (-YAW_STRAIGHT, YAW_STRAIGHT))
    up, down = (-PITCH_MOST, -PITCH_LEAST) if pose is Pose.UP else (-PITCH_STRAIGHT, PITCH_STRAIGHT)
    if pose is Pose.MASKED:  # landmarks under a mask are guessed
        low, high, up, down = -YAW_MOST, YAW_MOST, -90.0, 90.0
    if yaw < low:
        return Advice.TURN_LEFT
    if yaw > high:
        return Advice.TURN_RIGHT
    if pitch > down:
        return Advice.LIFT
    return Advice.LOWER if pitch < up else None
