"""What has happened since the last frame: decisions and notices in order, numbered, on record where they must be."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import replace

from gate.access.audit.row import Kind, Record
from gate.access.audit.trail import Trail
from gate.access.event import SCHEMA, AnyEvent, Event, Notice
from gate.clock import Clock

_KINDS: dict[str, Kind] = {
    "clock": "clock",
    "alarm": "alarm",
    "tailgating": "alarm",
    "camera": "alarm",
    "degraded": "alarm",
    "restored": "alarm",
    "thresholds": "admin",
}
"""Notices that go into the audit log, and as what; tracks that come and go do not."""


class Journal:
    """The events of one gate that nobody has taken yet.

    Args:
        gate: The gate's name, in every event.
        clock: Of the events.
        trail: Takes the audit rows.
        numbers: Of the events, shared with whoever else reports.
    """

    def __init__(self, gate: str, clock: Clock, trail: Trail, numbers: Iterator[int] | None = None) -> None:
        self._gate = gate
        self._clock = clock
        self._trail = trail
        self._numbers = numbers or itertools.count(1)
        self._events: list[AnyEvent] = []

    def add(self, event: Event) -> None:
        """Number a decision that is on record already."""
        self._events.append(replace(event, seq=next(self._numbers)))

    def notice(self, event: str, track: int | None = None, detail: str | None = None) -> None:
        """Something that is no decision has happened."""
        notice = Notice(
            schema=SCHEMA,
            seq=next(self._numbers),
            gate=self._gate,
            event=event,
            time=self._clock.utc(),
            mono=self._clock.mono(),
            track=track,
            detail=detail,
        )
        self._events.append(notice)
        if kind := _KINDS.get(event):
            said = {"event": event, "track": track, "detail": detail}
            self._trail.record(Record(kind, said, time=notice.time, mono=notice.mono))

    def notice_tracks(self, event: str, tracks: Iterable[int]) -> None:
        """The same has happened to several tracks."""
        for track in tracks:
            self.notice(event, track)

    def take(self) -> list[AnyEvent]:
        """What was added since the last call, in order."""
        events, self._events = self._events, []
        return events
