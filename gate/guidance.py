"""What would help the nearest face in view: come closer, hold still, more light, one at a time. It changes calmly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gate.access.reasons import Reason
from gate.attempts import Judged
from gate.vision.pipeline import Scene
from gate.vision.quality_gate import Flaw

STEADY_SECONDS = 0.7
"""Advice stays at least so long: a screen that flickers is read by nobody."""


@dataclass(frozen=True)
class Guidance:
    """What a screen says to a face in view."""

    advice: Flaw | None = None
    """What is wrong with the look at it."""
    checking: bool = False
    """Nothing is: it is being compared."""


class Guide:
    """Remembers the newest guidance, and since when it is given."""

    def __init__(self) -> None:
        self.guidance = Guidance()
        """What to say now."""
        self._since = float("-inf")

    def update(self, scene: Scene, judged: Sequence[Judged], now: float) -> None:
        """Take in a judged scene; `now` in seconds, `Clock.mono`."""
        found = guidance_for(scene, judged)
        if found != self.guidance and now - self._since >= STEADY_SECONDS:
            self.guidance, self._since = found, now


def guidance_for(scene: Scene, judged: Sequence[Judged]) -> Guidance:
    """What the nearest face needs; nothing: only that it looks here."""
    if any(item.decision.reason is Reason.SEVERAL_FACES for item in judged):
        return Guidance(Flaw.SEVERAL)
    nearest = max((track for track in scene.tracks if track.seen), key=lambda t: t.face.inter_eye, default=None)
    if nearest is None:
        return Guidance()
    if nearest.flaws:
        return Guidance(nearest.flaws[0])
    return Guidance(checking=nearest.looks > 0)
