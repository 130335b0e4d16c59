"""A gate on a full disk, on a read-only one, under a clock that jumps, beside a process that locks, on broken pages."""

from __future__ import annotations

import contextlib
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Set
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from unittest.mock import patch

from gate.access.audit.verify import verify
from gate.access.door_types import Action, Command
from gate.access.outputs.simulated import look
from gate.access.rules.schedule import Schedule, Window
from gate.auditing import open_audit
from gate.caretaker import Caretaker
from gate.cli import EXPECTED
from gate.clock import SystemClock
from gate.commands.changing import changing
from gate.home import Home, find_home
from tests.torture.report import Trial
from tests.torture.site import SETTINGS, Desk, Site, build
from tests.torture.whole import Ledger, check

FULL = "disk full (a tmpfs), and room again"
READ_ONLY = "read-only disk, and writable again"
CLOCK = "clock set by ±1 h and ±10 years"
LOCKED = "a database locked by another process"
PAGE = "a corrupt page"

STRANGER = 250
SMALL = "8m"
"""A disk that a gate fits on."""
SPARE = 8_192
"""Bytes that are left on a full one: less than the next row or person takes."""


class Scene:
    """A home with three people, the desk beside it, and what is known of them."""

    def __init__(self, folder: Path, settings: str = SETTINGS) -> None:
        self.home: Home = build(folder, settings)
        self.desk = Desk(self.home, SystemClock())
        self.ledger = Ledger()
        self.violations: list[str] = []
        for number in (1, 2, 3):
            self.enrol(number)

    def enrol(self, number: int) -> None:
        self.ledger.hear(("enrolling", number))
        person = self.desk.enrol(number)
        self.ledger.hear(("enrolled", number, person.id))

    def remove(self, number: int) -> None:
        self.ledger.hear(("removing", number))
        self.desk.remove(number)
        self.ledger.hear(("removed", number))

    def desk_work(self, number: int) -> int:
        """What a desk tries; how much of it was refused, in one sentence each."""
        refused = 0
        for work in (lambda: self.enrol(number), self.desk.look, lambda: self.remove(number)):
            refused += not self.attempt("desk", work)
        return refused

    def attempt(self, what: str, work: Callable[[], object]) -> bool:
        """Whether it could be done; anything but a sentence is a violation."""
        try:
            work()
        except EXPECTED as error:
            if "\n" in str(error) or not str(error):
                self.violations.append(f"{what}: {error!r} is no sentence")
            return False
        except Exception as error:
            self.violations.append(f"{what}: {type(error).__name__}: {error}")
            return False
        return True

    def visit(self, site: Site, number: int) -> bool:
        """Whether somebody was let in."""
        granted = [event for event in site.visit(number) if event.granted]
        for event in granted:
            self.ledger.hear(("granted", event.mono, event.person_id))
            if number == STRANGER:
                self.violations.append("a stranger was let in")
        site.entrance.doorway.command(Command(Action.LOCK, "torture"))
        return bool(granted)

    def expect(self, what: str, holds: bool) -> None:
        if not holds:
            self.violations.append(what)

    def end(self) -> tuple[str, ...]:
        self.violations += check(self.home.path, self.ledger)
        return tuple(self.violations)


@contextmanager
def _small_disk() -> Iterator[Path | None]:
    """A disk of its own; None: this user may not mount one."""
    with tempfile.TemporaryDirectory() as name:
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={SMALL}", "torture", name], capture_output=True, check=False
        )
        if mounted.returncode:
            yield None
            return
        try:
            yield Path(name)
        finally:
            subprocess.run(["umount", "-l", name], check=True)


def full_disk(rounds: int) -> Trial:
    """Full while the gate runs; then there is room again."""
    with _small_disk() as disk:
        if disk is None:
            return Trial("faults", FULL, 0, note="not tried: only root may mount a small disk")
        scene = Scene(disk / "home")
        denied = refused = 0
        with Site(scene.home, SystemClock()) as site:
            scene.expect("nobody is let in before the disk is full", scene.visit(site, 1))
            for number in range(rounds):
                ballast = disk / "ballast"
                _fill(ballast, disk)
                for _ in range(3):
                    denied += not scene.visit(site, 1)
                    scene.visit(site, STRANGER)
                refused += scene.desk_work(10 + number)
                ballast.unlink()
                scene.expect("nobody is let in once there is room", _soon(lambda: scene.visit(site, 2)))
        return Trial(
            "faults", FULL, rounds, scene.end(),
            f"{denied} of {3 * rounds} visits refused as not on record, {refused} commands refused",
        )  # fmt: skip


