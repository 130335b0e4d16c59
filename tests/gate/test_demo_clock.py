"""The demo's clock: days are left out forwards only, time waits for a slow computer, and no gate has one."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

import gate
from gate.clock import SystemClock
from gate.demo_clock import MONDAY, SATURDAY, DemoClock


class Machine:
    """The machine's monotonic clock."""

    now = 100.0


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    machine = Machine()
    monkeypatch.setattr(SystemClock, "mono", lambda _clock: machine.now)
    return machine


@pytest.mark.parametrize(
    ("start", "day", "wanted"),
    [
        ("2026-03-04T09:00", SATURDAY, "2026-03-07T10:00"),
        ("2026-03-07T09:59", SATURDAY, "2026-03-07T10:00"),
        ("2026-03-07T10:00", SATURDAY, "2026-03-14T10:00"),
        ("2026-03-07T10:00", MONDAY, "2026-03-09T10:00"),
    ],
)
def test_the_next_such_day_comes_at_ten(machine: Machine, start: str, day: int, wanted: str) -> None:
    clock = DemoClock(datetime.fromisoformat(start))
    clock.go_on_to(day)
    assert f"{clock.utc().astimezone():%Y-%m-%dT%H:%M}" == wanted
    assert clock.mono() == machine.now, "durations don't notice"


def test_it_begins_with_the_machine_and_goes_with_it(machine: Machine) -> None:
    clock = DemoClock()
    begun = clock.utc()
    assert abs((begun - SystemClock().utc()).total_seconds()) < 5
    machine.now += 3
    assert (clock.utc() - begun).total_seconds() == 3


def test_it_waits_where_it_is_told_to_and_never_goes_back(machine: Machine) -> None:
    clock = DemoClock()
    clock.allow(0.5)
    seen = [clock.mono()]
    for passed in (0.25, 0.25, 5.0):
        machine.now += passed
        seen.append(clock.mono())
    assert seen == [100.0, 100.25, 100.5, 100.5]
    clock.allow(0.5)
    machine.now += 0.25
    assert clock.mono() == 100.75


def test_one_that_hurries_is_there_at_once(machine: Machine) -> None:
    clock = DemoClock(hurries=True)
    clock.allow(0.5)
    clock.allow(0.5)
    assert clock.mono() == 101.0


def test_only_the_demo_has_it() -> None:
    room = Path(gate.__file__).parent
    knows = {str(file.relative_to(room)) for file in room.rglob("*.py") if "demo_clock" in file.read_text("utf-8")}
    assert knows == {"commands/demo.py", "demo_gate.py", "ui/demo_controls.py"}
