"""How each state of the kiosk looks: its sign, and the tone that colours it in every scheme."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from gate.ui.theme.tokens import Scheme, Tone, ToneColours


class State(Enum):
    """The large states of the kiosk, one at a time."""

    STARTING = "starting"
    IDLE = "idle"
    COME_CLOSER = "come_closer"
    STEP_BACK = "step_back"
    TO_THE_MIDDLE = "to_the_middle"
    LOOK_HERE = "look_here"
    HOLD_STILL = "hold_still"
    TOO_DARK = "too_dark"
    ONE_AT_A_TIME = "one_at_a_time"
    CHECKING = "checking"
    TURN_LEFT = "turn_left"
    TURN_RIGHT = "turn_right"
    LOOK_UP = "look_up"
    LOOK_DOWN = "look_down"
    TILT_LEFT = "tilt_left"
    TILT_RIGHT = "tilt_right"
    WELCOME = "welcome"
    REFUSED = "refused"
    NOT_ALIVE = "not_alive"
    NOT_NOW = "not_now"
    ONE_MORE = "one_more"
    """A badge, a PIN or a second person is asked for."""
    DOOR_HELD = "door_held"
    NO_CAMERA = "no_camera"
    DEGRADED = "degraded"
    """Badge or PIN only."""
    FAULT = "fault"


class Sign(Enum):
    """The shape that carries a state for those who don't see its colour."""

    DOTS = "dots"
    PERSON = "person"
    ARROWS_IN = "arrows_in"
    ARROWS_OUT = "arrows_out"
    TARGET = "target"
    VIEWFINDER = "viewfinder"
    STILL = "still"
    MOON = "moon"
    TWO = "two"
    RING = "ring"
    LEFT = "left"
    RIGHT = "right"
    UP = "up"
    DOWN = "down"
    LEANS_LEFT = "leans_left"
    LEANS_RIGHT = "leans_right"
    TICK = "tick"
    CROSS = "cross"
    SCREEN = "screen"
    CLOCK = "clock"
    PLUS = "plus"
    DOOR = "door"
    CAMERA = "camera"
    KEYPAD = "keypad"
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


LOOKS: dict[State, Look] = {
    State.STARTING: Look(Tone.NEUTRAL, Sign.DOTS),
    State.IDLE: Look(Tone.NEUTRAL, Sign.PERSON),
    State.COME_CLOSER: Look(Tone.ASK, Sign.ARROWS_IN),
    State.STEP_BACK: Look(Tone.ASK, Sign.ARROWS_OUT),
    State.TO_THE_MIDDLE: Look(Tone.ASK, Sign.TARGET),
    State.LOOK_HERE: Look(Tone.ASK, Sign.VIEWFINDER),
    State.HOLD_STILL: Look(Tone.ASK, Sign.STILL),
    State.TOO_DARK: Look(Tone.WARNING, Sign.MOON),
    State.ONE_AT_A_TIME: Look(Tone.WARNING, Sign.TWO),
    State.CHECKING: Look(Tone.ASK, Sign.RING),
    State.TURN_LEFT: Look(Tone.ASK, Sign.LEFT),
    State.TURN_RIGHT: Look(Tone.ASK, Sign.RIGHT),
    State.LOOK_UP: Look(Tone.ASK, Sign.UP),
    State.LOOK_DOWN: Look(Tone.ASK, Sign.DOWN),
    State.TILT_LEFT: Look(Tone.ASK, Sign.LEANS_LEFT),
    State.TILT_RIGHT: Look(Tone.ASK, Sign.LEANS_RIGHT),
    State.WELCOME: Look(Tone.GOOD, Sign.TICK, framed=True),
    State.REFUSED: Look(Tone.BAD, Sign.CROSS, framed=True),
    State.NOT_ALIVE: Look(Tone.BAD, Sign.SCREEN, framed=True),
    State.NOT_NOW: Look(Tone.BAD, Sign.CLOCK, framed=True),
    State.ONE_MORE: Look(Tone.ASK, Sign.PLUS),
    State.DOOR_HELD: Look(Tone.WARNING, Sign.DOOR, framed=True),
    State.NO_CAMERA: Look(Tone.WARNING, Sign.CAMERA),
    State.DEGRADED: Look(Tone.WARNING, Sign.KEYPAD),
    State.FAULT: Look(Tone.WARNING, Sign.TRIANGLE),
}
