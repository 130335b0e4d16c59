"""Updates with releases that work, fail, hang and are cut off; what goes back, and what never does."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from gate.auditing import note, open_audit
from gate.clock import ManualClock
from gate.gallery.keys.keyring import Keyring
from gate.home import Home, find_home
from gate.host.condition import Condition
from gate.host.update.build import build
from gate.host.update.copies import Copies
from gate.host.update.errors import UpdateError
from gate.host.update.manager import ChildManager, Systemd
from gate.host.update.pending import Pending, pending_path, read_pending, write_pending
from gate.host.update.releases import Releases
from gate.host.update.switch import roll_back, switch
from gate.host.update.trial import Trial, proves_itself
from gate.settings import Settings
from gate.vault import make_keys
from tests.gate.host.conftest import until
from tests.gate.host.test_metrics import WELL

ROOT = Path(__file__).resolve().parents[3]

PROGRAM = """#!{python}
import pathlib, sqlite3, sys, time
sys.path.insert(0, {root!r})
name, mode, layout = {name!r}, {mode!r}, {layout!r}
if "--version" in sys.argv:
    sys.exit(mode == "mute")
home = pathlib.Path(sys.argv[sys.argv.index("--home") + 1])
with (home / "ran").open("a") as file:
    file.write(name + "\\n")
for database, version in layout.items():
    db = sqlite3.connect(home / database)
    db.execute(f"PRAGMA user_version = {{version}}")
    db.execute("INSERT INTO facts VALUES (?)", (f"by {{name}}",)) if database != "audit.db" else None
    db.commit()
    db.close()
if mode == "fails":
    sys.exit(1)
if mode == "hangs":
    time.sleep(600)
if not (home / "update.json").exists():
    time.sleep(600)
import gate.host.update.trial as trial
from gate.clock import SystemClock
from gate.home import find_home
from gate.host.update.releases import releases_of
trial.SECONDS, trial.proves_itself = 0.3, lambda condition: True
on_trial = trial.Trial(find_home(home), releases_of(find_home(home)), SystemClock())
while True:
    on_trial.look(lambda: None)
    time.sleep(0.05)
"""


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A gate with a real audit log and two databases that stand for gallery and rules."""
    home = find_home(tmp_path / "home")
    home.path.mkdir()
    note(home, "admin", "first")
    for path in (home.gallery, home.access):
        _sql(path, "CREATE TABLE facts (fact TEXT)", "PRAGMA user_version = 3", "INSERT INTO facts VALUES ('old')")
    return home


@pytest.fixture
def releases(home: Home) -> Releases:
    return Releases(home.path / "releases")


@pytest.fixture
def manager(home: Home, releases: Releases) -> Iterator[ChildManager]:
    manager = ChildManager(releases.folder / "current" / "bin" / "gate", "run", "--home", str(home.path))
    yield manager
    manager.stop()


@pytest.fixture
def made(tmp_path: Path) -> Callable[..., Path]:
    """A folder with a program that behaves as told."""

    def make(name: str, mode: str = "works", **layout: int) -> Path:
        program = tmp_path / name / "bin" / "gate"
        program.parent.mkdir(parents=True)
        versions = {f"{database}.db": version for database, version in layout.items()}
        text = PROGRAM.format(python=sys.executable, root=str(ROOT), name=name, mode=mode, layout=versions)
        program.write_text(text)
        program.chmod(0o755)
        return tmp_path / name

    return make


@pytest.fixture
def first(releases: Releases, home: Home, manager: ChildManager, made: Callable[..., Path]) -> int:
    """Release 1 runs."""
    number = build(releases, made("first"))
    switch(home, releases, number, manager, deadline=1)
    manager.restart()
    until(lambda: _ran(home) == ["first"])
    return number


