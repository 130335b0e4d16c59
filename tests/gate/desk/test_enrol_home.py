"""Enrolment at a real gate's folder, from the demo camera and from photographs: everything is stored, or nothing."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timezone
from pathlib import Path

import cv2
import numpy as np
import pytest

from gate.access.errors import AccessError, AuditError
from gate.access.rules.accounts import Account, Role
from gate.access.store.access import Access
from gate.auditing import open_audit
from gate.capture.demo_people import ASSETS
from gate.capture.errors import CaptureError
from gate.capture.fakes import FakeReader
from gate.capture.reader import open_source
from gate.capture.shared import Onlooker, SharedReader
from gate.capture.types import FrameReader, Health
from gate.clock import SystemClock
from gate.desk import enrol_camera
from gate.desk.desk import open_desk
from gate.desk.enrol import Draft, FindingKind, Identity, Progress, Signature
from gate.desk.enrol_home import HomeEnrol
from gate.desk.enrol_sitting import Advice, Pose, Preview
from gate.gallery.errors import GalleryError
from gate.gallery.live import LiveIndex
from gate.home import Home, find_home
from gate.settings import Settings
from gate.vault import make_keys, open_gallery, unlock

BY = Account("Eero", frozenset({Role.ENROL}))
SIGNED = Signature("3 (en)", "I agree", datetime(2026, 11, 25, 9, tzinfo=timezone.utc))
EILEEN = Identity("Eileen Collins", "B-17", date(2099, 1, 1))


class Watching:
    """Leaves out every picture but the straight one, and writes down what is reported."""

    def __init__(self, stop_after: int | None = None) -> None:
        self.news: list[object] = []
        self._stop_after = stop_after

    def report(self, news: object) -> None:
        self.news.append(news)

    def cancelled(self) -> bool:
        return self._stop_after is not None and len(self.news) >= self._stop_after

    def skipped(self) -> bool:
        last = self.news[-1] if self.news else None
        return isinstance(last, Preview) and last.pose not in (None, Pose.STRAIGHT)

    def ready(self) -> bool:
        return False


@pytest.fixture(scope="module")
def shared_networks() -> dict[str, object]:
    return {}


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path / "home", find_home(None).models)
    made.path.mkdir()
    make_keys(made, Settings(), "file")
    return made


@pytest.fixture
def calls(home: Home, shared_networks: dict[str, object]) -> Iterator[HomeEnrol]:
    made = HomeEnrol(home, camera=lambda _settings: open_source("demo", every_frame=True))
    made._networks = shared_networks.get("n")  # type: ignore[assignment]
    yield made
    shared_networks["n"] = made._networks


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "eileen"
    made.mkdir()
    (made / "one.jpg").write_bytes((ASSETS / "astronaut.jpg").read_bytes())
    return made


def stored(home: Home) -> list[str]:
    if not home.gallery.exists():
        return []
    with open_gallery(home, Settings(), template_space=None) as gallery:
        return [person.name for person in gallery.people()]


def badge_of(home: Home, number: str) -> str | None:
    if not home.access.exists():
        return None
    with Access.open(home.access) as access:
        return access.credentials.person_of_badge(number)


def test_somebody_is_enrolled_from_the_demo_camera_and_recognised(home: Home, calls: HomeEnrol) -> None:
    watch = Watching()
    assert calls.check(EILEEN, BY) == ()
    shots = calls.capture(SIGNED, tuple(Pose), watch, BY)
    assert [shot.pose for shot in shots] == [Pose.STRAIGHT]
    said = {news.advice for news in watch.news if isinstance(news, Preview)}
    assert {Advice.NOBODY, Advice.HOLD} <= said
    assert stored(home) == []
    draft = Draft(EILEEN, SIGNED, shots)
    assert calls.judge(draft, BY) == ()
    store = unlock(home, Settings(), make=True)
    space = shots[0].sample.template.template_space
    with open_gallery(home, Settings(), template_space=space, store=store):
        pass
    with LiveIndex(home.gallery, template_space=space, store=store) as gate:  # as a running gate has it
        enrolled = calls.store(draft, BY)
        until = time.monotonic() + 1.0
        while not gate.current().knows(enrolled.person):
            assert time.monotonic() < until, "not live within a second"
            time.sleep(0.01)
    assert stored(home) == ["Eileen Collins"]
    assert badge_of(home, "B-17") == enrolled.person
    with open_gallery(home, Settings(), template_space=None) as gallery:
        person = gallery.people()[0]
        consent = gallery.consents(person)[0]
    assert (consent.text, consent.given, consent.operator) == ("3 (en) (signed on screen)", SIGNED.signed, "Eero")
    assert person.expires == EILEEN.expires
    tried = calls.recognise(enrolled.person, Watching(), BY)
    assert tried.recognised
    assert tried.cosine >= tried.threshold > 0
    assert [p.field for p in calls.check(EILEEN, BY)] == ["name", "badge"]
    assert [p.field for p in calls.check(Identity("Other", "b-17"), BY)] == ["badge"]
    finding = calls.judge(replace(draft, identity=Identity("Other")), BY)[0]
    assert (finding.kind, finding.name) == (FindingKind.ALREADY, "Eileen Collins")
    with pytest.raises(GalleryError, match="looks like Eileen"):
        calls.store(replace(draft, identity=Identity("Other", "B-18")), BY)
    assert stored(home) == ["Eileen Collins"]
    assert badge_of(home, "B-18") is None


def test_a_kiosk_enrols_from_the_pictures_that_its_gate_has_taken(
    home: Home, shared_networks: dict[str, object]
) -> None:
    lookers: list[Onlooker] = []
    with open_source("demo", every_frame=True) as reader, SharedReader(reader) as shared:

        def camera() -> FrameReader:
            lookers.append(shared.onlooker())
            return lookers[-1]

        done = threading.Event()

        def serve() -> None:
            """As the gate's service takes them, but no faster than they are looked at here."""
            while not lookers and not done.wait(0.01):
                pass
            for frame in shared.frames():
                while lookers[-1]._seen is not frame and not done.wait(0.001):
                    pass
                if done.is_set():
                    return

        desk = open_desk(home, camera)
        calls = desk.enrol
        assert isinstance(calls, HomeEnrol)
        calls._networks = shared_networks.get("n")  # type: ignore[assignment]
        thread = threading.Thread(target=serve)
        thread.start()
        try:
            shots = calls.capture(SIGNED, tuple(Pose), Watching(), BY)
        finally:
            done.set()
            thread.join()
    assert [shot.pose for shot in shots] == [Pose.STRAIGHT]
    assert lookers[0]._closed
    assert calls.store(Draft(EILEEN, SIGNED, shots), BY).templates == 1


