"""The lines: simulated in a file, GPIO on a fake chip, Modbus against a real server."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from gate.access.errors import LockError
from gate.access.lock import Inputs
from gate.access.outputs.gpio import GpioLine
from gate.access.outputs.modbus import ModbusLine
from gate.access.outputs.simulated import SimulatedLine, look
from gate.access.settings import GpioSettings, ModbusSettings
from tests.gate.access.outputs.modbus_board import Board


class TestSimulated:
    def test_it_is_at_rest_while_nobody_holds_it(self, tmp_path: Path) -> None:
        path, line = tmp_path / "line", SimulatedLine(tmp_path / "line")
        assert look(path) is None
        line.open(False)
        assert look(path)[0] is False
        before = time.monotonic()
        line.set(True, 5.0)
        level, since = look(path)
        assert level
        assert before <= since <= time.monotonic()
        line.close()
        assert look(path) is None
        line.close()

    def test_one_process_has_it(self, tmp_path: Path) -> None:
        first, second = SimulatedLine(tmp_path / "line"), SimulatedLine(tmp_path / "line")
        first.open(False)
        with pytest.raises(LockError, match="in use by another process"):
            second.open(False)
        first.close()
        second.open(False)
        second.close()

    def test_a_killed_holder_lets_go(self, tmp_path: Path) -> None:
        code = (
            "import sys, time, pathlib; from gate.access.outputs.simulated import SimulatedLine;"
            "line = SimulatedLine(pathlib.Path(sys.argv[1])); line.open(True); print(1, flush=True); time.sleep(60)"
        )
        with subprocess.Popen([sys.executable, "-c", code, str(tmp_path / "line")], stdout=subprocess.PIPE) as holder:
            assert holder.stdout
            holder.stdout.readline()
            assert look(tmp_path / "line")[0] is True
            holder.kill()
        assert look(tmp_path / "line") is None

    def test_a_folder_is_no_line(self, tmp_path: Path) -> None:
        with pytest.raises(LockError, match="can't be used"):
            SimulatedLine(tmp_path).open(False)

    def test_a_full_disk_leaves_the_level_as_it_is(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        line = SimulatedLine(tmp_path / "line")
        line.open(False)

        def full(*_arguments: Any) -> int:
            raise OSError(28, "No space left on device")

        with monkeypatch.context() as patch:
            patch.setattr(os, "pwrite", full)
            with pytest.raises(LockError, match="No space left"):
                line.set(True)
        assert line.level is False
        line.set(True)
        assert look(tmp_path / "line")[0] is True
        line.close()


class FakeChip:
    """A GPIO chip as the kernel behaves: exclusive lines, a level only while they are held, pull-ups on inputs."""

    def __init__(self) -> None:
        self.requests: list[FakeRequest] = []
        self.high: dict[Any, bool] = {}
        """Inputs as wired; what is not there is open, and so pulled up."""
        self.broken = False

    def request_lines(self, path: str, config: dict[Any, Any], consumer: str) -> FakeRequest:
        if path != "/dev/gpiochip0":
            raise FileNotFoundError(2, "No such file or directory", path)
        if any(set(config) & set(request.config) for request in self.requests):
            raise OSError(16, "Device or resource busy")
        assert consumer == "maskgate"
        request = FakeRequest(self, config)
        self.requests.append(request)
        return request

    def output(self, line: Any) -> bool | None:
        """The electrical level; None: nobody drives it."""
        for request in self.requests:
            if line in request.levels:
                return request.levels[line] != request.config[line].active_low
        return None


class FakeRequest:
    def __init__(self, chip: FakeChip, config: dict[Any, Any]) -> None:
        from gpiod.line import Direction

        self.chip = chip
        self.config = config
        self.levels = {
            line: bool(setting.output_value)
            for line, setting in config.items()
            if setting.direction is Direction.OUTPUT
        }

    def set_value(self, line: Any, value: Any) -> None:
        if self.chip.broken:
            raise OSError(5, "Input/output error")
        self.levels[line] = bool(value)

    def get_values(self, lines: list[Any]) -> list[Any]:
        from gpiod.line import Bias, Value

        if self.chip.broken:
            raise OSError(5, "Input/output error")
        assert all(self.config[line].bias is Bias.PULL_UP for line in lines)
        return [
            Value.ACTIVE if self.chip.high.get(line, True) != self.config[line].active_low else Value.INACTIVE
            for line in lines
        ]

    def release(self) -> None:
        self.chip.requests.remove(self)


@pytest.fixture
def chip(monkeypatch: pytest.MonkeyPatch) -> FakeChip:
    import gpiod

    chip = FakeChip()
    monkeypatch.setattr(gpiod, "request_lines", chip.request_lines)
    return chip


class TestGpio:
    def test_a_pulse_and_the_release(self, chip: FakeChip) -> None:
        line = GpioLine(GpioSettings(relay=17))
        assert line.poll is None
        line.open(False)
        assert chip.output(17) is False
        line.set(True, 5.0)
        assert chip.output(17) is True
        assert line.read() == Inputs()
        line.close()
        assert chip.output(17) is None, "free: the resistor decides"
        line.close()
        with pytest.raises(LockError, match="not open"):
            line.set(True)

    def test_a_board_that_draws_on_low(self, chip: FakeChip) -> None:
        line = GpioLine(GpioSettings(relay="RELAY", active_low=True))
        line.open(False)
        assert chip.output("RELAY") is True
        line.set(True)
        assert chip.output("RELAY") is False

    def test_contacts(self, chip: FakeChip) -> None:
        line = GpioLine(GpioSettings(relay=17, door=22, exit=23, emergency=24))
        line.open(False)
        assert line.poll
        chip.high = {22: False, 23: True, 24: False}
        assert line.read() == Inputs(door_open=False, exit_pressed=False, emergency=False)
        chip.high = {22: True, 23: False, 24: True}
        assert line.read() == Inputs(door_open=True, exit_pressed=True, emergency=True)
        chip.high = {}
        assert line.read() == Inputs(door_open=True, exit_pressed=False, emergency=True), "cut wires raise alarms"

    def test_what_goes_wrong_is_one_sentence(self, chip: FakeChip) -> None:
        with pytest.raises(LockError, match=r"gpiochip7.*gpioinfo"):
            GpioLine(GpioSettings(chip="/dev/gpiochip7")).open(False)
        line = GpioLine(GpioSettings(relay=17, door=22))
        line.open(False)
        with pytest.raises(LockError, match="busy"):
            GpioLine(GpioSettings(relay=17)).open(False)
        chip.broken = True
        with pytest.raises(LockError, match="can't be set"):
            line.set(True)
        with pytest.raises(LockError, match="can't be read"):
            line.read()

    def test_without_gpiod(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "gpiod", None)
        with pytest.raises(LockError, match=r"pip install 'maskgate\[door\]'"):
            GpioLine(GpioSettings()).open(False)

    def test_without_a_chip(self) -> None:
        with pytest.raises(LockError, match="can't be had"):
            GpioLine(GpioSettings(chip="/dev/gpiochip99")).open(False)


@pytest.fixture
def board() -> Any:
    with Board() as board:
        yield board


class TestModbus:
    def test_a_coil(self, board: Board) -> None:
        line = ModbusLine(ModbusSettings(address=board.address, relay=3))
        line.open(False)
        line.set(True, 5.0)
        assert board.coils[3] is True
        line.set(False)
        assert board.coils[3] is False
        line.close()

    @pytest.mark.parametrize("timed", ["flash", "register"])
    def test_the_board_ends_the_pulse_even_when_we_are_gone(self, board: Board, timed: Any) -> None:
        line = ModbusLine(ModbusSettings(address=board.address, relay=1, timed=timed, timed_register=100))
        line.open(False)
        line.set(True, 0.33)
        assert board.coils[1] is True
        assert board.timed == [(1, 4)], "in tenths of a second, never shorter than asked for"
        line.close()
        time.sleep(0.8)
        assert board.coils[1] is False

    def test_a_timed_pulse_can_be_cut_short(self, board: Board) -> None:
        line = ModbusLine(ModbusSettings(address=board.address, relay=1, timed="flash"))
        line.open(False)
        line.set(True, 20.0)
        line.set(False)
        assert board.coils[1] is False
        line.close()

    def test_contacts(self, board: Board) -> None:
        line = ModbusLine(ModbusSettings(address=board.address, door=0, exit=1, emergency=2))
        line.open(False)
        board.inputs[:3] = [True, True, False]
        assert line.read() == Inputs(door_open=False, exit_pressed=True, emergency=True)
        line.close()

    def test_a_board_that_is_not_there(self) -> None:
        with pytest.raises(LockError, match="does not answer"):
            ModbusLine(ModbusSettings(address="127.0.0.1:9")).open(False)
        with pytest.raises(LockError, match="/dev/ttyNONE"):
            ModbusLine(ModbusSettings(address="/dev/ttyNONE")).open(False)

    def test_a_board_that_goes_away(self, board: Board) -> None:
        line = ModbusLine(ModbusSettings(address=board.address))
        line.open(False)
        board.stop()
        with pytest.raises(LockError, match="does not answer"):
            line.set(True)
        line.close()
        with pytest.raises(LockError, match="not connected"):
            line.set(True)

    def test_a_relay_that_the_board_has_not(self, board: Board) -> None:
        with pytest.raises(LockError, match="refuses"):
            ModbusLine(ModbusSettings(address=board.address, relay=200)).open(False)

    def test_without_pymodbus(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "pymodbus", None)
        with pytest.raises(LockError, match=r"pip install 'maskgate\[door\]'"):
            ModbusLine(ModbusSettings()).open(False)
