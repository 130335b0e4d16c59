"""The running gate's core with rules, badges and PINs: all factors one person's, recorded, or no grant."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta, timezone
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gate.access.audit.log import AuditLog
from gate.access.audit.row import Record, is_marked
from gate.access.audit.trail import Trail
from gate.access.audit.verify import verify
from gate.access.credentials import Badge, Credential, Pin
from gate.access.duress import Duress, SyslogReport
from gate.access.errors import AccessError, AuditError
from gate.access.event import Event, Notice
from gate.access.reasons import Reason
from gate.access.rules.authorise import Options
from gate.access.rules.factors import Factor, Requirement
from gate.access.rules.schedule import Schedule, Window
from gate.access.rules.throttle import AlarmRules, ThrottleRules
from gate.access.store.access import Access
from gate.admission import AdmissionRules
from gate.clock import ManualClock
from gate.core import AnyEvent, Core
from gate.gallery.index import Index
from gate.gallery.types import Lookalike
from gate.view import Phase
from gate.vision.fakes import FakeRecogniser
from gate.vision.types import Image
from tests.gate.conftest import ANNA, BEN, STRANGER, frame, gallery_of, painted

MakeCore = Callable[..., Core]
PIN, DURESS, WRONG = "271828", "904417", "555123"
BOTH = AdmissionRules(Options("test", requirement=Requirement.BOTH))
CREDENTIAL = AdmissionRules(Options("test", requirement=Requirement.CREDENTIAL))


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Anna has a badge, a PIN and a duress PIN; Ben has a badge and a PIN. Made once: hashing takes its time."""
    path = tmp_path_factory.mktemp("access") / "access.db"
    with Access.open(path) as access, access.change():
        access.credentials.add_badge("anna", "A1")
        access.credentials.add_badge("ben", "B2")
        access.credentials.add_badge("removed", "C3")
        assert access.credentials.set_pin("anna", PIN, DURESS) == "1001"
        assert access.credentials.set_pin("ben", "662607", None) == "1002"
    return path


@pytest.fixture
def access(template: Path, tmp_path: Path) -> Iterator[Access]:
    path = tmp_path / "access.db"
    path.write_bytes(template.read_bytes())
    with Access.open(path, any_thread=True) as access:
        yield access


@pytest.fixture
def gallery() -> Index:
    return gallery_of(anna=ANNA, ben=BEN)


def _play(core: Core, clock: ManualClock, images: Iterable[Image]) -> list[AnyEvent]:
    events = []
    for image in images:
        clock.advance(0.1)
        events += core.process(frame(image, clock.mono()))
    return events


def _decisions(events: Iterable[AnyEvent]) -> list[Event]:
    return [event for event in events if isinstance(event, Event)]


def _show(core: Core, credential: Credential) -> Event:
    (event,) = _decisions(core.present(credential))
    return event


def _said(event: Event) -> tuple[bool, Reason, str | None]:
    return event.granted, event.reason, event.subject


def _group(access: Access, *windows: Window, person: str = "anna") -> None:
    with access.change():
        access.rules.add_schedule(Schedule("hours", "UTC", windows))
        access.rules.add_group("staff")
        access.rules.allow("staff", "hours", None)
        access.rules.assign(person, "staff")


# --- rules reach the running gate


def test_a_rule_refuses_whoever_is_recognised_and_no_name_is_shown(
    make_core: MakeCore, gallery: Index, clock: ManualClock, access: Access
) -> None:
    core = make_core(gallery)
    with access.change():
        access.rules.suspend("anna", True)
    first, *_ = _decisions(_play(core, clock, [painted(ANNA)] * 10))
    assert _said(first) == (False, Reason.SUSPENDED, "anna")
    assert (first.person, first.person_id) == (None, None)
    view = core.screen.view(painted(ANNA), clock.mono())
    assert (view.phase, view.person, view.reason) == (Phase.REFUSED, None, Reason.SUSPENDED)
    with access.change():
        access.rules.suspend("anna", False)
    later = _decisions(_play(core, clock, [painted(ANNA)] * 60))
    assert _said(later[-1]) == (True, Reason.RECOGNISED, "anna"), "a change is live at the next decision"
    assert later[-1].policy_revision == access.revision