def _fill(ballast: Path, disk: Path) -> None:
    """Leave a few bytes."""
    free = shutil.disk_usage(disk).free
    with ballast.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        file.write(b"\0" * max(0, free - SPARE))
        while file.write(b"\0" * 4096):
            pass


def read_only_disk(rounds: int) -> Trial:
    """A disk that the kernel has made read-only, as after an error: nothing starts, and nothing is harmed."""
    with _small_disk() as disk:
        if disk is None:
            return Trial("faults", READ_ONLY, 0, note="not tried: only root may mount one")
        scene = Scene(disk / "home")
        refused = 0
        for number in range(rounds):
            subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
            scene.expect("a gate starts that can record nothing", not scene.attempt("start", lambda: _start(scene)))
            refused += scene.desk_work(10 + number)
            scene.expect("the line is held", look(scene.home.path / "door.line") is None)
            subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)
            scene.expect("no gate starts once the disk can be written", scene.attempt("start", lambda: _start(scene)))
        return Trial("faults", READ_ONLY, rounds, scene.end(), f"{refused} commands refused")


def _start(scene: Scene) -> None:
    with Site(scene.home, SystemClock()) as site:
        scene.expect("nobody is let in", scene.visit(site, 1))


class JumpingClock(SystemClock):
    """The machine's clock, set by somebody."""

    def __init__(self) -> None:
        self.offset = timedelta()

    def utc(self) -> datetime:
        return super().utc() + self.offset


JUMPS = {"+1 h": timedelta(hours=1), "-1 h": timedelta(hours=-1)}
JUMPS |= {"+10 years": timedelta(days=3652), "-10 years": timedelta(days=-3652)}

STRICT = SETTINGS.replace('clock = "trust"', 'clock = "strict"').replace("pulse = 30.0", "pulse = 0.5") + (
    "[privacy]\nretention_days = 30\n"
)


def clock_jumps(folder: Path, rounds: int) -> Trial:
    """Set forward and back while the gate runs: no hours are believed, no pulse is longer, nobody is removed."""
    scene = Scene(folder / "clock", STRICT)
    people = {number: scene.ledger.ids[number] for number in (1, 2)}
    with changing(scene.home, "rules") as access:
        whole = Window(frozenset(range(8)), datetime.min.time(), datetime.min.time())
        day = [Window(frozenset(range(8)), datetime.min.time(), datetime.max.time().replace(second=0, microsecond=0))]
        for name, windows in (("always", (whole,)), ("hours", tuple(day))):
            access.rules.add_schedule(Schedule(name, "UTC", windows))
            access.rules.add_group(name)
            access.rules.allow(name, name, None)
        access.rules.assign(people[1], "always")
        access.rules.assign(people[2], "hours")
    jumps = 0
    for _ in range(rounds):
        for name, by in JUMPS.items():
            clock = JumpingClock()
            with patch("gate.assembly.synchronised", lambda: True), Site(scene.home, clock) as site:
                scene.expect(f"{name}: nobody is let in by hours before", _in_hours() <= scene.visit(site, 2))
                clock.offset += by
                jumps += 1
                scene.expect(f"{name}: hours are believed after a jump", not scene.visit(site, 2))
                granted = [event for event in site.visit(1) if event.granted]
                scene.expect(f"{name}: whoever may always pass is refused", bool(granted))
                begin = time.monotonic()
                scene.expect(f"{name}: the pulse does not end", _soon(lambda: not _unlocked(scene.home), 5.0))
                scene.expect(f"{name}: the pulse is too long", time.monotonic() - begin < 1.0)
                with Caretaker(lambda: scene.desk.gallery(), clock, 30) as caretaker:
                    caretaker.purge()
            with open_audit(scene.home, read_only=True) as log:
                jumped = [row for row in log.newest(50) if row.fields["kind"] == "clock"]
            scene.expect(f"{name}: the jump is not on record", bool(jumped))
    return Trial("faults", CLOCK, jumps, scene.end(), "on record each time; nobody removed")


