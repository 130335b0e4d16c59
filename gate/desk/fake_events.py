"""Events without a gate."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone

from gate.access.reasons import Reason
from gate.access.rules.accounts import Account
from gate.desk.events import EventFilter, EventLine, What

NOON = datetime(2026, 11, 25, 12, 0, tzinfo=timezone.utc)


def some_events() -> list[EventLine]:
    """One of each sort, the oldest first."""
    seen = EventLine(
        0,
        NOON,
        "decision",
        "decision",
        granted=True,
        reason=Reason.RECOGNISED,
        person="Anna Berg",
        person_id="p1",
        cosine=0.712,
        runner_up=0.121,
        threshold=0.473,
        fmr=1e-5,
        cell="unmasked-unmasked",
        mask="unmasked",
        liveness="passed",
        quality=0.82,
        factors=("face",),
        model="f" * 64,
    )
    refused = replace(seen, granted=False, person=None, person_id=None)
    lines = [
        replace(seen, kind="start", event="start", granted=None, reason=None, person=None),
        seen,
        replace(refused, reason=Reason.NOT_RECOGNISED, cosine=0.391, quality=0.44),
        replace(seen, granted=False, reason=Reason.OUT_OF_HOURS),
        replace(refused, reason=Reason.LIVENESS_FAILED, liveness="failed", cosine=0.688),
        EventLine(0, NOON, "door", "held_open", detail="12 s"),
        EventLine(0, NOON, "admin", "suspend", person="Ben Ode", person_id="p7", actor="Chief"),
    ]
    return [replace(line, seq=n, time=NOON + timedelta(minutes=n)) for n, line in enumerate(lines, start=1)]


@dataclass
class FakeEvents:
    """Events in memory."""

    lines: list[EventLine] = field(default_factory=some_events)
    exported: list[tuple[EventFilter, str]] = field(default_factory=list)

    def events(self, wanted: EventFilter, by: Account) -> tuple[EventLine, ...]:
        """See `EventCalls`."""
        return self.after(0, wanted, by)

    def after(self, seq: int, wanted: EventFilter, _by: Account) -> tuple[EventLine, ...]:
        """See `EventCalls`."""
        return tuple(line for line in reversed(self.lines) if line.seq > seq and _wanted(line, wanted))

    def export(self, wanted: EventFilter, folder: str, _by: Account) -> str:
        """See `EventCalls`."""
        self.exported.append((wanted, folder))
        return f"{folder}/events.csv"

    def export_folder(self) -> str:
        """See `EventCalls`."""
        return "/media/stick"


def _wanted(line: EventLine, wanted: EventFilter) -> bool:
    day = line.time.astimezone().date()
    if (wanted.first and day < wanted.first) or (wanted.last and day > wanted.last):
        return False
    return {
        What.ALL: True,
        What.GRANTED: line.granted is True,
        What.REFUSED: line.granted is False,
        What.DOOR: line.kind == "door",
        What.ALARM: line.kind == "alarm",
        What.ADMINISTRATION: line.kind in ("admin", "read", "export"),
    }[wanted.what]
