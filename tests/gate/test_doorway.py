"""The running door: rules before the pulse, leases, hours, and reports that never make it late."""

from __future__ import annotations

import threading
import time as clocks
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, time, timezone

import pytest

from gate.access.door_types import Action, Command, DoorEventKind, DoorState, LineHealth, Seen
from gate.access.event import DoorReport
from gate.access.first_in import UnlockHours
from gate.access.lock import Inputs
from gate.access.reasons import Reason
from gate.access.rules.schedule import Schedule, Window
from gate.access.settings import DoorSettings
from gate.clock import ManualClock, SystemClock
from gate.doorway import LEASE, Doorway

K = DoorEventKind


class RecordingLine:
    def __init__(self) -> None:
        self.deadlines: list[float] = []

    def unlock_until(self, deadline: float) -> None:
        self.deadlines.append(deadline)


class Rig:
    def __init__(self, settings: DoorSettings, clock: ManualClock) -> None:
        self.clock = clock
        self.line = RecordingLine()
        self.reports: list[DoorReport] = []
        self.doorway = Doorway(settings, clock, self.reports.extend, gate="Main")
        self.doorway.attach(self.line)
        self.doorway.report(LineHealth(None))
        self.reports.clear()

    @property
    def until(self) -> float:
        return self.line.deadlines[-1]

    @property
    def kinds(self) -> list[DoorEventKind]:
        return [report.event for report in self.reports]

    def order(self, action: Action) -> None:
        self.doorway.command(Command(action, "ops"))

    def wait(self, seconds: float) -> None:
        end = self.clock.mono() + seconds
        while self.clock.mono() < end:
            self.clock.set(min(end, self.clock.mono() + 0.25))
            self.doorway.advance()


MakeRig = Callable[..., Rig]


@pytest.fixture
def make(clock: ManualClock) -> MakeRig:
    return lambda **table: Rig(DoorSettings(**table), clock)


def test_before_the_line_obeys_nobody_comes_in(clock: ManualClock) -> None:
    doorway = Doorway(DoorSettings(), clock, lambda _reports: None, gate="Main")
    assert doorway.let_in("p1", "Anna") is Reason.FAULT
    assert doorway.state is DoorState.FAULT


def test_a_grant_is_a_pulse_of_the_persons_class(make: MakeRig) -> None:
    rig = make(pulses={"extended": 15.0}, classes={"Anna": "extended", "p2": "extended"}, recognition_interval=0.0)
    for person, name, seconds in (("p1", "Anna", 15.0), ("p2", None, 15.0), ("p3", "Cleo", 5.0)):
        assert rig.doorway.let_in(person, name) is None
        assert rig.until == rig.clock.mono() + seconds
        rig.wait(20)
        assert rig.until == 0.0
    report = rig.reports[0]
    assert (report.event, report.cause, report.gate, report.state) == (K.UNLOCKED, "grant", "Main", DoorState.UNLOCKED)
    assert [r.seq for r in rig.reports] == list(range(2, 2 + len(rig.reports)))


def test_a_standing_unlock_is_a_lease(make: MakeRig) -> None:
    rig = make()
    rig.order(Action.UNLOCK)
    for _ in range(20):
        assert rig.until == rig.clock.mono() + LEASE
        rig.wait(0.5)
    rig.order(Action.LOCK)
    assert rig.until == 0.0


def test_refusals_before_the_pulse(make: MakeRig) -> None:
    rig = make(anti_passback="hard", recognition_interval=2.0)
    assert rig.doorway.let_in("p1", "Anna") is None
    assert rig.doorway.let_in("p1", "Anna") is Reason.TOO_SOON
    rig.wait(10)
    assert rig.doorway.let_in("p1", "Anna") is Reason.PASSBACK
    rig.order(Action.EMERGENCY_LOCK)
    assert rig.doorway.let_in("p2", "Ben") is Reason.EMERGENCY_LOCK
    rig.order(Action.EMERGENCY_END)
    rig.doorway.report(LineHealth("unplugged"))
    assert rig.doorway.let_in("p2", "Ben") is Reason.FAULT
    assert rig.until == 0.0


def test_who_did_not_take_the_access_is_not_inside(make: MakeRig) -> None:
    rig = make(anti_passback="hard")
    rig.doorway.report(Seen(Inputs(door_open=False)))
    rig.doorway.let_in("p1", "Anna")
    rig.wait(10)
    assert rig.kinds[-1] is K.ACCESS_NOT_TAKEN
    assert rig.doorway.let_in("p1", "Anna") is None
    rig.doorway.report(Seen(Inputs(door_open=True)))
    rig.doorway.report(Seen(Inputs(door_open=False)))
    rig.wait(10)
    assert rig.doorway.let_in("p1", "Anna") is Reason.PASSBACK


