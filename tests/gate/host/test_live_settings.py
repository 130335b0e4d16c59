"""Settings that change while the gate runs: taken over where that is safe, on record, or left with a word."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from engines.errors import ModelError
from gate.access.audit.row import Record
from gate.access.audit.trail import Trail
from gate.access.door_types import Action, Command
from gate.access.errors import AuditError
from gate.assembly import Assembly
from gate.auditing import open_audit
from gate.capture.fakes import FakeReader
from gate.clock import SystemClock
from gate.entrance import Entrance
from gate.gallery.errors import GalleryError
from gate.home import Home, find_home
from gate.host.live_settings import LIVE, Change, compare, is_live, leaves, take_live
from gate.host.progress import Progress
from gate.host.reference import markdown, tables
from gate.host.running import RunningGate
from gate.host.settings_file import SettingsFile
from gate.networks import open_networks
from gate.settings import Settings, read_settings
from gate.vault import make_keys
from tests.gate.host.conftest import until

PAGE = Path(__file__).resolve().parents[3] / "docs" / "settings.md"


# --- what is live


def test_every_live_key_exists() -> None:
    keys = [key for key, _ in leaves(Settings())]
    for live in LIVE:
        assert any(key == live or key.startswith(f"{live}.") for key in keys), live


@pytest.mark.parametrize(
    ("key", "live"),
    [
        ("policy.requirement", True),
        ("audit.retention_days", True),
        ("recognition.fmr", True),
        ("recognition.model", False),
        ("privacy.key", False),
        ("privacy.retention_days", True),
        ("door.pulse", False),
        ("camera.source", False),
        ("liveness.mode", False),
        ("logs.level", True),
        ("logs.files", False),
        ("policyx.requirement", False),
    ],
)
def test_which_keys_are_live(key: str, live: bool) -> None:
    assert is_live(key) is live


def test_what_a_new_file_asks_for() -> None:
    now = Settings()
    wanted = Settings.model_validate(
        {
            "policy": {"mask": "remind"},
            "recognition": {"fpir": 0.001, "model": "other"},
            "door": {"pulse": 3.0},
            "outputs": {"webhook": {"url": "https://x/y"}},
        }
    )
    change = compare(now, wanted)
    assert change.live == {"policy.mask": ("dont_care", "remind"), "recognition.fpir": (None, 0.001)}
    assert change.restart[0] == "door.pulse"
    assert "recognition.model" in change.restart
    assert any(key.startswith("outputs.webhook") for key in change.restart)
    taken = take_live(now, wanted)
    assert compare(now, taken) == Change(change.live, ())
    assert compare(taken, wanted) == Change({}, change.restart)


# --- the file


class Follower:
    def __init__(self, path: Path) -> None:
        self.applied: list[tuple[Settings, Change]] = []
        self.results: list[bool] = []
        self.refusal: Exception | None = None
        path.write_text("")
        self.file = SettingsFile(
            path, read_settings(path), self.apply, refusals=(AuditError,), on_reload=self.results.append
        )

    def apply(self, settings: Settings, change: Change) -> None:
        if self.refusal:
            raise self.refusal
        self.applied.append((settings, change))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "gate.toml"


@pytest.fixture
def follower(path: Path) -> Follower:
    return Follower(path)


def test_nothing_changes_nothing(follower: Follower) -> None:
    assert not follower.file.look()
    follower.file.ask()
    assert follower.file.look()
    assert (follower.applied, follower.results) == ([], [True])


def test_a_change_is_taken_over_and_the_rest_waits(follower: Follower, path: Path) -> None:
    path.write_text('[policy]\nmask = "remind"\n[door]\npulse = 3.0\n')
    assert follower.file.look()
    ((settings, change),) = follower.applied
    assert (settings.policy.mask, settings.door.pulse) == ("remind", 5.0)
    assert list(change.live) == ["policy.mask"]
    assert follower.file.restart == ("door.pulse",)
    path.write_text('[policy]\nmask = "remind"\n')
    follower.file.look()
    assert follower.file.restart == ()
    assert len(follower.applied) == 1


@pytest.mark.parametrize("text", ["[policy]\nmask = 'perhaps'\n", "[polcy]\n", "no toml at all [", None])
def test_a_file_that_can_not_be_used_changes_nothing(
    follower: Follower, path: Path, text: str | None, caplog: pytest.LogCaptureFixture
) -> None:
    if text is None:  # the defaults of no file at all may be laxer than what was written
        path.unlink()
    else:
        path.write_text(text)
    assert follower.file.look()
    assert follower.applied == []
    assert follower.file.problem
    assert follower.results == [False]
    assert "the settings stay as they were" in caplog.text
    path.write_text("[policy]\nfailures = 3\n")
    follower.file.look()
    assert follower.file.problem is None
    assert follower.applied[0][0].policy.failures == 3


def test_what_can_not_be_recorded_is_not_taken_over(follower: Follower, path: Path) -> None:
    follower.refusal = AuditError("the disk is full")
    path.write_text("[policy]\nfailures = 3\n")
    follower.file.look()
    assert follower.file.problem == "the disk is full"
    assert follower.file.settings.policy.failures == 5
    follower.refusal = None
    follower.file.ask()
    follower.file.look()
    assert follower.file.settings.policy.failures == 3


# --- a gate that goes on with other settings


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = find_home(tmp_path / "home")
    home.path.mkdir()
    make_keys(home, Settings(), "file")
    return home


@dataclass
class Running:
    """A gate in a thread, its networks real and its camera a fake."""

    home: Home
    entrance: Entrance
    gate: RunningGate

    def rows(self) -> list[dict[str, Any]]:
        with open_audit(self.home, read_only=True) as log:
            return [row.fields for row in log.rows()]

    def change(self, **tables: dict[str, Any]) -> None:
        before, after = Settings(), Settings.model_validate(tables)
        self.gate.apply(after, compare(before, after))


@pytest.fixture
def running(home: Home) -> Iterator[Running]:
    clock, reader, settings = SystemClock(), FakeReader(), Settings()
    entrance = Entrance(settings, home, clock, lambda _events: None, real=False)

    def assemble(settings: Settings, networks: Any, replaced: Assembly | None) -> Assembly:
        return Assembly(settings, home, clock, networks, reader, entrance, store=replaced.store if replaced else None)

    gate = RunningGate(settings, open_networks(settings, home), assemble, reader, clock, Progress(clock.mono()))
    thread = threading.Thread(target=lambda: gate.run(entrance.publish, lambda _view: None))
    with entrance:
        thread.start()
        yield Running(home, entrance, gate)
        gate.stop()
        thread.join(20)
        assert not thread.is_alive()
        gate.close()


def test_a_gate_goes_on_with_the_new_settings_and_records_them(running: Running) -> None:
    first = running.gate.assembly
    running.change(policy={"failures": 3, "requirement": "credential"})
    until(lambda: running.gate.assembly is not first)
    assert running.gate.assembly.core._admission.rules.throttle.failures == 3
    assert running.gate.assembly.core.screen.badge_or_pin
    changed = [row for row in running.rows() if row.get("action") == "settings"]
    assert {(row["key"], row["before"], row["after"]) for row in changed} == {
        ("policy.failures", 5, 3),
        ("policy.requirement", "face", "credential"),
    }
    assert all(row["actor"] for row in changed)


def test_settings_that_make_no_gate_leave_the_old_one(running: Running) -> None:
    first = running.gate.assembly
    with pytest.raises((ModelError, GalleryError), match="1e-12"):
        running.change(recognition={"fmr": 1e-12})
    assert running.gate.assembly is first
    assert not [row for row in running.rows() if row.get("action") == "settings"]


def test_settings_that_can_not_be_recorded_are_not_taken_over(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, commit = running.gate.assembly, Trail.commit

    def refuse(trail: Trail, *records: Record) -> None:
        if any(record.kind == "admin" for record in records):
            raise AuditError("the disk is full")
        commit(trail, *records)

    monkeypatch.setattr(Trail, "commit", refuse)
    with pytest.raises(AuditError):
        running.change(policy={"failures": 3})
    assert running.gate.assembly is first


def test_the_door_stays_on_record_through_changes(running: Running) -> None:
    for failures in (3, 4, 6):
        before = running.gate.assembly
        running.change(policy={"failures": failures})
        until(lambda before=before: running.gate.assembly is not before)
        running.entrance.doorway.command(Command(Action.LOCK, "test"))
        running.entrance.doorway.command(Command(Action.OPEN, "test"))
    until(lambda: [row.get("event") for row in running.rows()].count("door_unlocked") == 3)


# --- the page


def test_the_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == markdown(), "run `gate settings > docs/settings.md`"


def test_every_key_is_documented() -> None:
    missing = [f"{table.name}.{key.name}" for table in tables() for key in table.keys if not key.text]
    assert missing == []


def test_the_page_names_every_key() -> None:
    named = {f"{table.name}.{key.name}" for table in tables() for key in table.keys}
    named |= {table.name for table in tables() if table.several}
    assert {key for key, value in leaves(Settings()) if value is not None or "outputs" not in key} <= named | {
        "outputs.webhook",
        "outputs.mqtt",
        "outputs.osdp",
    }
