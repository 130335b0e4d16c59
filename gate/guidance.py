"""What would help a face in view: come closer, hold still, more light, one at a time. It changes calmly."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from gate.access.reasons import Reason
from gate.attempts import Judged
from gate.view import Hint
from gate.vision.pipeline import Scene
from gate.vision.quality import Quality

STEADY_SECONDS = 0.7
"""A hint stays at least so long: a screen that flickers is read by nobody."""
FAR = 0.45
"""`Quality.inter_eye` below which somebody stands too far away: eyes about 10 px apart."""
BLURRED = 0.3
"""`Quality.sharpness` below which a face moves too fast, or is out of focus."""
DARK = 40.0
"""Mean brightness of the picture, 0 to 255, below which it is too dark."""


class Guide:
    """Remembers the newest hint, and since when it is given."""

    def __init__(self) -> None:
        self._hint: Hint | None = None
        self._since = float("-inf")

    def update(self, scene: Scene, judged: Sequence[Judged], now: float) -> None:
        """Take in a judged scene; `now` in seconds, `Clock.mono`."""
        found = hint_for(scene, judged)
        if found is not self._hint and now - self._since >= STEADY_SECONDS:
            self._hint, self._since = found, now

    def hint(self, image: NDArray[np.uint8]) -> Hint | None:
        """The hint to show with a picture, (height, width, 3) BGR."""
        if self._hint is not Hint.ONE_AT_A_TIME and image[::16, ::16].mean() < DARK:
            return Hint.TOO_DARK
        return self._hint


def hint_for(scene: Scene, judged: Sequence[Judged]) -> Hint | None:
    """What the nearest face needs; None: only that it looks here."""
    if any(item.decision.reason is Reason.SEVERAL_FACES for item in judged):
        return Hint.ONE_AT_A_TIME
    seen = [track for track in scene.tracks if track.quality is not None]
    if not seen:
        return None
    nearest = max(seen, key=lambda track: track.face.inter_eye)
    assert nearest.quality is not None
    return _lacking(nearest.quality) or (Hint.CHECKING if nearest.looks else None)


def _lacking(quality: Quality) -> Hint | None:
    if quality.inter_eye < FAR:
        return Hint.COME_CLOSER
    return Hint.HOLD_STILL if quality.sharpness < BLURRED else None