def test_soft_passback_lets_in_and_reports(make: MakeRig) -> None:
    rig = make(anti_passback="soft")
    rig.doorway.let_in("p1", "Anna")
    rig.wait(10)
    rig.reports.clear()
    assert rig.doorway.let_in("p1", "Anna") is None
    assert K.PASSBACK in rig.kinds


def test_two_people_open_and_both_are_noted(make: MakeRig) -> None:
    rig = make(two_person=15.0, anti_passback="hard")
    assert rig.doorway.let_in("p1", "Anna") is Reason.SECOND_PERSON
    assert rig.until == 0.0
    rig.wait(3)
    assert rig.doorway.let_in("p2", "Ben") is None
    assert rig.until == rig.clock.mono() + 5.0
    rig.wait(10)
    assert rig.doorway.let_in("p1", "Anna") is Reason.PASSBACK


def _monday(hour: int) -> datetime:
    return datetime(2026, 3, 2, hour, tzinfo=timezone.utc)


OFFICE = UnlockHours(Schedule("office", "UTC", (Window(frozenset({0}), time(8), time(17)),)))


def test_first_person_in_unlocks_for_the_hours() -> None:
    rig = Rig(DoorSettings(), ManualClock(_monday(7)))
    rig.doorway.hours = lambda: (OFFICE,)
    rig.doorway.let_in("p1", "Anna")
    rig.wait(3600)
    assert rig.until == 0.0, "too early to count"
    rig.doorway.let_in("p2", "Ben")
    rig.wait(60)
    assert rig.until == rig.clock.mono() + LEASE
    rig.order(Action.EMERGENCY_LOCK)
    rig.wait(1)
    rig.order(Action.EMERGENCY_END)
    rig.wait(60)
    assert rig.until == 0.0, "after an emergency somebody has to come in again"
    rig.doorway.let_in("p2", "Ben")
    rig.wait(60)
    assert rig.until > rig.clock.mono()
    rig.order(Action.LOCK)
    rig.doorway.let_in("p1", "Anna")
    rig.wait(60)
    assert rig.until == 0.0, "an operator has locked it for the day"


def test_the_hours_end() -> None:
    rig = Rig(DoorSettings(), ManualClock(_monday(16)))
    rig.doorway.hours = lambda: (replace(OFFICE, first_person_in=False),)
    rig.wait(1)
    assert rig.until > rig.clock.mono()
    rig.clock.advance(3600)
    rig.doorway.advance()
    assert rig.until == 0.0
    assert [(r.event, r.cause) for r in rig.reports] == [(K.UNLOCKED, "schedule"), (K.LOCKED, "schedule")]


def test_a_reader_that_blocks_or_fails_does_not_keep_the_door_unlocked() -> None:
    line, stuck = RecordingLine(), threading.Event()
    failures = 0

    def sink(reports: Sequence[DoorReport]) -> None:
        nonlocal failures
        if any(report.event is K.EXIT_BUTTON for report in reports):
            failures += 1
            raise BrokenPipeError
        stuck.wait(5)

    doorway = Doorway(DoorSettings(pulse=0.5), SystemClock(), sink, gate="Main")
    doorway.attach(line)
    begin = clocks.monotonic()
    threading.Thread(target=doorway.report, args=(LineHealth(None),)).start()
    clocks.sleep(0.1)
    caller = threading.Thread(target=doorway.let_in, args=("p1", None))
    caller.start()
    clocks.sleep(0.2)
    assert line.deadlines[-1] > begin, "the line was driven although the reader hangs"
    stuck.set()
    caller.join()
    doorway.start()
    with pytest.raises(BrokenPipeError):
        doorway.report(Seen(Inputs(exit_pressed=True)))
    assert failures == 1
    clocks.sleep(0.8)
    assert line.deadlines[-1] == 0.0
    doorway.stop()


def test_the_thread_ends_pulses_and_stops() -> None:
    line, reports = RecordingLine(), list[DoorReport]()
    doorway = Doorway(DoorSettings(pulse=0.5), SystemClock(), reports.extend, gate="Main")
    doorway.attach(line)
    doorway.report(LineHealth(None))
    doorway.start()
    doorway.let_in("p1", None)
    clocks.sleep(0.9)
    assert [report.event for report in reports] == [K.READY, K.UNLOCKED, K.LOCKED]
    assert reports[2].mono - reports[1].mono >= 0.5
    doorway.command(Command(Action.UNLOCK, "ops"))
    doorway.stop()
    assert line.deadlines[-1] == 0.0
    assert not [thread for thread in threading.enumerate() if thread.name == "door"]
