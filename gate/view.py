"""What a screen shows: plain values that the service hands to the kiosk (law 10: the screen only paints)."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from gate.access.panel import PanelSignal
from gate.access.reasons import Reason
from gate.vision.quality_gate import Flaw


class Phase(str, Enum):
    """One large state at a time."""

    STARTING = "starting"
    WAITING = "waiting"
    LOOK_HERE = "look_here"
    GRANTED = "granted"
    REFUSED = "refused"
    NO_CAMERA = "no_camera"
    FAULT = "fault"


class Prompt(str, Enum):
    """What a person is asked to do, to show that they are there. Left and right are the person's own."""

    COME_CLOSER = "come_closer"
    STEP_BACK = "step_back"
    COME_TO_THE_MIDDLE = "come_to_the_middle"
    LOOK_STRAIGHT = "look_straight"
    TURN_LEFT = "turn_left"
    TURN_RIGHT = "turn_right"
    LOOK_UP = "look_up"
    LOOK_DOWN = "look_down"
    TILT_LEFT = "tilt_left"
    TILT_RIGHT = "tilt_right"


@dataclass(frozen=True)
class Ask:
    """One step of a challenge, as a screen shows it."""

    prompt: Prompt
    step: int
    """1 to `steps`; 0: before the first."""
    steps: int
    seconds_left: float
    """Until this step counts as not answered."""


@dataclass(frozen=True, eq=False)
class Mark:
    """The overlay on one face."""

    track: int
    box: tuple[float, float, float, float]
    """x1, y1, x2, y2 in pixels of the frame."""
    phase: Phase


Light = Literal["ok", "warning", "off"]
"""`off`: there is none to speak of."""


@dataclass(frozen=True)
class Lights:
    """The two dots in the corner."""

    health: Light = "ok"
    """`warning`: something works with less than it should; the admin page Health says what."""
    network: Light = "off"
    """`warning`: somebody who is to be told can't be reached."""


@dataclass(frozen=True, eq=False)
class View:
    """Everything on the screen at one moment."""

    phase: Phase
    image: NDArray[np.uint8] | None
    """(height, width, 3) BGR; None while there is no picture."""
    marks: tuple[Mark, ...] = ()
    person: str | None = None
    """The name to welcome: only with Phase.GRANTED."""
    reason: Reason | None = None
    """Why refused, or what is lost: with REFUSED, NO_CAMERA and FAULT."""
    status: str = ""
    """One small line: model and backend in use, liveness mode, outputs that fail."""
    badge_or_pin: bool = False
    """No face is recognised now, whatever the phase; badges and PINs are taken."""
    panel: PanelSignal = field(default_factory=PanelSignal)
    """What an access panel shows on this reader."""
    ask: Ask | None = None
    """What the person is asked to do now; only with Phase.LOOK_HERE."""
    advice: Flaw | None = None
    """What is wrong with the look at the nearest face; only with Phase.LOOK_HERE."""
    checking: bool = False
    """The nearest face is being compared; only with Phase.LOOK_HERE."""
    door_held: bool = False
    """The door stands open for too long."""
    lights: Lights = field(default_factory=Lights)
    """How gate and network are."""
