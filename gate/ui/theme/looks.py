"""How each state of the kiosk looks: its sign, and the tone that colours it in every scheme."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from gate.ui.theme.tokens import Scheme, Tone, ToneColours
from gate.view import Phase


class Sign(Enum):
    """The shape that carries a state for those who don't see its colour."""

    DOTS = "dots"
    PERSON = "person"
    VIEWFINDER = "viewfinder"
    TICK = "tick"
    CROSS = "cross"
    CAMERA = "camera"
    TRIANGLE = "triangle"


@dataclass(frozen=True)
class Look:
    """One state's looks."""

    tone: Tone
    sign: Sign
    framed: bool = False
    """Whether the whole picture is framed in the tone's accent: only an outcome is."""

    def colours(self, scheme: Scheme) -> ToneColours:
        """Its colours in a scheme."""
        return scheme.tones[self.tone]


LOOKS: dict[Phase, Look] = {
    Phase.STARTING: Look(Tone.NEUTRAL, Sign.DOTS),
    Phase.WAITING: Look(Tone.NEUTRAL, Sign.PERSON),
    Phase.LOOK_HERE: Look(Tone.ASK, Sign.VIEWFINDER),
    Phase.GRANTED: Look(Tone.GOOD, Sign.TICK, framed=True),
    Phase.REFUSED: Look(Tone.BAD, Sign.CROSS, framed=True),
    Phase.NO_CAMERA: Look(Tone.WARNING, Sign.CAMERA),
    Phase.FAULT: Look(Tone.WARNING, Sign.TRIANGLE),
}
