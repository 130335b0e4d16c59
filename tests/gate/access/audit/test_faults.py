"""Killed, full, locked, damaged: what was committed stays, what can't be written is told."""

from __future__ import annotations

import os
import resource
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from gate.access.audit.log import AuditLog
from gate.access.audit.row import Record
from gate.access.audit.verify import verify
from gate.access.errors import AuditError

OpenLog = Callable[..., AuditLog]

APPENDER = """
import sys
from pathlib import Path
from gate.access.audit.log import AuditLog
from gate.access.audit.row import Record
from gate.clock import SystemClock
folder = Path(sys.argv[1])
log = AuditLog.open(folder / "audit.db", folder / "keys" / "audit.key", clock=SystemClock(), gate="killed")
while True:
    print(*log.append(*[Record("decision", {"n": 1}, silent=False)] * 3), flush=True)
"""


@pytest.mark.slow
def test_a_killed_process_loses_no_committed_row(open_log: OpenLog, tmp_path: Path) -> None:
    told = 0
    for moment in range(6):
        process = subprocess.Popen([sys.executable, "-c", APPENDER, str(tmp_path)], stdout=subprocess.PIPE, text=True)
        assert process.stdout
        lines = [process.stdout.readline()]
        time.sleep(0.01 * moment)
        process.send_signal(signal.SIGKILL)
        lines += process.stdout.readlines()
        process.wait()
        process.stdout.close()
        told = max([told, *(int(line.split()[-1]) for line in lines if line.endswith("\n"))])
        with open_log() as log:
            report = verify(log)
            assert report.whole, report.problem
            assert report.last >= told
            assert report.last % 3 == 0, "a batch is whole or absent"
    assert told >= 18


def test_two_processes_and_many_threads_share_one_chain(open_log: OpenLog) -> None:
    logs = [open_log(), open_log()]
    seqs: list[int] = []

    def write(log: AuditLog) -> None:
        for _ in range(20):
            seqs.extend(log.append(Record("door")))

    threads = [threading.Thread(target=write, args=(logs[n % 2],)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(seqs) == list(range(1, 121))
    assert verify(logs[0]).rows == 120


def test_a_locked_log_is_told_and_works_again(log: AuditLog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log.append(Record("start"))
    log._db._db.execute("PRAGMA busy_timeout = 50")
    other = sqlite3.connect(tmp_path / "audit.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(AuditError, match="in use by another process"):
        log.append(Record("decision"))
    other.rollback()
    other.close()
    assert log.append(Record("decision")) == (2,)
    assert verify(log).whole


def test_a_full_disk_is_told_and_nothing_is_half_written(tmp_path: Path) -> None:
    """The limit on a file's size stands for the disk; it needs a process of its own."""
    code = f"""
import resource, signal
from pathlib import Path
from gate.access.audit.log import AuditLog
from gate.access.audit.row import Record
from gate.access.audit.verify import verify
from gate.access.errors import AuditError
from gate.clock import SystemClock
folder = Path({str(tmp_path)!r})
log = AuditLog.open(folder / "audit.db", folder / "keys" / "audit.key", clock=SystemClock(), gate="full")
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, resource.RLIM_INFINITY))
written = 0
try:
    while written < 10_000:
        written = log.append(Record("decision", {{"text": "x" * 500}}))[-1]
except AuditError as error:
    print(error)
assert 0 < written < 10_000
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
assert log.append(Record("start")) == (written + 1,)
report = verify(log)
assert report.whole and report.last == written + 1, report
"""
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    assert "the disk is full" in result.stdout
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] == resource.RLIM_INFINITY


def test_a_damaged_page_is_told_with_the_last_whole_row(log: AuditLog, open_log: OpenLog, tmp_path: Path) -> None:
    log.append(*[Record("decision", {"text": "x" * 200})] * 500)
    log.close()
    path = tmp_path / "audit.db"
    data = bytearray(path.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 4096] = os.urandom(4096)
    path.write_bytes(data)
    report = verify(open_log())
    assert not report.whole
    assert 0 < report.rows < 500


@pytest.mark.parametrize("content", [b"no database at all, but long enough to be looked at as one" * 20, b"SQLite"])
def test_a_file_that_is_no_log(tmp_path: Path, open_log: OpenLog, content: bytes) -> None:
    (tmp_path / "audit.db").write_bytes(content)
    with pytest.raises(AuditError, match=r"audit\.db"):
        open_log()


def test_another_programs_database_is_left_alone(tmp_path: Path, open_log: OpenLog) -> None:
    db = sqlite3.connect(tmp_path / "audit.db")
    db.execute("CREATE TABLE t (x)")
    db.commit()
    db.close()
    with pytest.raises(AuditError, match="another program"):
        open_log()
    assert not (tmp_path / "keys").exists()


def test_no_log_yet(open_log: OpenLog) -> None:
    with pytest.raises(AuditError, match="no audit log"):
        open_log(read_only=True)
