"""Everything that a door remembers, and the one state that is shown of it. Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Literal

from gate.access.door_types import Cause, DoorState
from gate.access.lock import Inputs

SENSOR_LAG = 0.3
"""Seconds by which an opening may be seen after it happened."""

STARTING = "the line is not ready yet"


@dataclass(frozen=True)
class Door:
    """Everything a door remembers."""

    problem: str | None = STARTING
    """What is wrong with the line."""
    inputs: Inputs = field(default_factory=Inputs)
    has_contact: bool = False
    """The door contact has been read at least once."""
    pulse_until: float | None = None
    pulse_cause: Cause = "grant"
    pending: tuple[str | None, ...] = ()
    """People granted who have not gone through yet."""
    pending_until: float = -math.inf
    operator: bool = False
    schedule: bool = False
    emergency: Literal["locked", "unlocked"] | None = None
    locked_at: float = -math.inf
    """When the line was last told to lock."""
    open_since: float | None = None
    """When the door was opened, or when it should have been shut again; None: closed, or free to stand open."""
    forced: bool = False
    warned: bool = False
    held: bool = False

    @property
    def contact_lost(self) -> bool:
        """The door contact was there and can't be read any more."""
        return self.has_contact and self.inputs.door_open is None

    @property
    def free(self) -> bool:
        """Unlocked until further notice."""
        return self.problem is None and (
            self._released or (self.emergency is None and (self.operator or self.schedule))
        )

    @property
    def unlocked(self) -> bool:
        """The line is to be at its unlocking level."""
        return self.free or (self.problem is None and self.pulse_until is not None)

    @property
    def state(self) -> DoorState:
        """The one state that is shown."""
        for state, holds in (
            (DoorState.FAULT, self.problem is not None or self.contact_lost),
            (DoorState.EMERGENCY_UNLOCKED, self._released),
            (DoorState.FORCED_OPEN, self.forced),
            (DoorState.EMERGENCY_LOCKED, self.emergency == "locked"),
            (DoorState.HELD_OPEN, self.held),
            (DoorState.OPEN, bool(self.inputs.door_open)),
            (DoorState.UNLOCKED, self.unlocked),
        ):
            if holds:
                return state
        return DoorState.LOCKED

    @property
    def _released(self) -> bool:
        return bool(self.inputs.emergency) or self.emergency == "unlocked"
