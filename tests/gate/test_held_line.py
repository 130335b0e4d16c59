"""The process that holds the line: whatever happens to the gate or to it, the line ends locked."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from gate.access.door_types import Level, LineHealth, Seen
from gate.access.errors import LockError
from gate.access.lock import FakeLine, Inputs, Keeper, Lock
from gate.access.outputs.simulated import SimulatedLine, look
from gate.access.settings import DoorSettings, ModbusSettings
from gate.clock import ManualClock
from gate.held_line import HeldLine, LocalLine
from gate.supervise import RETRY_SECONDS, Holder, Report, decode, encode
from tests.gate.access.outputs.modbus_board import Board
from tests.gate.edge_latency import LIMIT, measure
from tests.gate.kill_campaign import LIMIT as KILL_LIMIT
from tests.gate.kill_campaign import campaign


def until(condition: Callable[[], object], seconds: float = 10.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.005)


class Rig:
    def __init__(self, path: Path, settings: DoorSettings | None = None) -> None:
        self.path = path
        self.reports: list[Report] = []
        self.line = HeldLine(settings or DoorSettings(), path, self.reports.append)
        self.line.open()

    @property
    def unlocked(self) -> bool:
        level = look(self.path)
        return level is not None and level[0]


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    rig = Rig(tmp_path / "line")
    yield rig
    rig.line.close()
    assert look(rig.path) is None


def test_a_pulse_has_its_length(rig: Rig) -> None:
    assert rig.reports == [LineHealth(None)]
    begin = time.monotonic()
    rig.line.unlock_until(begin + 0.4)
    until(lambda: len(rig.reports) == 3)
    on, off = rig.reports[1:]
    assert isinstance(on, Level)
    assert isinstance(off, Level)
    assert (on.unlocked, off.unlocked) == (True, False)
    assert off.mono >= begin + 0.4
    assert not rig.unlocked


def test_a_pulse_can_be_cut_short_and_nonsense_locks(rig: Rig) -> None:
    for end in (0.0, float("nan")):
        rig.line.unlock_until(time.monotonic() + 30)
        until(lambda: rig.unlocked)
        rig.line.unlock_until(end)
        until(lambda: not rig.unlocked)


def test_a_gate_that_hangs_is_locked_when_its_word_runs_out(tmp_path: Path) -> None:
    code = (
        "import sys, time, pathlib; from gate.held_line import HeldLine; from gate.access.settings import DoorSettings;"
        "line = HeldLine(DoorSettings(), pathlib.Path(sys.argv[1]), lambda report: None); line.open();"
        "line.unlock_until(time.monotonic() + 0.5); print(1, flush=True); time.sleep(60)"
    )
    path = tmp_path / "line"
    with subprocess.Popen([sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE) as gate:
        assert gate.stdout
        gate.stdout.readline()
        gate.send_signal(signal.SIGSTOP)
        until(lambda: (look(path) or (True,))[0] is False)
        gate.kill()
    until(lambda: look(path) is None)


@pytest.mark.slow
def test_killed_at_random_moments_the_line_is_at_idle_within_a_fifth_of_a_second() -> None:
    kills = campaign(20, seed=1)
    assert any(kill.unlocked for kill in kills)
    assert any(kill.both for kill in kills)
    assert max(kill.idle_after for kill in kills) <= KILL_LIMIT


@pytest.mark.slow
def test_from_grant_to_edge_under_full_load() -> None:
    assert measure(150).beyond <= LIMIT


def test_a_killed_holder_is_replaced_and_nothing_unlocks_by_itself(rig: Rig) -> None:
    rig.line.unlock_until(time.monotonic() + 30)
    until(lambda: rig.unlocked)
    first = rig.line.pid
    assert first
    os.kill(first, signal.SIGKILL)
    until(lambda: rig.reports[-1] == LineHealth(None) and len(rig.reports) >= 4)
    assert rig.line.pid != first
    assert [r for r in rig.reports if isinstance(r, LineHealth)][1].problem
    assert not rig.unlocked
    rig.line.unlock_until(time.monotonic() + 30)
    until(lambda: rig.unlocked)


def test_sigterm_to_the_holder_locks(rig: Rig) -> None:
    rig.line.unlock_until(time.monotonic() + 30)
    until(lambda: rig.unlocked)
    assert rig.line.pid
    os.kill(rig.line.pid, signal.SIGTERM)
    until(lambda: not rig.unlocked)


def test_a_line_in_use_is_one_sentence(tmp_path: Path) -> None:
    other = SimulatedLine(tmp_path / "line")
    other.open(False)
    line = HeldLine(DoorSettings(), tmp_path / "line", lambda _report: None)
    with pytest.raises(LockError, match="in use by another process"):
        line.open()
    other.close()
    assert line.pid is not None


def test_a_board_that_goes_and_comes_back(tmp_path: Path) -> None:
    with Board() as board:
        settings = DoorSettings(line="modbus", modbus=ModbusSettings(address=board.address, door=0, timeout=0.2))
        reports: list[Report] = []
        line = HeldLine(settings, tmp_path / "unused", reports.append)
        line.open()
        until(lambda: Seen(Inputs(door_open=True)) in reports)
        board.inputs[0] = True
        until(lambda: Seen(Inputs(door_open=False)) in reports)
        line.unlock_until(time.monotonic() + 30)
        until(lambda: board.coils[0])
        board.stop()
        until(lambda: any(isinstance(r, LineHealth) and r.problem for r in reports))
    line.close()


def test_a_local_line() -> None:
    line, clock, reports = FakeLine(), ManualClock(), list[Report]()
    local = LocalLine(Keeper(line, Lock()), clock, reports.append)
    local.open()
    local.unlock_until(5.0)
    local.unlock_until(0.0)
    line.broken = "broken"
    local.unlock_until(5.0)
    assert reports == [LineHealth(None), Level(True, 0.0), Level(False, 0.0), LineHealth("broken")]
    local.close()


class TestHolder:
    """The loop's state, without a process."""

    @pytest.fixture
    def line(self) -> FakeLine:
        return FakeLine(poll=0.02)

    def test_contacts_are_told_when_seen_twice(self, line: FakeLine) -> None:
        reports: list[Report] = []
        holder = Holder(line, Keeper(line, Lock()), lambda r: bool(reports.append(r)) or True)
        assert holder.timeout(0.0) == 0.0
        holder.work(0.0)
        holder.work(0.021)
        assert reports == [LineHealth(None), Seen(Inputs())]
        line.inputs = Inputs(door_open=True)
        holder.work(0.05)
        line.inputs = Inputs(door_open=False)
        holder.work(0.08)
        assert len(reports) == 2, "a bounce"
        holder.work(0.11)
        assert reports[2:] == [Seen(Inputs(door_open=False))]

    def test_what_a_hanging_gate_did_not_take_is_told_again(self, line: FakeLine) -> None:
        reports: list[Report] = []
        deaf = True

        def send(report: Report) -> bool:
            if not deaf:
                reports.append(report)
            return not deaf

        holder = Holder(line, Keeper(line, Lock()), send)
        holder.work(0.0)
        holder.work(0.03)
        deaf = False
        holder.work(0.06)
        assert reports == [Seen(Inputs())]

    def test_a_line_that_fails_is_tried_again_and_comes_back_locked(self, line: FakeLine) -> None:
        reports: list[Report] = []
        holder = Holder(line, Keeper(line, Lock()), lambda r: bool(reports.append(r)) or True)
        line.broken = "no chip"
        holder.work(0.0)
        holder.work(RETRY_SECONDS + 0.1)
        assert reports == [LineHealth("no chip")], "told once"
        holder.unlock_until(100.0, 1.0)
        line.broken = None
        holder.work(2 * RETRY_SECONDS + 0.2)
        assert reports[-1] == LineHealth(None)
        assert line.history == [Lock().locking], "an order from before is not carried out later"

    def test_reports_travel(self) -> None:
        for report in (Level(True, 1.5), Seen(Inputs(door_open=True)), LineHealth("x"), LineHealth(None)):
            assert decode(encode(report)) == report

    def test_a_supervisor_without_an_order_goes_away(self) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        command = [sys.executable, "-m", "gate.supervise", str(theirs.fileno())]
        with subprocess.Popen(command, pass_fds=(theirs.fileno(),)) as child:
            theirs.close()
            ours.close()
            assert child.wait(20) == 0
