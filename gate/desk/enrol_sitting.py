"""Somebody before the camera, as the wizard shows it: what is asked of them, and what is still in the way."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from gate.vision.types import Image


class Pose(str, Enum):
    """The pictures of a guided capture, in order. Left and right are the person's own, as in a mirror."""

    STRAIGHT = "straight"
    LEFT = "left"
    RIGHT = "right"
    UP = "up"
    MASKED = "masked"


class Advice(str, Enum):
    """What the person has to do, or why no picture is taken yet."""

    CAMERA_LOST = "camera_lost"
    NOBODY = "nobody"
    SEVERAL = "several"
    AT_EDGE = "at_edge"
    TOO_FAR = "too_far"
    TOO_DARK = "too_dark"
    TOO_BRIGHT = "too_bright"
    """Also what shines in glasses."""
    TURN_LEFT = "turn_left"
    TURN_RIGHT = "turn_right"
    LIFT = "lift"
    LOWER = "lower"
    TILTED = "tilted"
    FLAT = "flat"
    BLURRED = "blurred"
    COVERED = "covered"
    UNCLEAR = "unclear"
    PUT_MASK_ON = "put_mask_on"
    HOLD = "hold"
    """All is well: the picture is about to be taken."""
    DONE = "done"
    """Every picture is taken, or was left out."""


@dataclass(frozen=True, eq=False)
class Preview:
    """What the camera sees, and what it waits for."""

    image: Image | None
    """None: there is no picture."""
    pose: Pose | None
    """That is asked for; None: all are done."""
    advice: Advice
    taken: frozenset[Pose] = frozenset()
    box: tuple[float, float, float, float] | None = None
    """Of the face in pixels of the image: x1, y1, x2, y2."""


class Watch(Protocol):
    """Who waits for a long call: it hears how it goes, and may change its course from another thread."""

    def report(self, news: object) -> None:
        """A `Preview`, or a `Progress`."""
        ...

    def cancelled(self) -> bool:
        """Nobody waits any more."""
        ...

    def skipped(self) -> bool:
        """The picture that is asked for is to be left out; asking takes the wish back."""
        ...

    def ready(self) -> bool:
        """The person says that they wear the mask; asking takes it back."""
        ...