def _sql(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as db:
        for statement in statements:
            db.execute(statement)
        db.commit()


def _facts(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as db:
        return [fact for (fact,) in db.execute("SELECT fact FROM facts")]


def _layout(path: Path) -> int:
    with closing(sqlite3.connect(path)) as db:
        return int(db.execute("PRAGMA user_version").fetchone()[0])


def _ran(home: Home) -> list[str]:
    file = home.path / "ran"
    return file.read_text().split() if file.exists() else []


def _audit(home: Home) -> list[str]:
    with open_audit(home, read_only=True) as log:
        return [str(row.fields["action"]) for row in log.rows()]


def _update(home: Home, releases: Releases, manager: ChildManager, source: Path, deadline: float = 30.0) -> int:
    number = build(releases, source)
    switch(home, releases, number, manager, deadline=deadline)
    return number


def test_a_release_that_works_stays(first: int, home, releases, manager, made) -> None:
    number = _update(home, releases, manager, made("second"))
    assert (releases.current, releases.previous, number) == (2, 1, 2)
    assert _ran(home) == ["first", "second"]
    assert manager.running
    assert read_pending(home) is None
    assert _audit(home) == ["first", "update"]


@pytest.mark.parametrize(("mode", "deadline"), [("fails", 30.0), ("hangs", 2.0)])
def test_a_release_that_does_not_goes_back(first: int, home, releases, manager, made, mode, deadline) -> None:
    with pytest.raises(UpdateError, match="release 2 did not work, so release 1 runs again"):
        _update(home, releases, manager, made("bad", mode), deadline)
    assert (releases.current, releases.previous) == (1, None)
    until(lambda: _ran(home) == ["first", "bad", "first"])
    assert manager.running
    assert read_pending(home) is None
    assert _audit(home) == ["first", "update", "rollback"]


def test_a_program_that_does_not_answer_is_never_tried(first: int, home, releases, manager, made) -> None:
    with pytest.raises(UpdateError, match="--version"):
        _update(home, releases, manager, made("mute", "mute"))
    assert (releases.current, releases.all(), _ran(home)) == (1, [1], ["first"])


def test_what_changed_its_layout_goes_back_and_everything_else_stays(
    first: int, home: Home, releases, manager, made, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = build(releases, made("bad", "fails", gallery=4))
    make = Copies.make

    def make_and_go_on(copies: Copies) -> None:
        make(copies)
        _sql(home.access, "INSERT INTO facts VALUES ('committed since')")

    monkeypatch.setattr(Copies, "make", make_and_go_on)
    with pytest.raises(UpdateError):
        switch(home, releases, number, manager, deadline=30)
    assert (_layout(home.gallery), _facts(home.gallery)) == (3, ["old"])
    assert _facts(home.access) == ["old", "committed since"], "its layout is the same: it never goes back"
    aside = home.backups / "before-release-2-failed" / "gallery.db"
    assert (_layout(aside), _facts(aside)) == (4, ["old", "by bad"])
    with open_audit(home, read_only=True) as log:
        last = list(log.rows())[-1].fields
    assert (last["action"], last["set_aside"]) == ("rollback", ["gallery.db"])
    assert stat_mode(aside.parent) == 0o700


def stat_mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_the_audit_log_itself_goes_back_and_says_so(first: int, home, releases, manager, made) -> None:
    with pytest.raises(UpdateError):
        _update(home, releases, manager, made("bad", "fails", audit=99))
    assert _audit(home) == ["first", "update", "rollback"]
    assert _layout(home.backups / "before-release-2-failed" / "audit.db") == 99


# --- the gallery and its keyring


@pytest.fixture
def keyring(home: Home) -> Keyring:
    hidden = home.gallery.read_bytes()
    home.gallery.unlink()
    keyring = make_keys(home, Settings(), "file")
    home.gallery.write_bytes(hidden)
    keyring.admit(["anna", "ben"], keyring.newest())
    keyring.confirm(7)
    return keyring


def test_a_gallery_that_was_only_rewritten_goes_back(keyring: Keyring, home: Home) -> None:
    copies = Copies.of(home, 2)
    copies.make()
    keyring.confirm(9)
    _sql(home.gallery, "PRAGMA user_version = 4")
    assert copies.put_back() == [home.backups / "before-release-2-failed" / "gallery.db"]
    assert keyring.confirmed() == 7, "the gallery of then is no forgery"
    assert _layout(home.gallery) == 3


@pytest.mark.parametrize("change", ["removed", "enrolled"])
def test_nobody_who_was_removed_comes_back(keyring: Keyring, home: Home, change: str) -> None:
    copies = Copies.of(home, 2)
    copies.make()
    if change == "removed":
        keyring.destroy(["anna"])
    else:
        keyring.admit(["carla"], keyring.newest())
    _sql(home.gallery, "PRAGMA user_version = 4")
    with pytest.raises(UpdateError, match="people were enrolled or removed since"):
        copies.put_back()
    assert _layout(home.gallery) == 4
    assert keyring.confirmed() == 7


def test_a_release_that_stays_for_its_people(first: int, keyring: Keyring, home, releases, manager, made) -> None:
    """It can't go back, so it isn't stopped either, and the switch stays open for `gate rollback`."""
    number = build(releases, made("bad", "hangs", gallery=4))
    releases.switch(number)
    Copies.of(home, number).make()
    _sql(home.gallery, "PRAGMA user_version = 4")
    keyring.destroy(["ben"])
    write_pending(home, Pending(1, number))
    manager.restart()
    with pytest.raises(UpdateError, match="enrolled or removed"):
        roll_back(home, releases, manager, why="test")
    assert manager.running
    assert releases.current == number


# --- later, by hand


def test_back_by_hand(first: int, home, releases, manager, made) -> None:
    _update(home, releases, manager, made("second"))
    assert roll_back(home, releases, manager, why="asked for") == 1
    until(lambda: _ran(home)[-1] == "first")
    assert (releases.current, releases.previous) == (1, None)


def test_back_by_hand_over_a_new_layout_takes_a_word(first: int, home, releases, manager, made) -> None:
    _update(home, releases, manager, made("second", access=4))
    with pytest.raises(UpdateError, match="--with-data"):
        roll_back(home, releases, manager, why="asked for")
    assert releases.current == 2
    assert roll_back(home, releases, manager, why="asked for", with_data=True) == 1
    assert _layout(home.access) == 3


def test_after_a_failed_update_back_is_still_the_one_before(first: int, home, releases, manager, made) -> None:
    _update(home, releases, manager, made("second"))
    with pytest.raises(UpdateError):
        _update(home, releases, manager, made("bad", "fails"))
    assert (releases.current, releases.previous, releases.all()) == (2, 1, [1, 2, 3])
    build(releases, made("fourth"))
    assert releases.all() == [1, 2, 3], "the failed one has gone, and left its number"
    assert roll_back(home, releases, manager, why="asked for") == 1


def test_nothing_to_go_back_to(home, releases, manager) -> None:
    with pytest.raises(UpdateError, match="no release to go back to"):
        roll_back(home, releases, manager, why="test")


# --- cut off

STEPS = ("copies", "pending", "link", "restart", "back", "aside", "back link", "settled")


@pytest.mark.parametrize("step", STEPS)
def test_killed_in_the_middle_of_it(step: str, first: int, home: Home, releases, manager, made) -> None:
    """SIGKILL at each step of the switch and of the way back; whoever comes next finds a way on."""
    number = build(releases, made("bad", "fails", gallery=4))
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, str(home.path), str(number), step], cwd=ROOT, capture_output=True, text=True
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert releases.current in (1, number)
    if read_pending(home) is None:
        assert releases.current == 1, "a switch that nobody knows of has not begun, or is over"
    elif releases.current == 1:  # cut off before it began, or at the very end of the way back
        Trial(home, releases, ManualClock())
        if _layout(home.gallery) == 3:
            assert read_pending(home) is None
    if read_pending(home) is not None:
        assert roll_back(home, releases, manager, why="cut off") == 1
    assert (releases.current, _layout(home.gallery), _facts(home.gallery)) == (1, 3, ["old"])
    assert read_pending(home) is None
    with closing(sqlite3.connect(home.gallery)) as db:
        assert db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"


KILLED = """
import os, signal, sys
from pathlib import Path
import gate.host.update.copies as copies, gate.host.update.switch as switching
from gate.home import find_home
from gate.host.update.manager import ChildManager
from gate.host.update.releases import Releases

home, number, step = find_home(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
releases = Releases(home.path / "releases")
manager = ChildManager(releases.folder / "current" / "bin" / "gate", "run", "--home", str(home.path))
back = False


def die(*_):
    manager.stop()  # systemd would go on; here the child must not outlive its test
    os.kill(os.getpid(), signal.SIGKILL)


def after(module, name, when, then=None):
    function = getattr(module, name)

    def wrapped(*arguments, **options):
        result = function(*arguments, **options)
        if when():
            die()
        return result

    setattr(module, name, wrapped)


after(switching.Copies, "make", lambda: step == "copies")
after(switching, "write_pending", lambda: step == "pending")
after(Releases, "switch", lambda: step == "link")
after(Releases, "back", lambda: step == "back link")
after(ChildManager, "restart", lambda: step == "restart" and not back)
after(copies, "_copy", lambda: step == "aside" and back)
after(switching, "settle", lambda: step == "settled")
original = switching.roll_back


def roll_back(*arguments, **options):
    global back
    back = True
    if step == "back":
        die()
    return original(*arguments, **options)


switching.roll_back = roll_back
switching.switch(home, releases, number, manager, deadline=30)
"""


def test_without_the_service_nothing_is_switched(home, releases, made, monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))  # no systemctl
    for name in ("first", "second"):
        number = build(releases, made(name))
        if number == 1:
            switch(home, releases, number, Systemd(), deadline=1)
    with pytest.raises(UpdateError, match="systemctl"):
        switch(home, releases, 2, Systemd(), deadline=1)
    assert (releases.current, read_pending(home), _audit(home)) == (1, None, ["first"])


def test_a_fake_systemctl_hears_what_it_would(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = tmp_path / "words"
    (tmp_path / "systemctl").write_text(f'#!/bin/sh\necho "$@" >> {words}\n[ "$2" != is-failed ]\n')
    (tmp_path / "systemctl").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    systemd = Systemd(user=True)
    systemd.check()
    systemd.restart()
    systemd.stop()
    assert not systemd.failed()
    assert words.read_text().splitlines() == [
        "--user cat maskgate.service",
        "--user reset-failed maskgate.service",
        "--user restart --no-block maskgate.service",
        "--user stop maskgate.service",
        "--user is-failed --quiet maskgate.service",
    ]


def test_one_update_at_a_time(releases: Releases) -> None:
    with releases.locked(), pytest.raises(UpdateError, match="under way"), releases.locked():
        pass


def test_a_second_update_waits_for_the_first_to_prove_itself(first: int, home, releases, manager, made) -> None:
    write_pending(home, Pending(1, 2))
    with pytest.raises(UpdateError, match="has not proved itself yet"):
        _update(home, releases, manager, made("second"))
    pending_path(home).write_text("nonsense")
    with pytest.raises(UpdateError, match=r"update\.json can't be read"):
        read_pending(home)


# --- making releases


def test_what_was_cut_off_while_it_was_made_goes(releases: Releases, made: Callable[..., Path]) -> None:
    number = releases.begin()
    (releases.path(number) / "half").write_text("")
    assert releases.all() == []
    assert build(releases, made("whole")) == 1
    assert not (releases.path(1) / "half").exists()


@pytest.mark.parametrize("what", ["nothing", "empty", "two wheels", "a broken wheel", "no wheel"])
def test_a_source_that_is_none(what: str, releases: Releases, tmp_path: Path) -> None:
    source = tmp_path / "source"
    if what != "nothing":
        source.mkdir()
    if what == "no wheel":
        source = tmp_path / "model.onnx"
        source.write_text("")
    for name in {"two wheels": ("1", "2"), "a broken wheel": ("1",)}.get(what, ()):
        (source / f"maskgate-{name}-py3-none-any.whl").write_text("no wheel")
    with pytest.raises(UpdateError):
        build(releases, source)
    assert releases.all() == []
    assert [path for path in releases.folder.glob("*") if path.name.isdecimal()] == []


@pytest.mark.slow
def test_a_release_from_a_wheel(releases: Releases, tmp_path: Path) -> None:
    """A wheel of its own environment, made here without anything it would need."""
    wheel = tmp_path / "maskgate-9.9-py3-none-any.whl"
    _tiny_wheel(wheel)
    number = build(releases, wheel, offline=True)
    program = releases.path(number) / "bin" / "gate"
    assert subprocess.run([program, "--version"], capture_output=True, text=True).stdout == "9.9\n"


def _tiny_wheel(path: Path) -> None:
    import zipfile

    info = "maskgate-9.9.dist-info"
    files = {
        "tiny_gate.py": "def main():\n    print('9.9')\n",
        f"{info}/METADATA": "Metadata-Version: 2.1\nName: maskgate\nVersion: 9.9\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/entry_points.txt": "[console_scripts]\ngate = tiny_gate:main\n",
    }
    record = "".join(f"{name},,\n" for name in (*files, f"{info}/RECORD"))
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in {**files, f"{info}/RECORD": record}.items():
            archive.writestr(name, text)


def test_models_come_with_a_release(first: int, home, releases, manager, made) -> None:
    """Settings name `releases/current/models/…`: the model changes with the program, and back with it."""
    for number, name in ((2, "second"), (3, "bad")):
        source = made(name, "works" if number == 2 else "fails")
        (source / "models").mkdir()
        (source / "models" / "student.onnx").write_text(name)
    model = releases.folder / "current" / "models" / "student.onnx"
    _update(home, releases, manager, home.path.parent / "second")
    assert model.read_text() == "second"
    with pytest.raises(UpdateError):
        _update(home, releases, manager, home.path.parent / "bad")
    assert model.read_text() == "second"


# --- the trial


@pytest.mark.parametrize(
    ("change", "proved"),
    [
        ({}, True),
        ({"lost": ("camera",)}, True),
        ({"lost": ("recogniser",)}, False),
        ({"started": False}, False),
        ({"stall": "x"}, False),
        ({"fault": True}, False),
        ({"audit_works": False}, False),
        ({"gallery_revision": None}, False),
    ],
)
def test_what_a_release_has_to_do(change: dict, proved: bool) -> None:
    from dataclasses import replace

    assert proves_itself(replace(WELL, **change)) is proved


def test_a_trial_takes_a_while_without_a_break(home: Home, releases: Releases) -> None:
    from dataclasses import replace

    clock, condition = ManualClock(), [WELL]

    def inspect() -> Condition:
        return condition[0]

    releases.folder.mkdir()
    releases.switch(2)
    write_pending(home, Pending(1, 2))
    trial = Trial(home, releases, clock)
    trial.look(inspect)
    clock.advance(19)
    condition[0] = replace(WELL, fault=True)
    trial.look(inspect)
    condition[0] = WELL
    clock.advance(2)
    trial.look(inspect)
    clock.advance(19)
    trial.look(inspect)
    assert read_pending(home) is not None
    clock.advance(1)
    trial.look(inspect)
    assert read_pending(home) is None


def test_no_trial_no_effect(home: Home, releases: Releases) -> None:
    trial = Trial(home, releases, ManualClock())
    trial.look(lambda: pytest.fail("nobody asks"))


def test_copies_take_what_is_in_the_log_of_a_database(home: Home) -> None:
    with closing(sqlite3.connect(home.access)) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("INSERT INTO facts VALUES ('in the log')")
        db.commit()
        copies = Copies.of(home, 2)
        copies.make()
        assert _facts(copies.folder / "access.db") == ["old", "in the log"]
    assert stat_mode(copies.folder / "access.db") == 0o600


def test_a_disk_without_room_for_copies_changes_nothing(first: int, home, releases, manager, made) -> None:
    number = build(releases, made("second"))
    home.backups.write_text("a file where the folder should be")
    with pytest.raises(UpdateError, match="nothing was changed"):
        switch(home, releases, number, manager, deadline=5)
    assert releases.current == 1
    assert read_pending(home) is None
