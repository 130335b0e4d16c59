"""Files put back as they were before: noticed at the next opening, and by the running gate."""

from __future__ import annotations

import contextlib
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from gate.access.audit.retention import prune
from gate.access.errors import AccessError
from gate.access.reasons import Reason
from gate.auditing import open_audit
from gate.clock import SystemClock
from gate.commands.changing import changing
from gate.gallery.errors import GalleryError
from gate.home import Home
from gate.witness import accept, open_access, recorded
from tests.torture.site import SETTINGS, Desk, Site, build


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    home = build(tmp_path / "home", SETTINGS.replace('requirement = "any"', 'requirement = "face"'))
    return Desk(home, SystemClock())


def _files(home: Home) -> list[Path]:
    return [path for path in (home.gallery, home.keyring, home.access) if path.exists()]


def _copy(paths: list[Path], to: Path) -> None:
    to.mkdir()
    for path in paths:
        for part in path.parent.glob(path.name + "*"):
            shutil.copy(part, to / part.name)


def _put_back(paths: list[Path], kept: Path) -> None:
    for path in paths:
        for part in path.parent.glob(path.name + "*"):
            if part.name != "gallery.key":
                part.unlink()
        for part in kept.glob(path.name + "*"):
            shutil.copy(part, path.with_name(part.name))


def test_gallery_and_keyring_put_back_together_are_refused(desk: Desk, tmp_path: Path) -> None:
    """Both are of one moment and agree with each other: only the audit log knows better."""
    home = desk.home
    desk.enrol(1)
    _copy([home.gallery, home.keyring], tmp_path / "old")
    desk.remove(1)
    _put_back([home.gallery, home.keyring], tmp_path / "old")
    with pytest.raises(GalleryError, match=r"old copy \(revision 1, it had reached \d+\)"), desk.gallery():
        pass
    with pytest.raises(GalleryError, match="old copy"):
        Site(home, SystemClock(), real=False)
    with pytest.raises(GalleryError, match="old copy"):
        desk.enrol(2)


def test_gallery_and_keyring_put_back_under_a_running_gate_let_nobody_in(desk: Desk, tmp_path: Path) -> None:
    home = desk.home
    desk.enrol(1)
    desk.enrol(2)
    _copy([home.gallery, home.keyring], tmp_path / "old")
    with Site(home, SystemClock(), real=False) as site:
        assert site.visit(1)[-1].granted
        desk.remove(1)
        _put_back([home.gallery, home.keyring], tmp_path / "old")
        _visit_for_seconds(site, 2)
        with pytest.raises(GalleryError, match="old copy"):
            site.visit(1)


def _visit_for_seconds(site: Site, number: int) -> None:
    """Until it is refused: the running gate looks four times a second."""
    end = SystemClock().mono() + 10
    with contextlib.suppress(GalleryError):
        while SystemClock().mono() < end:
            site.visit(number)


@pytest.mark.parametrize("how", ["old", "gone"])
def test_old_or_missing_rules_are_refused(desk: Desk, tmp_path: Path, how: str) -> None:
    home = desk.home
    person = desk.enrol(1)
    desk.suspend(person.id, False)
    _copy([home.access], tmp_path / "old")
    desk.suspend(person.id, True)
    _put_back([home.access], tmp_path / "old" if how == "old" else tmp_path / "nothing")
    with pytest.raises(AccessError, match=r"old copy \(revision 1, they had reached 2\)|are gone, they had reached"):
        open_access(home)
    with pytest.raises(AccessError):
        Site(home, SystemClock(), real=False)
    assert how == "old" or not home.access.exists(), (
        "no new rules, by which everybody may pass, are made in their place"
    )


@pytest.mark.parametrize("how", ["in its place", "written over"])
def test_old_rules_under_a_running_gate_let_nobody_in(desk: Desk, tmp_path: Path, how: str) -> None:
    home = desk.home
    person = desk.enrol(1)
    desk.suspend(person.id, False)
    _copy([home.access], tmp_path / "old")
    with Site(home, SystemClock(), real=False) as site:
        assert site.visit(1)[-1].granted
        desk.suspend(person.id, True)
        assert site.visit(1)[-1].reason is Reason.SUSPENDED, "a change is live"
        if how == "in its place":
            _put_back([home.access], tmp_path / "old")
        else:
            import sqlite3

            with sqlite3.connect(home.access) as db:  # as whoever edits the file would
                db.execute("UPDATE access SET revision = 1")
                db.execute("UPDATE standings SET suspended = 0")
            db.close()
        assert site.visit(1)[-1].reason is Reason.FAULT


def test_the_log_may_be_pruned_meanwhile(desk: Desk) -> None:
    desk.enrol(1)
    person = desk.enrol(2)
    desk.suspend(person.id, True)
    before = {store: recorded(desk.home, store, AccessError) for store in ("gallery", "access")}
    assert min(before.values()) > 0
    with open_audit(desk.home) as log:
        assert prune(log, SystemClock().utc() + timedelta(days=1), actor="test")
    assert {store: recorded(desk.home, store, AccessError) for store in before} == before


def test_a_row_that_was_changed_is_believed_by_nobody(desk: Desk) -> None:
    desk.enrol(1)
    import sqlite3

    with sqlite3.connect(desk.home.audit) as db:
        db.execute("DROP TRIGGER rows_stay")
        db.execute(
            """UPDATE rows SET body = replace(body, '"revision":1', '"revision":0') WHERE body LIKE '%"revision":%'"""
        )
    db.close()
    with pytest.raises(GalleryError, match="is not as it was written"), desk.gallery():
        pass


def test_a_restore_on_purpose_is_accepted_and_on_record(desk: Desk, tmp_path: Path) -> None:
    home = desk.home
    desk.enrol(1)
    with changing(home, "group add") as access:
        access.rules.add_group("staff")
    files = _files(home)
    _copy(files, tmp_path / "old")
    desk.enrol(2)
    with changing(home, "group remove") as access:
        access.rules.remove_group("staff")
    _put_back(files, tmp_path / "old")
    assert accept(home, "disk replaced") == {"gallery": 1, "access": 1}
    with desk.gallery() as gallery, open_access(home) as access:
        assert [person.name for person in gallery.people()] == ["Person 1"]
        assert access.rules.rulebook().groups
    desk.enrol(3)
    with open_audit(home) as log:
        accepted = [row.fields for row in log.rows() if row.fields.get("reason") == "disk replaced"]
    assert [(row["store"], row["revision"]) for row in accepted] == [("gallery", 1), ("access", 1)]
    assert accepted[0]["actor"]
    _put_back(files, tmp_path / "old")
    with pytest.raises(GalleryError, match="old copy"), desk.gallery():
        pass
