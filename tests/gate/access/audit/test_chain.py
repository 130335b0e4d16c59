"""Whatever is changed, removed, exchanged, cut off or put in is found, and the first broken row is named."""

from __future__ import annotations

import hashlib
import hmac
import json
import sqlite3
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gate.access.audit.anchor import Anchored, FileAnchor, line, parse, read_anchors
from gate.access.audit.log import AuditLog
from gate.access.audit.retention import cutoff, due, prune
from gate.access.audit.row import FIRST, Record, is_marked, silent_tag
from gate.access.audit.verify import verify
from gate.access.errors import AuditError
from gate.clock import ManualClock
from tests.gate.access.audit.conftest import Tamper

OpenLog = Callable[..., AuditLog]


def test_rows_are_numbered_timed_and_whole(ten: AuditLog) -> None:
    report = verify(ten)
    assert (report.whole, report.rows, report.first, report.last, report.broken) == (True, 10, 1, 10, None)
    rows = list(ten.rows())
    assert [row.seq for row in rows] == list(range(1, 11))
    assert rows[1].fields["time"] == "2026-01-01T01:00:00.000Z"
    assert (rows[1].fields["mono"], rows[1].fields["gate"], rows[1].fields["n"]) == (3600.0, "test", 2)
    assert [row.seq for row in ten.newest(3)] == [8, 9, 10]


def test_the_chain_is_hmac_sha256_as_documented(ten: AuditLog, tmp_path: Path) -> None:
    master = (tmp_path / "keys" / "audit.key").read_bytes()
    key = hmac.new(master, b"\x00\x00\x00\x01maskgate audit chain", hashlib.sha256).digest()
    previous = FIRST
    for row in ten.rows():
        previous = hmac.new(key, previous + row.seq.to_bytes(8, "big") + row.body.encode(), hashlib.sha256).digest()
        assert row.mac == previous


def test_an_empty_log_is_whole(log: AuditLog) -> None:
    assert verify(log).whole
    assert log.head().seq == 0


TAMPERING = {
    "a changed row": (["UPDATE rows SET body = replace(body, '\"n\":4', '\"n\":5') WHERE seq = 4"], 4, "not as it was"),
    "a changed link": (["UPDATE rows SET mac = zeroblob(32) WHERE seq = 7"], 7, "not as it was"),
    "a deleted row": (["DELETE FROM rows WHERE seq = 5"], 5, "missing"),
    "the oldest rows deleted": (["DELETE FROM rows WHERE seq < 4"], 1, "missing"),
    "a row moved up": (
        ["DELETE FROM rows WHERE seq = 5", "UPDATE rows SET seq = seq - 1 WHERE seq > 5"],
        5,
        "not as it was",
    ),
    "two bodies exchanged": (
        [
            "CREATE TEMP TABLE t AS SELECT * FROM rows WHERE seq IN (3, 6)",
            "UPDATE rows SET body = (SELECT body FROM t WHERE t.seq = 9 - rows.seq) WHERE seq IN (3, 6)",
        ],
        3,
        "not as it was",
    ),
    "two rows exchanged with their links": (
        [
            "CREATE TEMP TABLE t AS SELECT * FROM rows WHERE seq IN (3, 4)",
            "DELETE FROM rows WHERE seq IN (3, 4)",
            "INSERT INTO rows SELECT 7 - seq, body, mac FROM t",
        ],
        3,
        "not as it was",
    ),
    "a row put in": (["INSERT INTO rows SELECT 11, body, mac FROM rows WHERE seq = 10"], 11, "not as it was"),
    "a body that is no text": (["UPDATE rows SET body = CAST(x'ff00' AS TEXT) WHERE seq = 2"], 2, "not as it was"),
    "a stub that nobody signed": (
        ["INSERT INTO stub VALUES (1, 3, '{}', zeroblob(32))", "DELETE FROM rows WHERE seq <= 3"],
        1,
        "not signed",
    ),
}


