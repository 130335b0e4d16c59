"""What has happened at the gate, from its audit log: live, in the past, and handed on as CSV."""

from __future__ import annotations

import contextlib
import os
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import Any, Protocol

from gate.access.audit.export import as_csv
from gate.access.audit.log import AuditLog
from gate.access.audit.row import Row
from gate.access.errors import AuditError
from gate.access.reasons import Reason
from gate.access.rules.accounts import Account, Role
from gate.auditing import open_audit
from gate.clock import Clock, SystemClock
from gate.desk.acting import demand, record
from gate.gallery.errors import GalleryError
from gate.home import Home
from gate.settings import SettingsError, read_settings
from gate.vault import open_gallery

MOST = 2000
"""Events in one list; the newest ones."""


class What(Enum):
    """A kind of events that somebody may want to see alone."""

    ALL = "all"
    GRANTED = "granted"
    REFUSED = "refused"
    DOOR = "door"
    ALARM = "alarm"
    ADMINISTRATION = "administration"
    """What administrators did, read and exported."""


@dataclass(frozen=True)
class EventFilter:
    """Which events."""

    what: What = What.ALL
    first: date | None = None
    """First day, by this machine's time zone."""
    last: date | None = None
    """Last day, included."""


@dataclass(frozen=True)
class EventLine:
    """One event."""

    seq: int
    time: datetime
    kind: str
    """Of the audit row: decision, door, alarm, clock, admin, read, export, start, retention."""
    event: str
    """What happened, as the log names it."""
    granted: bool | None = None
    """None: it is no decision."""
    reason: Reason | None = None
    person: str | None = None
    """Name of whom it is about; None: nobody, or somebody who is no longer enrolled."""
    person_id: str | None = None
    actor: str | None = None
    """Who did it, of what administrators do."""
    cosine: float | None = None
    runner_up: float | None = None
    threshold: float | None = None
    fmr: float | None = None
    cell: str | None = None
    mask: str | None = None
    liveness: str | None = None
    quality: float | None = None
    factors: tuple[str, ...] = ()
    detail: str | None = None
    model: str | None = None


class EventCalls(Protocol):
    """What the page Events asks; all of it takes the role audit.

    Raises, each call: AccessError where the role is missing; AuditError where the log can't be read, or what is done
    can't be recorded.
    """

    def events(self, wanted: EventFilter, by: Account) -> tuple[EventLine, ...]:
        """The newest events that fit, at most `MOST`, the newest first. That somebody looked is recorded."""
        ...

    def after(self, seq: int, wanted: EventFilter, by: Account) -> tuple[EventLine, ...]:
        """What has come since an event, the newest first: the same look goes on."""
        ...

    def export(self, wanted: EventFilter, folder: str, by: Account) -> str:
        """Write all that fit into a new CSV file; the file's path. It is recorded before anything is written.

        Raises:
            AuditError: the folder can't be written, or the disk is full; nothing of the file is left then.
        """
        ...

    def export_folder(self) -> str:
        """Where exports go if nothing else is said."""
        ...


class HomeEvents:
    """Answers from a gate's folder."""

    def __init__(self, home: Home, clock: Clock | None = None) -> None:
        self._home = home
        self._clock = clock or SystemClock()
        self._names: dict[str, str] = {}

    def events(self, wanted: EventFilter, by: Account) -> tuple[EventLine, ...]:
        """See `EventCalls`."""
        record(self._home, by, Role.AUDIT, "read", "audit show", what=wanted.what)
        self._names = self._read_names()
        with open_audit(self._home, read_only=True) as log:
            kept = deque(_fitting(log, wanted), maxlen=MOST)
        return tuple(self._line(row) for row in reversed(kept))

    def after(self, seq: int, wanted: EventFilter, by: Account) -> tuple[EventLine, ...]:
        """See `EventCalls`."""
        demand(by, Role.AUDIT)
        with open_audit(self._home, read_only=True) as log:
            found = list(_fitting(log, wanted, after=seq))
        if any(_person_id(row.fields) not in {None, *self._names} for row in found):
            self._names = self._read_names()
        return tuple(self._line(row) for row in reversed(found))

    def export(self, wanted: EventFilter, folder: str, by: Account) -> str:
        """See `EventCalls`."""
        days: dict[str, Any] = {"since": wanted.first, "until": wanted.last}
        record(self._home, by, Role.AUDIT, "export", "audit export csv", what=wanted.what, **days)
        file = Path(folder).expanduser() / f"events-{self._clock.utc():%Y%m%dT%H%M%SZ}.csv"
        part = file.with_suffix(".part")
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            with open_audit(self._home, read_only=True) as log:
                descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
                with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as out:
                    out.writelines(as_csv(_fitting(log, wanted)))
            part.replace(file)
        except OSError as error:
            raise AuditError(f"{file} can't be written: {error.strerror}") from None
        finally:
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)
        return str(file)

    def export_folder(self) -> str:
        """See `EventCalls`."""
        return str(self._home.path / "exports")

    def _line(self, row: Row) -> EventLine:
        return line_of(row, self._names)

    def _read_names(self) -> dict[str, str]:
        """Of everybody enrolled; nobody's where the gallery can't be read: events are shown all the same."""
        try:
            settings = read_settings(self._home.settings)
            with open_gallery(self._home, settings, template_space=None, read_only=True) as gallery:
                return {person.id: person.name for person in gallery.people()}
        except (GalleryError, SettingsError):
            return {}


