"""Events at the desk of a real home: the list, what fits, names, export, and that looking is recorded."""

from __future__ import annotations

import csv
import json
import os
from datetime import date, timedelta
from pathlib import Path

import pytest

from gate.access.audit.row import Record, Row
from gate.access.errors import AccessError, AuditError
from gate.access.reasons import Reason
from gate.auditing import open_audit
from gate.clock import ManualClock
from gate.desk.events import EventFilter, HomeEvents, What, line_of
from gate.home import Home
from tests.gate.desk.conftest import CHIEF, ENROLLER, NOW, Enrol, rows

DECISION = {
    "event": "decision",
    "granted": False,
    "reason": "not_recognised",
    "cosine": 0.391,
    "threshold": 0.473,
    "quality": 0.5,
    "liveness": "passed",
}


@pytest.fixture
def events(home: Home) -> HomeEvents:
    return HomeEvents(home, ManualClock(NOW))


def write(home: Home, *records: Record) -> None:
    with open_audit(home) as log:
        log.append(*records)


def test_a_refusal_is_listed_with_all_it_rests_on(home: Home, events: HomeEvents, enrol: Enrol) -> None:
    (anna,) = enrol(["Anna"])
    write(home, Record("decision", {**DECISION, "person_id": anna.id, "reason": "out_of_hours"}))
    looked, refused, *_ = events.events(EventFilter(), CHIEF)
    assert (looked.event, looked.actor) == ("audit show", "Aino")
    assert (refused.granted, refused.reason, refused.person) == (False, Reason.OUT_OF_HOURS, "Anna")
    assert (refused.cosine, refused.threshold, refused.quality, refused.liveness) == (0.391, 0.473, 0.5, "passed")


def test_kinds_and_days_are_told_apart(home: Home, events: HomeEvents) -> None:
    write(
        home,
        Record("decision", DECISION, time=NOW - timedelta(days=3)),
        Record("decision", {**DECISION, "granted": True, "reason": "recognised"}, time=NOW),
        Record("door", {"event": "held_open"}, time=NOW),
        Record("alarm", {"event": "alarm"}, time=NOW),
    )
    for what, found in (
        (What.GRANTED, ["decision"]),
        (What.REFUSED, ["decision"]),
        (What.DOOR, ["held_open"]),
        (What.ALARM, ["alarm"]),
    ):
        assert [line.event for line in events.events(EventFilter(what), CHIEF)] == found
    assert {line.kind for line in events.events(EventFilter(What.ADMINISTRATION), CHIEF)} == {"read"}
    today = NOW.astimezone().date()
    assert len(events.events(EventFilter(What.REFUSED, first=today), CHIEF)) == 0
    assert len(events.events(EventFilter(What.REFUSED, last=today), CHIEF)) == 1
    assert len(events.events(EventFilter(What.GRANTED, first=today, last=today), CHIEF)) == 1


def test_news_come_after_what_is_known_and_are_not_recorded_again(home: Home, events: HomeEvents, enrol: Enrol) -> None:
    newest = events.events(EventFilter(), CHIEF)[0].seq
    before = len(rows(home))
    assert events.after(newest, EventFilter(), CHIEF) == ()
    assert len(rows(home)) == before
    (ben,) = enrol(["Ben"])
    write(home, Record("decision", {**DECISION, "person_id": ben.id}))
    (line,) = events.after(newest, EventFilter(), CHIEF)
    assert line.person == "Ben"


def test_an_export_is_a_private_file_and_on_record(home: Home, events: HomeEvents) -> None:
    write(home, Record("decision", DECISION))
    file = Path(events.export(EventFilter(What.REFUSED), events.export_folder(), CHIEF))
    assert file.stat().st_mode & 0o777 == 0o600
    (row,) = csv.DictReader(file.read_text(encoding="utf-8").splitlines())
    assert (row["reason"], row["cosine"]) == ("not_recognised", "0.391")
    said = rows(home)[-1]
    assert (said["kind"], said["actor"]) == ("export", "Aino")


def test_a_folder_that_cannot_be_written_is_said_and_nothing_is_left(
    home: Home, events: HomeEvents, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(AuditError, match="can't be written"):
        events.export(EventFilter(), str(tmp_path / "file" / "below"), CHIEF)


def test_a_disk_that_fills_up_leaves_no_half_of_a_file(
    home: Home, events: HomeEvents, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_rows: object) -> object:
        yield "seq\n"
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr("gate.desk.events.as_csv", full)
    with pytest.raises(AuditError, match="No space left"):
        events.export(EventFilter(), events.export_folder(), CHIEF)
    assert list((home.path / "exports").iterdir()) == []


def test_only_auditors_look(home: Home, events: HomeEvents) -> None:
    for refused in (
        lambda: events.events(EventFilter(), ENROLLER),
        lambda: events.after(0, EventFilter(), ENROLLER),
        lambda: events.export(EventFilter(), str(home.path), ENROLLER),
    ):
        with pytest.raises(AccessError, match="role audit"):
            refused()


@pytest.mark.parametrize("said", [{}, {"cosine": "high", "granted": 1, "reason": "new"}])
def test_a_row_of_another_program_version_is_an_event_all_the_same(said: dict[str, object]) -> None:
    line = line_of(Row(7, json.dumps({"kind": "new", "time": "no time", **said}), b""), {})
    assert (line.seq, line.cosine, line.granted, line.reason) == (7, None, None, None)
    assert line.time.date() <= date(1970, 1, 2)
