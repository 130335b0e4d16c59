"""What the gate reports: flat records for the audit, MQTT and JSON lines."""

from __future__ import annotations

import json
import math
from collections.abc import Set as AbstractSet
from dataclasses import asdict, dataclass
from datetime import datetime, timezone
from typing import Any

from engines.operating_point import Cell, Mask
from gate.access.decision import Decision, Liveness, Observation
from gate.access.door_types import Cause, DoorEventKind, DoorState
from gate.access.reasons import Reason
from gate.access.rules.factors import Factor

SCHEMA = 1

AUDIT_HEAD = "audit_head"
"""Kind of a notice for MQTT alone: the head of the audit log, to be kept elsewhere."""
DURESS = "duress"
"""Kind of a notice that goes to those who must know of a duress PIN, and is in no open log."""


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
    second_factor: bool = False
    """A refusal that a second factor could mend: the face would do, but somebody else has the same one."""
    subject: str | None = None
    """Id of the person whom a rule refused, or whose identity was claimed; with a grant, `person_id` again."""
    factors: tuple[Factor, ...] = ()
    """What was shown: face, badge, PIN."""
    policy_revision: int = 0
    """Of the access rules that were asked."""
    remind_mask: bool = False
    """Let in, but asked to wear a mask."""

    def to_json(self) -> str:
        """One line of JSON; a number that is none is null."""
        return _line(asdict(self))


@dataclass(frozen=True)
class Notice:
    """Something that happened beside the decisions: to a track, to the camera, to the thresholds."""

    schema: int
    seq: int
    """Counts together with the decisions."""
    gate: str
    event: str
    """"track_started", "track_ended", "camera", "degraded", "restored", "thresholds", "clock",
    "tailgating" or "alarm"."""
    time: datetime
    """Aware; written as RFC 3339 in UTC."""
    mono: float
    """Seconds, `Clock.mono`."""
    track: int | None = None
    detail: str | None = None
    """The camera's health; what the strictest threshold was, and what it is now; by how much the clock jumped; what the
    alarm is about."""

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
    subject: str | None = None,
    factors: AbstractSet[Factor] = frozenset(),
    policy_revision: int = 0,
    remind_mask: bool = False,
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
        subject: Whom the rules were asked about.
        factors: What was shown.
        policy_revision: Of the access rules.
        remind_mask: Whether to ask for a mask.
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
        second_factor=decision.second_factor_for is not None,
        subject=subject,
        factors=tuple(sorted(factors)),
        policy_revision=policy_revision,
        remind_mask=remind_mask,
    )


def _line(fields: dict[str, Any]) -> str:
    return json.dumps({name: _plain(value) for name, value in fields.items()}, ensure_ascii=False)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