def _in_hours() -> bool:
    return SystemClock().utc().strftime("%H:%M") != "23:59"


def _unlocked(home: Home) -> bool:
    level = look(home.path / "door.line")
    return level is not None and level[0]


_LOCKER = """
import sqlite3, sys
db = sqlite3.connect(sys.argv[1], isolation_level=None)
db.execute("BEGIN IMMEDIATE")
print("locked", flush=True)
sys.stdin.read()
"""


def locked(folder: Path, rounds: int) -> Trial:
    """Another process holds each file's write lock in turn."""
    scene = Scene(folder / "locked")
    refused = denied = tried = 0
    with Site(scene.home, SystemClock()) as site:
        for _ in range(rounds):
            for path in (scene.home.audit, scene.home.access, scene.home.gallery, scene.home.keyring):
                tried += 1
                locker = subprocess.Popen(
                    [sys.executable, "-c", _LOCKER, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
                )
                assert locker.stdout
                locker.stdout.readline()
                granted = scene.visit(site, 1)
                denied += not granted
                scene.expect("a grant without a record", not (granted and path == scene.home.audit))
                scene.visit(site, STRANGER)
                refused += scene.desk_work(20 + tried)
                locker.communicate("")
                scene.expect("nobody is let in once the lock is gone", _soon(lambda: scene.visit(site, 2)))
    note = f"{denied} visits refused (the log was locked), {refused} commands refused in a sentence"
    return Trial("faults", LOCKED, tried, scene.end(), note)


def corrupt_pages(folder: Path, pages: int, seed: int) -> Trial:
    """Random bytes over a random page of each file: a clear refusal, or nothing of value was there."""
    scene = Scene(folder / "pages")
    with Site(scene.home, SystemClock(), real=False) as site:
        for _ in range(20):
            scene.visit(site, 1)
    chance, refused, harmless = random.Random(seed), 0, 0
    before = scene.home.path
    files = [
        path.relative_to(before)
        for path in (scene.home.gallery, scene.home.access, scene.home.audit, scene.home.keyring)
    ]
    for number in range(pages):
        copy = folder / "copy"
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(before, copy)
        damaged = copy / files[number % len(files)]
        size = damaged.stat().st_size
        with damaged.open("r+b") as file:
            file.seek(4096 * chance.randrange(max(1, size // 4096)))
            file.write(chance.randbytes(4096))
        (copy / "gate.toml").write_text(SETTINGS.format(anchors=folder / "copy.anchors"))
        whole = scene.attempt(f"{damaged.name} {number}", lambda: _use(scene, find_home(copy)))  # noqa: B023
        refused, harmless = refused + (not whole), harmless + whole
    shutil.rmtree(folder / "copy", ignore_errors=True)
    note = f"{refused} refused in a sentence or named by `gate audit verify`, {harmless} without effect"
    return Trial("faults", PAGE, pages, scene.end(), note)


def _use(scene: Scene, home: Home) -> None:
    """Open everything, let a stranger try, and have the log checked."""
    with Site(home, SystemClock(), real=False) as site:
        for event in [*site.visit(STRANGER), *site.show(STRANGER)]:
            scene.expect("a stranger was let in", not event.granted)
    with open_audit(home) as log:
        report = verify(log)
        if not report.whole:
            from gate.access.errors import AuditError

            raise AuditError(str(report.problem))


def _soon(condition: Callable[[], bool], seconds: float = 20.0) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.02)
    return False


def all_faults(folder: Path, rounds: int, pages: int, seed: int, known: Set[str] = frozenset()) -> Iterator[Trial]:
    """Every fault in turn, but those that were tried already."""
    trials: dict[str, Callable[[], Trial]] = {
        FULL: lambda: full_disk(rounds),
        READ_ONLY: lambda: read_only_disk(rounds),
        CLOCK: lambda: clock_jumps(folder, rounds),
        LOCKED: lambda: locked(folder, rounds),
        PAGE: lambda: corrupt_pages(folder, pages, seed),
    }
    yield from (trial() for what, trial in trials.items() if what not in known)