@pytest.mark.parametrize("how", TAMPERING)
def test_tampering_is_found_at_the_first_row(ten: AuditLog, tamper: Tamper, how: str) -> None:
    statements, broken, said = TAMPERING[how]
    tamper(*statements)
    report = verify(ten)
    assert (report.whole, report.broken) == (False, broken)
    assert said in str(report.problem)
    assert report.rows == broken - 1


def test_the_rows_cut_off_at_the_end_need_an_anchor(ten: AuditLog, tamper: Tamper, tmp_path: Path) -> None:
    anchor = FileAnchor(tmp_path / "elsewhere.txt")
    anchor(ten.head())
    tamper("DELETE FROM rows WHERE seq > 7")
    assert verify(ten).whole, "a chain alone can't know how long it was"
    report = verify(ten, read_anchors(tmp_path / "elsewhere.txt"))
    assert (report.whole, report.broken, report.last) == (False, 8, 7)
    assert "8 to 10 are cut off" in str(report.problem)
    for number in range(5):  # the gate goes on, and numbers are used again
        ten.append(Record("decision", {"n": 100 + number}))
    report = verify(ten, read_anchors(tmp_path / "elsewhere.txt"))
    assert (report.whole, report.broken) == (False, 10)
    assert "rewritten" in str(report.problem)


def test_anchors_are_found_among_other_lines(ten: AuditLog) -> None:
    text = [
        "Jan  1 00:00:00 gate sshd[1]: hello",
        f"<86>Jan 1 gate maskgate: {line(ten.head())}",
        "maskgate-audit seq=x",
    ]
    (anchor,) = parse(text)
    assert (anchor.seq, anchor.mac) == (10, ten.head().mac)
    report = verify(ten, [anchor])
    assert (report.whole, report.anchors) == (True, 1)


@settings(max_examples=300)
@given(st.text())
def test_any_text_may_stand_in_an_anchor_file(text: str) -> None:
    assert all(isinstance(anchor, Anchored) for anchor in parse(text.splitlines()))


def test_another_key_is_refused_before_anything_is_said(ten: AuditLog, open_log: OpenLog, tmp_path: Path) -> None:
    key = tmp_path / "keys" / "audit.key"
    right = key.read_bytes()
    key.write_bytes(bytes(32))
    with pytest.raises(AuditError, match="another key"):
        open_log(read_only=True)
    key.write_bytes(b"short")
    with pytest.raises(AuditError, match="32 bytes"):
        open_log()
    key.unlink()
    with pytest.raises(AuditError, match=r"missing: restore it"):
        open_log()
    assert not key.exists(), "a new key would make the log worthless"
    key.write_bytes(right)
    assert verify(open_log()).whole


def test_key_and_log_are_their_owners_alone(log: AuditLog, tmp_path: Path) -> None:
    log.append(Record("start"))
    for path in (tmp_path / "audit.db", tmp_path / "audit.db-wal", tmp_path / "keys" / "audit.key"):
        assert path.stat().st_mode & 0o077 == 0


def test_sqlite_itself_refuses_to_change_or_remove_a_row(ten: AuditLog, tmp_path: Path) -> None:
    db = sqlite3.connect(tmp_path / "audit.db")
    for statement in ("UPDATE rows SET body = ''", "DELETE FROM rows WHERE seq = 10", "DELETE FROM rows"):
        with pytest.raises(sqlite3.IntegrityError, match="audit log"):
            db.execute(statement)
    db.close()
    assert verify(ten).rows == 10


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(position=st.integers(0, 10**6), bit=st.integers(0, 7))
def test_any_flipped_bit_of_any_row_is_found(tmp_path_factory: pytest.TempPathFactory, position: int, bit: int) -> None:
    folder = tmp_path_factory.mktemp("flip")
    with AuditLog.open(folder / "a.db", folder / "a.key", clock=ManualClock(), gate="g") as log:
        log.append(*[Record("door", {"n": number, "text": "höher"}) for number in range(3)])
        bodies = [row.body.encode() for row in log.rows()]
        seq = position % 3 + 1
        changed = bytearray(bodies[seq - 1])
        changed[position % len(changed)] ^= 1 << bit
        db = sqlite3.connect(folder / "a.db")
        db.execute("DROP TRIGGER rows_stay")
        db.execute("UPDATE rows SET body = CAST(? AS TEXT) WHERE seq = ?", (bytes(changed), seq))
        db.commit()
        db.close()
        assert verify(log).broken == seq


