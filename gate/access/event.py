"""What the gate reports: flat records for the audit, MQTT and JSON lines."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass
from datetime import datetime, timezone
from typing import Any

from engines.operating_point import Cell
from gate.access.decision import Decision, Liveness, Mask, Observation
from gate.access.door_types import Cause, DoorEventKind, DoorState
from gate.access.reasons import Reason

SCHEMA = 1


@dataclass(frozen=True)
class Event:
    """One event. The field names leave the program: extend them, don't rename them."""

    schema: int
    seq: int
    """Grows by one with each event of a gate."""
    gate: str
    event: str
    """"decision"."""
    time: datetime
    """Aware; written as RFC 3339 in UTC."""
    mono: float
    """Seconds, `Clock.mono`."""
    track: int | None
    person: str | None
    """The person's name, with a grant only."""
    person_id: str | None
    granted: bool
    reason: Reason
    cosine: float | None
    runner_up: float | None
    threshold: float
    fmr: float
    """The false match rate that the threshold was measured at."""
    cell: Cell
    mask: Mask | None
    liveness: Liveness
    quality: float | None
    """Best of the looks, 0..1; None: there was none."""
    model: str
    """SHA-256 of the recogniser's file."""

    def to_json(self) -> str:
        """One line of JSON; a number that is none is null."""
        return _line(asdict(self))


@dataclass(frozen=True)
class Notice:
    """Something that happened beside the decisions: a face came or went, the camera was lost or came back."""

    schema: int
    seq: int
    """Counts together with the decisions."""
    gate: str
    event: str
    """"track_started", "track_ended", "camera" or "output"."""
    time: datetime
    """Aware; written as RFC 3339 in UTC."""
    mono: float
    """Seconds, `Clock.mono`."""
    track: int | None = None
    detail: str | None = None
    """The camera's health, or an output's."""

    def to_json(self) -> str:
        """One line of JSON without the fields that say nothing."""
        return _line({name: value for name, value in asdict(self).items() if value is not None})


@dataclass(frozen=True)
class DoorReport:
    """Something that happened at the door."""

    schema: int
    seq: int
    """Counts together with the decisions."""
    gate: str
    event: DoorEventKind
    time: datetime
    """Aware; written as RFC 3339 in UTC."""
    mono: float
    """Seconds, `Clock.mono`."""
    state: DoorState
    """After it."""
    person_id: str | None = None
    cause: Cause | None = None
    """Of an unlocking or locking."""
    detail: str | None = None
    """Who gave an order, or what is broken."""

    def to_json(self) -> str:
        """One line of JSON without the fields that say nothing."""
        return _line({name: value for name, value in asdict(self).items() if value is not None})


AnyEvent = Event | Notice | DoorReport
"""Everything that a gate reports."""


def decision_event(
    decision: Decision,
    observation: Observation,
    *,
    name: str | None,
    seq: int,
    gate: str,
    model: str,
    time: datetime,
    mono: float,
) -> Event:
    """The event of a decision.

    Args:
        decision: What came out.
        observation: What it was made from.
        name: Of the person that the decision names.
        seq: The event's number.
        gate: Which gate this is.
        model: SHA-256 of the recogniser's file.
        time: Aware, `Clock.utc` at the decision.
        mono: `Clock.mono` at the decision.
    """
    return Event(
        schema=SCHEMA,
        seq=seq,
        gate=gate,
        event="decision",
        time=time,
        mono=mono,
        track=observation.track,
        person=name,
        person_id=decision.person,
        granted=decision.granted,
        reason=decision.reason,
        cosine=decision.cosine,
        runner_up=decision.runner_up,
        threshold=decision.threshold,
        fmr=decision.fmr,
        cell=decision.cell,
        mask=observation.mask,
        liveness=observation.liveness,
        quality=max((look.quality for look in observation.looks), default=None),
        model=model,
    )


def _line(fields: dict[str, Any]) -> str:
    return json.dumps({name: _plain(value) for name, value in fields.items()}, ensure_ascii=False)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