def test_two_people_s_photographs_are_refused(calls: HomeEnrol, folder: Path) -> None:
    (folder / "two.jpg").write_bytes((ASSETS / "grace_hopper.jpg").read_bytes())
    draft = Draft(EILEEN, SIGNED, calls.photographs(SIGNED, folder, BY))
    finding = calls.judge(draft, BY)[0]
    assert finding.kind is FindingKind.REFUSED
    assert "does not look like the same person" in finding.text
    with pytest.raises(GalleryError, match="same person"):
        calls.store(draft, BY)


@pytest.fixture
def staff(home: Home) -> str:
    """The id of a group."""
    with Access.open(home.access) as access, access.change():
        access.rules.add_group("Staff")
        return access.rules.group("Staff").id


def members(home: Home) -> dict[str, frozenset[str]]:
    with Access.open(home.access) as access:
        return {person: one.groups for person, one in access.rules.rulebook().standings.items()}


def test_somebody_is_in_the_groups_that_were_chosen_from_the_start(
    home: Home, calls: HomeEnrol, folder: Path, staff: str
) -> None:
    assert [(group.id, group.name) for group in calls.groups(BY)] == [(staff, "Staff")]
    draft = Draft(replace(EILEEN, groups=frozenset({staff})), SIGNED, calls.photographs(SIGNED, folder, BY))
    gone = replace(draft, identity=replace(EILEEN, groups=frozenset({staff, "no more"})))
    with pytest.raises(AccessError, match="there no more"):
        calls.store(gone, BY)
    assert (stored(home), members(home)) == ([], {})
    enrolled = calls.store(draft, BY)
    assert members(home) == {enrolled.person: {staff}}
    with open_audit(home, read_only=True) as log:
        assert list(log.rows())[-2].fields["groups"] == [staff] or list(log.rows())[-1].fields["groups"] == [staff]


