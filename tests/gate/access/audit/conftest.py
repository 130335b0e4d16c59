"""A log in a folder of its own, and a way to get at its bytes as somebody who means ill would."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from gate.access.audit.log import AuditLog
from gate.access.audit.row import Record
from gate.clock import ManualClock

Tamper = Callable[..., None]


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def open_log(tmp_path: Path, clock: ManualClock) -> Iterator[Callable[..., AuditLog]]:
    opened = []

    def open_it(**options: object) -> AuditLog:
        log = AuditLog.open(tmp_path / "audit.db", tmp_path / "keys" / "audit.key", clock=clock, gate="test", **options)
        opened.append(log)
        return log

    yield open_it
    for log in opened:
        log.close()


@pytest.fixture
def log(open_log: Callable[..., AuditLog]) -> AuditLog:
    return open_log()


@pytest.fixture
def ten(log: AuditLog, clock: ManualClock) -> AuditLog:
    """A log with ten rows, one an hour."""
    for number in range(1, 11):
        log.append(Record("decision", {"n": number}, silent=False))
        clock.advance(3600)
    return log


@pytest.fixture
def tamper(tmp_path: Path) -> Tamper:
    """Runs SQL on the log behind the program's back, triggers off."""

    def run(*statements: str) -> None:
        with closing(sqlite3.connect(tmp_path / "audit.db")) as db:
            db.execute("DROP TRIGGER IF EXISTS rows_stay")
            db.execute("DROP TRIGGER IF EXISTS rows_go_behind_a_stub")
            for statement in statements:
                db.execute(statement)
            db.commit()

    return run
