"""`gate audit` as a shell calls it."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from pathlib import Path

import pytest

from gate.access.audit.log import AuditLog
from gate.access.audit.row import Record
from gate.clock import ManualClock
from tests.gate.commands.conftest import Gate, assert_one_sentence


@pytest.fixture
def logged(gate: Gate, home: Path) -> Gate:
    """Five decisions of 1 January 2026, the third with a duress PIN."""
    clock = ManualClock()
    with AuditLog.open(home / "audit.db", home / "keys" / "audit.key", clock=clock, gate="main") as log:
        for number in range(5):
            fields = {"event": "decision", "granted": True, "detail": "=1+1", "person": f"p{number}", "cosine": 0.5}
            log.append(Record("decision", fields, silent=number == 2))
            clock.advance(3600)
    return gate


def test_show(logged: Gate) -> None:
    shown = logged("audit", "show", "--last", "2").out.splitlines()
    assert len(shown) == 2
    assert "decision: decision, granted True" in shown[0]
    assert "read: read, action audit show" in logged("audit", "show").out, "looking is on record"
    (row,) = logged("audit", "show", "--kind", "decision", "--last", "1", "--json").lines
    assert (row["seq"], row["person"]) == (5, "p4")


def test_verify_names_the_first_broken_row(logged: Gate, home: Path) -> None:
    assert "rows 1 to 5" in logged("audit", "verify").out
    db = sqlite3.connect(home / "audit.db")
    db.execute("DROP TRIGGER rows_stay")
    db.execute("UPDATE rows SET body = replace(body, 'p1', 'p9')")
    db.commit()
    db.close()
    assert_one_sentence(logged("audit", "verify"), "row 2 is not as it was written")
    result = logged("audit", "verify", "--json")
    assert (result.code, result.lines[0]["broken"], result.lines[0]["whole"]) == (1, 2, False)


def test_rows_cut_off_are_seen_with_the_settings_anchor(logged: Gate, home: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere.txt"
    (home / "gate.toml").write_text(f"[audit]\nanchor_file = '{elsewhere}'\n")
    head = logged("audit", "head", "--to", elsewhere)
    assert "maskgate-audit seq=5" in head.out
    assert "1 anchor" in logged("audit", "verify").out
    db = sqlite3.connect(home / "audit.db")
    db.execute("DROP TRIGGER rows_go_behind_a_stub")
    db.execute("DELETE FROM rows WHERE seq > 3")
    db.commit()
    db.close()
    assert_one_sentence(logged("audit", "verify"), "rows 4 to 5 are cut off")


def test_export_as_csv_and_json_lines(logged: Gate, tmp_path: Path, home: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(logged("audit", "export", "--csv").out)))
    assert [row["person"] for row in rows[:5]] == ["p0", "p1", "p2", "p3", "p4"]
    assert rows[0]["detail"] == "'=1+1", "no formula reaches a spreadsheet"
    assert rows[0]["cosine"] == "0.5"
    assert len(rows[0]["mac"]) == 64
    assert rows[5]["action"] == "audit export csv", "the export is on record, and in itself"
    lines = logged("audit", "export", "--jsonl", "--since", "2026-01-01", "--until", "2026-01-02").lines
    assert [line["seq"] for line in lines] == [1, 2, 3, 4, 5]
    out = tmp_path / "out.jsonl"
    assert logged("audit", "export", "--out", out).out == ""
    assert json.loads(out.read_text().splitlines()[0])["person"] == "p0"
    assert_one_sentence_or_error(logged("audit", "export", "--out", tmp_path / "no" / "x"))


def assert_one_sentence_or_error(result: object) -> None:
    assert result.code == 1  # type: ignore[attr-defined]
    assert "can't be written" in result.err  # type: ignore[attr-defined]
    assert "Traceback" not in result.err  # type: ignore[attr-defined]


def test_duress_is_shown_by_its_own_command_alone(logged: Gate) -> None:
    for words in (("show",), ("show", "--json"), ("export", "--jsonl"), ("export", "--csv")):
        assert "duress" not in logged("audit", *words).out
    found = logged("audit", "duress", "--json").lines
    assert [row["person"] for row in found] == ["p2"]
    assert "duress" not in logged("audit", "show").out, "that somebody looked does not tell what for"


def test_prune(logged: Gate) -> None:
    assert logged("audit", "prune", "--days", "1", "--dry-run").out.startswith("5 rows older than 1 days would go")
    assert logged("audit", "prune", "--days", "1").out.startswith("5 rows")
    assert "5 older ones removed" in logged("audit", "verify").out


def test_bench_prints_cpu_time(gate: Gate) -> None:
    figures = gate("audit", "bench", "--rows", "1000", "--json").lines
    assert [figure["work"] for figure in figures][-1] == "verify"
    assert all(figure["cpu_seconds"] > 0 for figure in figures)


def test_doctor_says_where_the_head_is_written_down(logged: Gate, home: Path) -> None:
    def finding(what: str) -> tuple[str, str]:
        found = {one["what"]: one for one in logged("doctor", "--no-camera", "--json").lines}
        return found[what]["state"], found[what]["detail"]

    assert finding("audit") == ("warning", "5 rows, no anchor: set audit.anchor_file to a file on another disk")
    assert finding("rules") == ("ok", "none: everybody enrolled may pass")
    (home / "gate.toml").write_text(f"[audit]\nanchor_file = '{home}/head.txt'\n[policy]\nmask = 'must_wear'\n")
    assert finding("audit")[0] == "warning"
    assert "same disk" in finding("audit")[1]
    assert "every face is refused" in finding("mask")[1]
    (home / "access.db").write_bytes(b"none")
    (home / "keys" / "audit.key").unlink()
    assert (finding("audit")[0], finding("rules")[0]) == ("failed", "failed")


def test_no_log_yet_and_a_lost_key(gate: Gate, home: Path) -> None:
    assert_one_sentence(gate("audit", "verify"), "no audit log")
    assert gate("audit", "show").code == 0
    (home / "keys" / "audit.key").unlink()
    for word in ("verify", "show", "export", "head"):
        assert_one_sentence(gate("audit", word), "audit key", "missing")


def test_a_gate_without_its_audit_does_not_start(enrolled: Gate, home: Path) -> None:
    (home / "keys" / "audit.key").write_bytes(bytes(32))
    assert_one_sentence(enrolled("run", "--source", home, "--headless"), "another key")