def test_hours_open_while_somebody_waits(
    make_core: MakeCore, gallery: Index, clock: ManualClock, access: Access
) -> None:
    _group(access, Window(frozenset(range(8)), time(0, 1), time(23)))
    core = make_core(gallery)
    events = _decisions(_play(core, clock, [painted(ANNA)] * 1200))  # from midnight, two minutes
    assert {event.reason for event in events[:-1]} == {Reason.OUT_OF_HOURS}
    assert events[-1].granted
    assert 60 <= events[-1].mono <= 95, "within the longest pause after opening"
    assert _said(_decisions(_play(core, clock, [painted(BEN)] * 20))[0])[:2] == (False, Reason.NO_ACCESS)


@pytest.mark.parametrize("jump", [timedelta(hours=1), timedelta(hours=-1), timedelta(days=3652), timedelta(days=-3652)])
def test_a_jump_of_the_clock_opens_nothing_and_is_on_record(
    make_core: MakeCore,
    gallery: Index,
    clock: ManualClock,
    access: Access,
    trail: Trail,
    tmp_path: Path,
    jump: timedelta,
) -> None:
    _group(access, Window(frozenset(range(8)), time(1), time(23)))
    core = make_core(gallery)
    clock.set(2 * 3600)
    _play(core, clock, [painted()])
    clock.jump(jump)
    events = _play(core, clock, [painted(ANNA)] * 10)
    assert [(e.event, e.detail) for e in events if isinstance(e, Notice) and e.event == "clock"] == [
        ("clock", f"jumped by {jump.total_seconds():+.0f} s")
    ]
    assert _said(_decisions(events)[0]) == (False, Reason.CLOCK_UNSURE, "anna")
    assert _decisions(_play(core, clock, [painted(ANNA)] * 1000))[-1].granted is (jump.total_seconds() != -3600 * 99)
    trail.close()
    assert "clock" in [row["kind"] for row in _rows(tmp_path)]


def test_a_clock_that_nobody_keeps_right(
    make_core: MakeCore, gallery: Index, clock: ManualClock, access: Access
) -> None:
    _group(access, Window(frozenset(range(8)), time(0), time(23)))
    core = make_core(gallery, synchronised=lambda: None)
    assert _decisions(_play(core, clock, [painted(ANNA)] * 10))[0].reason is Reason.CLOCK_UNSURE
    trusting = make_core(gallery, synchronised=lambda: None, rules=AdmissionRules(Options("test", trust_clock=True)))
    assert _decisions(_play(trusting, clock, [painted(ANNA)] * 10))[0].granted


def test_rules_that_can_t_be_read_open_nothing(
    make_core: MakeCore, gallery: Index, clock: ManualClock, access: Access
) -> None:
    core = make_core(gallery)
    access.close()
    first, *_ = _decisions(_play(core, clock, [painted(ANNA)] * 10))
    assert (first.granted, first.reason) == (False, Reason.FAULT)
    assert _show(core, Badge("A1")).reason is Reason.FAULT


# --- two factors


@pytest.mark.parametrize("credential", [Badge("a1"), Pin(PIN, "1001"), Pin(PIN)])
def test_a_face_waits_for_its_credential(
    make_core: MakeCore, gallery: Index, clock: ManualClock, credential: Credential
) -> None:
    core = make_core(gallery, rules=BOTH)
    (asked,) = _decisions(_play(core, clock, [painted(ANNA)] * 10))
    assert _said(asked) == (False, Reason.SECOND_FACTOR, "anna")
    granted = _show(core, credential)
    assert _said(granted) == (True, Reason.RECOGNISED, "anna")
    assert granted.person == "Anna"
    assert Factor.FACE in granted.factors
    assert granted.track == asked.track
    assert core.screen.view(painted(ANNA), clock.mono()).person == "Anna"
    assert not _decisions(_play(core, clock, [painted(ANNA)] * 300)), "let in once"