def line_of(row: Row, names: dict[str, str]) -> EventLine:
    """A row of the log as an event; fields that it lacks, or that are of no use, are None.

    Args:
        row: Of the log.
        names: Of people, by id.
    """
    said = row.fields
    person = _person_id(said)
    reasons = {reason.value: reason for reason in Reason}
    return EventLine(
        seq=row.seq,
        time=_time(said),
        kind=str(said.get("kind", "")),
        event=str(said.get("action") or said.get("event") or ""),
        granted=said["granted"] if isinstance(said.get("granted"), bool) else None,
        reason=reasons.get(str(said.get("reason"))),
        person=names.get(person) if person else None,
        person_id=person,
        actor=_text(said, "actor"),
        cosine=_number(said, "cosine"),
        runner_up=_number(said, "runner_up"),
        threshold=_number(said, "threshold"),
        fmr=_number(said, "fmr"),
        cell=_text(said, "cell"),
        mask=_text(said, "mask"),
        liveness=_text(said, "liveness"),
        quality=_number(said, "quality"),
        factors=tuple(map(str, said.get("factors") or ())),
        detail=_text(said, "detail") or _text(said, "account"),
        model=_text(said, "model"),
    )


def _fitting(log: AuditLog, wanted: EventFilter, after: int = 0) -> Iterator[Row]:
    return (row for row in _rows(log.rows(after=after)) if fits(row.fields, wanted))


def _rows(rows: Iterable[Row]) -> Iterator[Row]:
    for row in rows:
        try:
            kind = row.fields["kind"]
        except AuditError:  # a damaged row is no event; `gate audit verify` names it
            continue
        if kind != "revision":  # bookkeeping: nothing that anybody did
            yield row


def fits(said: dict[str, Any], wanted: EventFilter) -> bool:
    """Whether a row's fields are those of a wanted event."""
    if wanted.first or wanted.last:
        day = _time(said).astimezone().date()
        if (wanted.first and day < wanted.first) or (wanted.last and day > wanted.last):
            return False
    kind = said.get("kind")
    if wanted.what in (What.GRANTED, What.REFUSED):
        return kind == "decision" and bool(said.get("granted")) == (wanted.what is What.GRANTED)
    kinds = {What.DOOR: {"door"}, What.ALARM: {"alarm", "clock"}, What.ADMINISTRATION: {"admin", "read", "export"}}
    return wanted.what is What.ALL or kind in kinds[wanted.what]


def _person_id(said: dict[str, Any]) -> str | None:
    return _text(said, "person_id") or _text(said, "subject") or _text(said, "person")


def _time(said: dict[str, Any]) -> datetime:
    try:
        return datetime.fromisoformat(str(said["time"]).replace("Z", "+00:00"))
    except (KeyError, ValueError):
        return datetime.fromtimestamp(0).astimezone()


def _text(said: dict[str, Any], name: str) -> str | None:
    value = said.get(name)
    return value if isinstance(value, str) and value else None


def _number(said: dict[str, Any], name: str) -> float | None:
    value = said.get(name)
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None
