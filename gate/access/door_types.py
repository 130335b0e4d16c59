"""The words of the door: its states and rules, what can happen to it, and the events it gives.

Terms follow what door controllers commonly expose: forced open, held open with a pre-alarm, access taken or not.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Literal

from gate.access.lock import Inputs


class DoorState(str, Enum):
    """What a door is in; the first that holds, in this order. The value leaves the program."""

    FAULT = "fault"
    """The line or the door contact can't be trusted."""
    EMERGENCY_UNLOCKED = "emergency_unlocked"
    FORCED_OPEN = "forced_open"
    EMERGENCY_LOCKED = "emergency_locked"
    HELD_OPEN = "held_open"
    OPEN = "open"
    UNLOCKED = "unlocked"
    """Closed, and may be opened."""
    LOCKED = "locked"


class DoorEventKind(str, Enum):
    """What happened. The value leaves the program."""

    READY = "door_ready"
    """The line obeys, and locks."""
    UNLOCKED = "door_unlocked"
    LOCKED = "door_locked"
    OPENED = "door_opened"
    CLOSED = "door_closed"
    ACCESS_TAKEN = "access_taken"
    ACCESS_NOT_TAKEN = "access_not_taken"
    ACCESS_REFUSED = "access_refused"
    """Somebody was granted, and the door could not or must not unlock."""
    PRE_ALARM = "door_pre_alarm"
    HELD_OPEN = "door_held_open"
    FORCED_OPEN = "door_forced_open"
    ALARM_ENDED = "door_alarm_ended"
    EXIT_BUTTON = "exit_button"
    EMERGENCY_LOCKED = "emergency_locked"
    EMERGENCY_UNLOCKED = "emergency_unlocked"
    EMERGENCY_ENDED = "emergency_ended"
    FAULT = "door_fault"
    FAULT_ENDED = "door_fault_ended"
    PASSBACK = "passback"
    """A person came in who was taken for inside (soft anti-passback)."""


Cause = Literal["grant", "exit", "operator", "schedule", "emergency", "time", "closed", "fault"]


class Action(str, Enum):
    """What an operator may order."""

    OPEN = "open"
    """One pulse."""
    UNLOCK = "unlock"
    """Until it is locked again."""
    LOCK = "lock"
    """Ends a pulse and an operator's unlocking."""
    EMERGENCY_LOCK = "emergency_lock"
    EMERGENCY_UNLOCK = "emergency_unlock"
    EMERGENCY_END = "emergency_end"


@dataclass(frozen=True)
class Rules:
    """How this door behaves; seconds."""

    pulse: float = 5.0
    """Of the exit button and of an operator's `OPEN`."""
    relock_on_close: bool = True
    held_open: float = 30.0
    """0: never."""
    pre_alarm: float = 10.0
    forced_alarm: bool = True
    exit_unlocks: bool = True


@dataclass(frozen=True)
class Grant:
    """Somebody may pass."""

    person: str | None
    """Id."""
    seconds: float
    """Of the pulse."""


@dataclass(frozen=True)
class Command:
    """An operator's order."""

    action: Action
    by: str
    """Who, or through what."""


@dataclass(frozen=True)
class Seen:
    """The contacts, as last read."""

    inputs: Inputs


@dataclass(frozen=True)
class Scheduled:
    """The hours in which the door stays unlocked have begun or ended."""

    unlocked: bool


@dataclass(frozen=True)
class LineHealth:
    """Whether the line obeys."""

    problem: str | None
    """A sentence; None: it does."""


@dataclass(frozen=True)
class Level:
    """The line has changed its level."""

    unlocked: bool
    mono: float
    """Seconds, CLOCK_MONOTONIC, just after the change."""


@dataclass(frozen=True)
class Tick:
    """Time has passed."""


Happening = Grant | Command | Seen | Scheduled | LineHealth | Tick


@dataclass(frozen=True)
class DoorEvent:
    """One thing that happened, for the screen, the outputs and the audit."""

    kind: DoorEventKind
    mono: float
    state: DoorState
    """After it."""
    person: str | None = None
    """Id."""
    cause: Cause | None = None
    detail: str | None = None
    """Who gave an order, or what is broken."""
