"""What a screen shows: plain values that the service hands to the kiosk (law 10: the screen only paints)."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from gate.access.panel import PanelSignal
from gate.access.reasons import Reason


class Phase(str, Enum):
    """One large state at a time."""

    STARTING = "starting"
    WAITING = "waiting"
    LOOK_HERE = "look_here"
    GRANTED = "granted"
    REFUSED = "refused"
    NO_CAMERA = "no_camera"
    FAULT = "fault"


@dataclass(frozen=True, eq=False)
class Mark:
    """The overlay on one face."""

    track: int
    box: tuple[float, float, float, float]
    """x1, y1, x2, y2 in pixels of the frame."""
    phase: Phase


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
