"""What the guard asks of passive networks, and a fake of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from gate.vision.types import Face, Image

CannotJudge = Literal["too_small", "too_large", "at_the_edge"]


@dataclass(frozen=True)
class PassiveVerdict:
    """Of one picture of a face."""

    live: bool
    score: float
    """Probability of a live face, mean of the networks, 0..1; 0 where nothing could be judged."""
    cannot: CannotJudge | None = None
    """Why nothing could be judged: not live then."""


class PassiveCheck(Protocol):
    """Networks that look at one picture."""

    def judge(self, image: Image, face: Face) -> PassiveVerdict:
        """Judge one face of a frame, (height, width, 3) uint8 BGR.

        Raises:
            ModelError: a network failed.
        """
        ...


class FakePassive:
    """Says what it was told to, and counts how often it was asked."""

    def __init__(self, verdict: PassiveVerdict) -> None:
        self.verdict, self.asked = verdict, 0

    def judge(self, image: Image, face: Face) -> PassiveVerdict:  # noqa: ARG002
        """See `PassiveCheck.judge`."""
        self.asked += 1
        return self.verdict