# --- retention


def test_old_rows_go_and_leave_a_signed_stub(ten: AuditLog, tamper: Tamper, clock: ManualClock) -> None:
    anchors = [Anchored(4, list(ten.rows())[3].mac, ""), Anchored(2, bytes(32), "")]
    before = datetime(2026, 1, 1, 4, tzinfo=timezone.utc)
    assert due(ten, before) == 4
    assert prune(ten, before, actor="ops") == 4
    report = verify(ten, anchors)
    assert (report.whole, report.first, report.last, report.removed, report.rows) == (True, 5, 11, 4, 7)
    assert ten.newest(1)[0].fields["to_seq"] == 4
    assert prune(ten, before, actor="ops") == 0
    assert verify(ten, [Anchored(4, bytes(32), "")]).broken == 4
    assert prune(ten, before + timedelta(hours=2), actor="ops") == 2
    assert verify(ten).first == 7
    tamper("DELETE FROM rows WHERE seq = 7")
    assert verify(ten).broken == 7
    tamper("DELETE FROM stub")
    assert verify(ten).broken == 1


def test_everything_may_be_too_old(ten: AuditLog, clock: ManualClock) -> None:
    clock.advance(86400 * 30)
    assert prune(ten, cutoff(clock.utc(), 7), actor="ops") == 10
    assert verify(ten).whole
    assert [row.seq for row in ten.rows()] == [11]
    ten.append(Record("start"))
    assert verify(ten).last == 12


def test_a_stub_moved_forward_is_found(ten: AuditLog, tamper: Tamper) -> None:
    prune(ten, datetime(2026, 1, 1, 4, tzinfo=timezone.utc), actor="ops")
    tamper("UPDATE stub SET last_seq = 6", "DELETE FROM rows WHERE seq <= 6")
    assert "contradicts itself" in str(verify(ten).problem)


def test_broken_rows_are_evidence_and_stay(ten: AuditLog, tamper: Tamper) -> None:
    tamper("UPDATE rows SET body = replace(body, '\"n\":2', '\"n\":3') WHERE seq = 2")
    with pytest.raises(AuditError, match=r"row 2 .* broken"):
        prune(ten, datetime(2026, 1, 1, 4, tzinfo=timezone.utc), actor="ops")
    assert len(list(ten.rows())) == 10


# --- silent marks


def test_a_silent_mark_is_read_with_the_key_alone(log: AuditLog) -> None:
    log.append(*[Record("decision", {"granted": True}, silent=mark) for mark in (False, True, False)])
    rows = list(log.rows())
    assert [is_marked(log.keys.silent, row) for row in rows] == [False, True, False]
    tags = [row.fields["tag"] for row in rows]
    assert len(set(tags)) == 3
    assert {len(tag) for tag in tags} == {32}
    assert {tuple(sorted(row.fields)) for row in rows} == {("gate", "granted", "kind", "mono", "tag", "time", "v")}
    assert not any(is_marked(bytes(32), row) for row in rows)
    assert silent_tag(log.keys.silent, 2, True).hex() == tags[1]


def test_a_row_is_plain_json_whatever_is_put_in(log: AuditLog) -> None:
    log.append(
        Record(
            "door",
            {
                "when": datetime(2026, 1, 1, tzinfo=timezone.utc),
                "x": float("nan"),
                "s": {2, 1},
                "b": b"\x00",
                "p": Path("a"),
            },
        )
    )
    said = json.loads(next(log.rows()).body)
    assert (said["when"], said["x"], said["s"], said["b"], said["p"]) == (
        "2026-01-01T00:00:00.000Z", None, [1, 2], "00", "a",
    )  # fmt: skip