@pytest.mark.parametrize("credential", [Badge("A1"), Pin(PIN, "1001")])
def test_a_credential_waits_for_its_face_which_is_compared_with_nobody_else(
    make_core: MakeCore, gallery: Index, clock: ManualClock, credential: Credential
) -> None:
    core = make_core(gallery, rules=BOTH)
    assert _said(_show(core, credential)) == (False, Reason.SECOND_FACTOR, "anna")
    (granted,) = _decisions(_play(core, clock, [painted(ANNA)] * 30))
    assert _said(granted) == (True, Reason.VERIFIED, "anna")
    assert granted.runner_up is None
    assert (granted.threshold, granted.fmr) == (0.4, 1e-3), "its own operating point"


@pytest.mark.parametrize("who", [BEN, STRANGER])
def test_somebody_elses_face_fails_the_claim(
    make_core: MakeCore, gallery: Index, clock: ManualClock, access: Access, who: int
) -> None:
    core = make_core(gallery, rules=BOTH)
    _show(core, Badge("A1"))
    refused, *_ = _decisions(_play(core, clock, [painted(who)] * 12))
    assert _said(refused) == (False, Reason.NOT_RECOGNISED, "anna")
    assert access.failures.count("anna") == 1


def test_somebody_elses_badge_fails_the_face(make_core: MakeCore, gallery: Index, clock: ManualClock) -> None:
    core = make_core(gallery, rules=BOTH)
    _play(core, clock, [painted(ANNA)] * 10)
    assert _said(_show(core, Badge("B2"))) == (False, Reason.FACTORS_DISAGREE, "ben")
    assert _said(_show(core, Badge("A1"))) == (False, Reason.SECOND_FACTOR, "anna"), "the face must be seen again"


def test_a_look_alike_passes_with_a_badge_of_their_own(make_core: MakeCore, gallery: Index, clock: ManualClock) -> None:
    pair = Lookalike("anna", "ben", extra_margin=0.0, second_factor=True)
    owners = ["anna", "ben"]
    vectors = np.concatenate([gallery.vectors(owner) for owner in owners])
    names = {"anna": "Anna", "ben": "Ben"}
    twins = Index(revision=1, template_space="fake", names=names, owners=owners, vectors=vectors, lookalikes=[pair])
    core = make_core(twins)
    (asked,) = _decisions(_play(core, clock, [painted(ANNA)] * 10))
    assert _said(asked) == (False, Reason.SECOND_FACTOR, "anna")
    assert asked.second_factor
    assert _said(_show(core, Badge("B2"))) == (False, Reason.FACTORS_DISAGREE, "ben")
    _show(core, Badge("A1"))
    (granted,) = _decisions(_play(core, clock, [painted(ANNA)] * 10))
    assert _said(granted) == (True, Reason.VERIFIED, "anna")
    again = make_core(twins)
    _play(again, clock, [painted(BEN)] * 10)
    assert _said(_show(again, Badge("B2"))) == (True, Reason.RECOGNISED, "ben")


def test_a_claim_and_a_seen_face_expire(make_core: MakeCore, gallery: Index, clock: ManualClock) -> None:
    core = make_core(gallery, rules=BOTH)
    _show(core, Badge("A1"))
    events = _decisions(_play(core, clock, [painted()] * 105))
    assert [_said(event) for event in events] == [(False, Reason.SECOND_FACTOR, "anna")]
    (asked,) = _decisions(_play(core, clock, [painted(ANNA)] * 10))
    assert asked.reason is Reason.SECOND_FACTOR, "the badge of before counts no more"
    _play(core, clock, [painted()] * 105)
    assert not _show(core, Badge("A1")).granted, "nor does the face"


def test_looks_of_before_the_claim_do_not_count(make_core: MakeCore, gallery: Index, clock: ManualClock) -> None:
    core = make_core(gallery, rules=BOTH)
    _play(core, clock, [painted(BEN)] * 2)
    _show(core, Badge("A1"))
    events = _decisions(_play(core, clock, [painted(BEN)] * 10))
    assert {event.granted for event in events} == {False}