@pytest.mark.parametrize("fault", ["audit", "gallery", "badge"])
def test_what_fails_while_storing_leaves_nothing(
    home: Home, calls: HomeEnrol, folder: Path, staff: str, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    eileen = replace(EILEEN, groups=frozenset({staff}))
    draft = Draft(eileen, SIGNED, calls.photographs(SIGNED, folder, BY))

    def fails(*_: object, **__: object) -> None:
        raise {"audit": AuditError, "badge": AccessError}.get(fault, GalleryError)("the disk is full")

    if fault == "audit":
        monkeypatch.setattr("gate.desk.enrol_home.open_audit", fails)
    elif fault == "badge":
        monkeypatch.setattr("gate.access.store.credentials.Credentials.add_badge", fails)
    else:
        monkeypatch.setattr("gate.desk.enrol_home.HomeEnrol._note", fails)
    with pytest.raises((GalleryError, AuditError, AccessError), match="disk is full"):
        calls.store(draft, BY)
    monkeypatch.undo()
    assert stored(home) == []
    assert badge_of(home, "B-17") is None
    assert members(home) == {}


def test_a_badge_of_nobody_that_a_kill_has_left_gives_way(home: Home, calls: HomeEnrol, folder: Path) -> None:
    with Access.open(home.access) as access, access.change():
        access.credentials.add_badge("nobody", "B-17")
    assert calls.check(EILEEN, BY) == ()
    enrolled = calls.store(Draft(EILEEN, SIGNED, calls.photographs(SIGNED, folder, BY)), BY)
    assert badge_of(home, "B-17") == enrolled.person


def test_a_lost_camera_is_said_and_stores_nothing(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = FakeReader()
    reader.become(Health.LOST, "the camera is unplugged")
    monkeypatch.setattr(enrol_camera, "PATIENCE", 0.5)

    def camera(_settings: Settings) -> FrameReader:
        return reader

    calls, watch = HomeEnrol(home, camera=camera), Watching()
    with pytest.raises(CaptureError, match="unplugged"):
        calls.capture(SIGNED, tuple(Pose), watch, BY)
    assert {news.advice for news in watch.news if isinstance(news, Preview)} == {Advice.CAMERA_LOST}
    assert reader.closed
    assert stored(home) == []


def test_closing_the_window_lets_the_camera_go(home: Home, calls: HomeEnrol) -> None:
    assert calls.capture(SIGNED, tuple(Pose), Watching(stop_after=3), BY) == ()
    assert stored(home) == []


@pytest.mark.parametrize(
    ("identity", "field", "words"),
    [
        (Identity("x" * 500), "name", "500 characters"),
        (Identity("a\u202eb"), "name", "direction"),
        (Identity(""), "name", "empty"),
        (Identity("Anna", "no such badge!"), "badge", "badge number"),
        (Identity("Anna", expires=date(2020, 1, 1)), "expires", "over"),
    ],
)
def test_what_is_wrong_with_a_description_is_said(calls: HomeEnrol, identity: Identity, field: str, words: str) -> None:
    problem = calls.check(identity, BY)[0]
    assert problem.field == field
    assert words in problem.text


def test_a_name_from_right_to_left_is_a_name(calls: HomeEnrol) -> None:
    assert calls.check(Identity("דנה כהן"), BY) == ()


def test_without_the_role_nothing_is_done(calls: HomeEnrol) -> None:
    nobody = Account("", frozenset())
    tries: list[Callable[[], object]] = [
        lambda: calls.check(EILEEN, nobody),
        lambda: calls.capture(SIGNED, tuple(Pose), Watching(), nobody),
        lambda: calls.remaining(nobody),
        lambda: calls.store(Draft(EILEEN, SIGNED, ()), nobody),
    ]
    for attempt in tries:
        with pytest.raises(AccessError, match="lacks the role"):
            attempt()


def test_a_list_enrols_line_by_line_and_reports(home: Home, calls: HomeEnrol, folder: Path) -> None:
    blank = np.zeros((200, 200, 3), np.uint8)
    cv2.imwrite(str(folder / "blank.png"), blank)
    file = folder / "people.csv"
    file.write_text(
        "\ufeffname,photographs,consent,badge\nEileen,one.jpg,paper v2,B-1\nBen,blank.png,paper v2,\n"
        "Dana,,paper v2,\nEli,one.jpg,,\n",
        encoding="utf-8",
    )
    watch = Watching()
    report = calls.batch(file, watch, BY)
    assert [bool(line.problem) for line in report.lines] == [False, True, True, True]
    assert "no face" in report.lines[1].problem
    assert report.enrolled == 1
    assert stored(home) == ["Eileen"]
    assert report.file is not None
    assert "Eileen" in report.file.read_text(encoding="utf-8")
    assert [news for news in watch.news if isinstance(news, Progress)][-1] == Progress(3, 4, "Eli")
    with open_gallery(home, Settings(), template_space=None) as gallery:
        assert gallery.consents(gallery.people()[0])[0].text == "paper v2"


def test_a_file_that_is_no_list_is_said(calls: HomeEnrol, tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    for content, words in ((b"a,b\n1,2\n", "lacks the column name"), (b"\xff\xfe\x00", "no CSV")):
        file.write_bytes(content)
        with pytest.raises(GalleryError, match=words):
            calls.batch(file, Watching(), BY)
    with pytest.raises(GalleryError, match="can't be read"):
        calls.batch(tmp_path / "none.csv", Watching(), BY)


def test_another_model_s_gallery_is_said_and_replaced_from_photographs(
    home: Home, calls: HomeEnrol, folder: Path
) -> None:
    calls.store(Draft(EILEEN, SIGNED, calls.photographs(SIGNED, folder, BY)), BY)
    assert calls.remaining(BY).left == ()
    with open_gallery(home, Settings(), template_space=None) as gallery:
        person = gallery.people()[0]
        samples = [replace(shot.sample) for shot in calls.photographs(SIGNED, folder, BY)]
        other = [replace(one, template=replace(one.template, template_space="other")) for one in samples]
        gallery.replace_templates({person.id: other}, "other", SystemClock().utc())
    rest = calls.remaining(BY)
    assert (rest.left, rest.people, rest.other_model) == (("Eileen Collins",), 1, True)
    assert "gate reenrol" in calls.check(Identity("Anna"), BY)[0].text
    site = folder.parent / "site"
    site.mkdir()
    with pytest.raises(GalleryError, match="no photographs for: Eileen"):
        calls.again(site, False, BY)
    folder.rename(site / "Eileen Collins")
    assert calls.again(site, False, BY).left == ()
    with open_audit(home, read_only=True) as log:
        actions = [row.fields["action"] for row in log.rows() if "action" in row.fields]
    assert actions[-1] == "reenrol"
    assert sqlite3.connect(home.gallery).execute("SELECT count(*) FROM templates").fetchone() == (1,)
