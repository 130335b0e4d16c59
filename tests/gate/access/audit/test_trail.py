"""The running gate's side: nothing waits but a grant, nothing is lost while the file can't be written."""

from __future__ import annotations

import socket
import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

import pytest

from gate.access.audit.anchor import FileAnchor, SyslogAnchor, parse, read_anchors
from gate.access.audit.log import AuditLog, Head
from gate.access.audit.row import Record
from gate.access.audit.trail import Trail
from gate.access.audit.verify import verify
from gate.access.errors import AuditError
from gate.clock import ManualClock

OpenLog = Callable[..., AuditLog]


@dataclass(frozen=True)
class DoorForced:
    time: datetime
    mono: float
    door: str
    open_for: float


def _until(condition: Callable[[], object]) -> None:
    end = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.01)


def test_any_frozen_dataclass_becomes_a_row(open_log: OpenLog) -> None:
    with Trail(open_log()) as trail:
        trail.sink("door")(DoorForced(datetime(2026, 2, 1, tzinfo=timezone.utc), 4.5, "main", 3.25))
    (row,) = open_log().rows()
    assert row.fields == {
        "v": 1,
        "kind": "door",
        "gate": "test",
        "event": "door_forced",
        "door": "main",
        "open_for": 3.25,
        "time": "2026-02-01T00:00:00.000Z",
        "mono": 4.5,
    }


def test_a_commit_is_there_at_once_and_the_rest_soon(open_log: OpenLog) -> None:
    other = open_log()
    with Trail(open_log()) as trail:
        trail.commit(Record("decision"))
        assert other.head().seq == 1
        trail.record(Record("door"))
        _until(lambda: other.head().seq == 2)
        assert trail.problem is None


def test_while_the_file_is_locked_a_grant_fails_and_the_rest_waits(open_log: OpenLog, tmp_path: Path) -> None:
    log = open_log()
    log._db._db.execute("PRAGMA busy_timeout = 50")
    with Trail(log) as trail:
        other = sqlite3.connect(tmp_path / "audit.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(AuditError):
            trail.commit(Record("decision"))
        begun = time.monotonic()
        for number in range(10):
            trail.record(Record("door", {"n": number}))
        assert time.monotonic() - begun < 0.5, "an event never waits"
        assert "in use" in str(trail.problem)
        other.rollback()
        other.close()
        _until(lambda: trail.problem is None and log.head().seq == 10)
    assert [row.fields["n"] for row in open_log().rows()] == list(range(10))


def test_records_that_are_lost_are_counted(open_log: OpenLog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gate.access.audit.trail.HELD", 5)
    log = open_log()
    log._db._db.execute("PRAGMA busy_timeout = 50")
    with Trail(log) as trail:
        other = sqlite3.connect(tmp_path / "audit.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        for number in range(12):
            trail.record(Record("door", {"n": number}))
        other.rollback()
        other.close()
    rows = [row.fields for row in open_log().rows()]
    lost = sum(row["count"] for row in rows if row.get("event") == "records_lost")
    assert lost + sum(row["kind"] == "door" for row in rows) == 12
    assert lost >= 1


def test_the_head_is_anchored_by_rows_by_time_and_at_the_end(
    open_log: OpenLog, clock: ManualClock, tmp_path: Path
) -> None:
    heads: list[Head] = []
    path = tmp_path / "elsewhere"
    with Trail(open_log(), [heads.append, FileAnchor(path)], anchor_rows=3, anchor_seconds=60) as trail:
        trail.commit(*[Record("door")] * 3)
        _until(lambda: [head.seq for head in heads] == [3])
        trail.commit(Record("door"))
        clock.advance(61)
        _until(lambda: [head.seq for head in heads] == [3, 4])
        trail.commit(Record("door"))
    assert [anchor.seq for anchor in read_anchors(path)] == [3, 4, 5]
    assert verify(open_log(), read_anchors(path)).anchors == 3


def test_an_anchor_that_fails_stops_nothing_and_is_shown(open_log: OpenLog, tmp_path: Path) -> None:
    with Trail(open_log(), [FileAnchor(tmp_path / "no" / "folder")], anchor_rows=1) as trail:
        trail.commit(Record("door"))
        _until(lambda: trail.problem)
        assert "can't be written" in str(trail.problem)
        trail.commit(Record("door"))


def test_syslog_gets_the_head(open_log: OpenLog, tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as server:
        server.bind(str(tmp_path / "log"))
        server.settimeout(5)
        anchor = SyslogAnchor(str(tmp_path / "log"))
        log = open_log()
        log.append(Record("door"))
        anchor(log.head())
        anchor.close()
        (found,) = parse([server.recv(1000).decode()])
    assert (found.seq, found.mac) == (1, log.head().mac)
    with pytest.raises(AuditError, match="can't be reached"):
        SyslogAnchor("nowhere")


@pytest.mark.parametrize(("sure", "left"), [(True, 3), (False, 10)])
def test_old_rows_go_by_themselves_unless_the_clock_is_in_doubt(
    ten: AuditLog, open_log: OpenLog, clock: ManualClock, sure: bool, left: int
) -> None:
    clock.advance(86400 - 2 * 3600)  # ten rows, one an hour: eight are older than a day
    with Trail(ten, retention_days=1, clock_is_sure=lambda: sure):
        time.sleep(0.9 if not sure else 0)
        if sure:
            _until(lambda: len(list(open_log().rows())) == left)
    assert len(list(open_log().rows())) == left
    assert verify(open_log()).whole