def test_of_two_faces_only_the_one_that_used_the_claim_is_let_in(
    make_core: MakeCore, gallery: Index, clock: ManualClock, policy: Any
) -> None:
    """Even where everybody matches in 1:1: the second one's looks were compared with nobody else."""
    core = make_core(gallery, rules=BOTH)
    core._policy = lambda _index: replace(policy, one_face=False)
    core._claim_policy = lambda _index: replace(policy, one_face=False, threshold=-1.0, margin=0.0)
    _show(core, Badge("A1"))
    events = _decisions(_play(core, clock, [painted(ANNA, BEN)] * 4))
    assert [(event.granted, event.subject) for event in events] == [(True, "anna"), (False, None)]


def test_with_claims_first_nobody_is_searched_for(make_core: MakeCore, gallery: Index, clock: ManualClock) -> None:
    rules = AdmissionRules(Options("test"), claims_first=True)
    core = make_core(gallery, rules=rules)
    assert not _decisions(_play(core, clock, [painted(ANNA)] * 50))
    assert _show(core, Badge("A1")).reason is Reason.SECOND_FACTOR
    (granted,) = _decisions(_play(core, clock, [painted(ANNA)] * 20))
    assert _said(granted) == (True, Reason.VERIFIED, "anna")
    assert not _decisions(_play(core, clock, [painted(ANNA)] * 50))


def test_whoever_is_removed_between_badge_and_face_is_not_let_in(
    make_core: MakeCore, gallery: Index, clock: ManualClock
) -> None:
    galleries = [gallery]
    core = make_core(gallery, rules=BOTH)
    core._index = lambda: galleries[-1]
    _show(core, Badge("A1"))
    galleries.append(gallery_of(ben=BEN))
    events = _decisions(_play(core, clock, [painted(ANNA)] * 20))
    assert events
    assert not any(event.granted for event in events)


def test_badge_and_pin_without_a_camera(make_core: MakeCore, gallery: Index, clock: ManualClock) -> None:
    rules = AdmissionRules(Options("test", camera_lost=Requirement.BADGE_AND_PIN))
    core = make_core(gallery, rules=rules)
    core.camera("hung")
    assert _show(core, Badge("A1")).reason is Reason.SECOND_FACTOR
    granted = _show(core, Pin(PIN))
    assert _said(granted) == (True, Reason.CREDENTIAL, "anna")
    assert granted.cosine is None
    core.camera("ok")
    _show(core, Badge("A1"))
    assert _show(core, Pin(PIN)).reason is Reason.SECOND_FACTOR


def test_a_removed_persons_badge_is_nobodys(make_core: MakeCore, gallery: Index) -> None:
    core = make_core(gallery, rules=CREDENTIAL)
    for credential in (Badge("C3"), Badge("nobody's"), Badge("Z9"), Pin(PIN), Pin(PIN, "9999"), Pin(WRONG, "1001")):
        event = _show(core, credential)
        assert (event.granted, event.reason) == (False, Reason.WRONG_CREDENTIAL)
    assert _show(core, Badge("B2")).granted


# --- throttling


def test_wrong_pins_make_that_identity_wait_and_nobody_else(
    make_core: MakeCore, gallery: Index, clock: ManualClock, access: Access
) -> None:
    core = make_core(gallery, rules=replace(CREDENTIAL, throttle=ThrottleRules(failures=3, seconds=30)))
    for _ in range(3):
        assert _show(core, Pin(WRONG, "1001")).reason is Reason.WRONG_CREDENTIAL
    for credential in (Pin(PIN, "1001"), Badge("A1")):
        assert _show(core, credential).reason is Reason.THROTTLED, "even the right one"
    assert _show(core, Badge("B2")).granted
    face = make_core(gallery)
    assert _decisions(_play(face, clock, [painted(ANNA)] * 10))[0].granted, "her face goes on as before"
    again = make_core(gallery, rules=core._admission.rules)
    assert _show(again, Pin(PIN, "1001")).reason is Reason.THROTTLED, "pulling the plug gains nothing"
    clock.advance(31)
    assert _show(core, Pin(PIN, "1001")).granted
    assert access.failures.count("anna") == 0
    assert _show(core, Pin(WRONG, "1001")).reason is Reason.WRONG_CREDENTIAL


def test_many_failures_raise_one_alarm(make_core: MakeCore, gallery: Index, trail: Trail, tmp_path: Path) -> None:
    core = make_core(gallery, rules=replace(CREDENTIAL, alarm=AlarmRules(failures=4)))
    events = [event for number in range(7) for event in core.present(Badge(f"X{number}"))]
    alarms = [event for event in events if isinstance(event, Notice)]
    assert [(alarm.event, alarm.detail) for alarm in alarms] == [("alarm", "repeated failures")]
    trail.close()
    assert [row["event"] for row in _rows(tmp_path)].count("alarm") == 1


def test_claims_of_nobodys_numbers_do_not_fill_the_memory(
    make_core: MakeCore, gallery: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gate.identity_failures.KEPT_IDENTITIES", 10)
    core = make_core(gallery, rules=CREDENTIAL)
    for number in range(50):
        core.present(Badge(f"X{number}"))
    assert len(core._admission._failures) <= 10


# --- duress


def test_a_duress_pin_opens_and_reports_and_looks_like_any_other(
    make_core: MakeCore, gallery: Index, trail: Trail, tmp_path: Path, clock: ManualClock
) -> None:
    reports: list[Duress] = []
    core = make_core(gallery, rules=CREDENTIAL, report_duress=reports.append)
    events = [_show(core, Pin(PIN, "1001"))]
    views = [core.screen.view(painted(), clock.mono())]
    assert not reports
    events.append(_show(core, Pin(DURESS, "1001")))
    views.append(core.screen.view(painted(), clock.mono()))
    assert [(report.person, report.gate) for report in reports] == [("anna", "test")]
    lines = [json.loads(replace(event, seq=0).to_json()) for event in events]
    assert lines[0] == lines[1], "the open log"
    assert (views[0].phase, views[0].person, views[0].reason) == (Phase.GRANTED, "Anna", None)
    assert (views[0].person, views[0].reason, views[0].phase) == (views[1].person, views[1].reason, views[1].phase)
    log = trail._audit
    rows = list(log.rows())
    said = [{**row.fields, "tag": len(row.fields["tag"])} for row in rows]
    assert said[0] == said[1], "the audit row, to whoever lacks the key"
    assert [is_marked(log.keys.silent, row) for row in rows] == [False, True]


def test_a_duress_pin_counts_through_a_claim(
    make_core: MakeCore, gallery: Index, trail: Trail, clock: ManualClock
) -> None:
    reports: list[Duress] = []
    core = make_core(gallery, rules=BOTH, report_duress=reports.append)
    _show(core, Pin(DURESS, "1001"))
    (granted,) = _decisions(_play(core, clock, [painted(ANNA)] * 20))
    assert granted.granted
    assert len(reports) == 1
    rows = [row for row in trail._audit.rows() if row.fields["granted"]]
    assert [is_marked(trail._audit.keys.silent, row) for row in rows] == [True]


def test_a_report_that_can_t_be_sent_delays_nothing(make_core: MakeCore, gallery: Index) -> None:
    def broken(_duress: Duress) -> None:
        raise OSError("no network")

    core = make_core(gallery, rules=CREDENTIAL, report_duress=broken)
    assert _show(core, Pin(DURESS, "1001")).granted
    with pytest.raises(AccessError, match="can't be sent"):
        SyslogReport("nowhere")


# --- audit


def test_every_decision_is_in_the_audit_by_id_and_without_a_name(
    make_core: MakeCore, gallery: Index, clock: ManualClock, trail: Trail, tmp_path: Path
) -> None:
    core = make_core(gallery)
    events = _decisions(_play(core, clock, [painted(ANNA)] * 10 + [painted()] * 20 + [painted(STRANGER)] * 30))
    events += _decisions(core.end())
    trail.close()
    rows = [row for row in _rows(tmp_path) if row["kind"] == "decision"]
    assert [row["reason"] for row in rows] == [event.reason.value for event in events]
    first = rows[0]
    assert (first["person"], first["subject"], first["granted"], first["factors"]) == ("anna", "anna", True, ["face"])
    assert {"time", "mono", "gate", "cosine", "threshold", "fmr", "model", "tag", "policy_revision"} <= first.keys()
    assert "Anna" not in (tmp_path / "audit.db").read_bytes().decode("latin1")


@pytest.mark.parametrize("how", ["locked", "full"])
def test_what_can_t_be_recorded_is_no_grant(
    make_core: MakeCore, gallery: Index, clock: ManualClock, trail: Trail, tmp_path: Path, how: str
) -> None:
    """A full disk is a limit on the database's pages here: SQLite says the same (SQLITE_FULL)."""
    core = make_core(gallery)
    log = trail._audit
    log._db._db.execute("PRAGMA busy_timeout = 50")
    other = sqlite3.connect(tmp_path / "audit.db", isolation_level=None)
    if how == "locked":
        other.execute("BEGIN IMMEDIATE")
    else:
        pages = log._db.value("PRAGMA page_count")
        log._db._db.execute(f"PRAGMA max_page_count = {pages}")
        _fill(trail)
    refused, *_ = _decisions(_play(core, clock, [painted(ANNA)] * 5))
    assert (refused.granted, refused.reason, refused.person) == (False, Reason.NOT_AUDITED, None)
    assert core.screen.view(painted(), clock.mono()).reason is Reason.NOT_AUDITED
    assert trail.problem
    if how == "locked":
        other.rollback()
    else:
        log._db._db.execute("PRAGMA max_page_count = 1000000")
    other.close()
    assert _decisions(_play(core, clock, [painted(ANNA)] * 60))[-1].granted, "and works again"
    trail.close()
    with AuditLog.open(tmp_path / "audit.db", tmp_path / "audit.key", clock=clock, gate="test") as whole:
        assert verify(whole).whole
    reasons = [row.get("reason") for row in _rows(tmp_path)]
    assert "not_audited" in reasons, "the refusal is recorded once it can be"


def test_a_second_face_after_a_grant_is_on_record(
    make_core: MakeCore, gallery: Index, clock: ManualClock, trail: Trail, tmp_path: Path
) -> None:
    core = make_core(gallery, passage_seconds=3.0)
    events = _play(core, clock, [painted(ANNA)] * 5 + [painted(ANNA, STRANGER)] * 10)
    assert [event.track for event in events if event.event == "tailgating"] == [2]
    trail.close()
    assert [row["track"] for row in _rows(tmp_path) if row["event"] == "tailgating"] == [2]


def test_a_second_face_long_after_is_nobodys_business(make_core: MakeCore, gallery: Index, clock: ManualClock) -> None:
    core = make_core(gallery, passage_seconds=0.0)
    events = _play(core, clock, [painted(ANNA)] * 5 + [painted(ANNA, STRANGER)] * 10)
    assert not [event for event in events if event.event == "tailgating"]


# --- the index of one


def test_an_index_of_one_compares_with_nobody_else(gallery: Index) -> None:
    only = gallery.only("anna")
    assert only.people == ("anna",)
    assert np.array_equal(only.vectors("anna"), gallery.vectors("anna"))
    assert (only.revision, only.template_space, only.name("anna")) == (1, "fake", "Anna")
    assert gallery.knows("ben")
    assert not only.knows("ben")
    nobody = Index(revision=1, template_space="fake", names={"x": "X"}, owners=[], vectors=FakeRecogniser().embed([]))
    assert len(nobody.only("x")) == 0
    assert len(gallery.only("removed")) == 0


def _fill(trail: Trail) -> None:
    """Rows of falling size, until not even the smallest has room."""
    for size in (2000, 200, 0):
        with contextlib.suppress(AuditError):
            for _ in range(1000):
                trail.commit(Record("door", {"filler": "x" * size}))


def _rows(folder: Path) -> list[dict[str, Any]]:
    db = sqlite3.connect(folder / "audit.db")
    try:
        return [json.loads(body) for (body,) in db.execute("SELECT body FROM rows ORDER BY seq")]
    finally:
        db.close()


assert datetime(2026, 1, 1, tzinfo=timezone.utc) == ManualClock().utc(), "the schedules above count from here"
