"""The process that holds the lock's line and outlives the gate: it ends every pulse, however the gate ends.

The gate says until when the line may be unlocked, as a moment of CLOCK_MONOTONIC, which all processes share. Standing
unlocks are leases that the gate renews. So a gate that hangs is locked when its last word runs out, and one that is
gone is locked at once: its end of the channel closes with it. If this process is killed too, the line is free and the
hardware decides (`docs/door.md`).

Run as `python -m gate.supervise FD` with a connected socket of packets: the first one is the order, as JSON, each one
after it a deadline; reports go the other way.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import socket
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from gate.access.door_types import Level, LineHealth, Seen
from gate.access.errors import LockError
from gate.access.lock import Inputs, Keeper, Line
from gate.access.settings import DoorSettings
from gate.dying import Watched

PRIORITY = -10
"""Niceness of this process, where the system allows it (root, or `LimitNICE=` in the unit)."""
RETRY_SECONDS = 0.5
"""Between attempts to get back a line that failed."""

WATCH_SECONDS = 0.02
"""Between looks at whether the gate is being killed, while the line is unlocked."""

Report = Level | Seen | LineHealth
Send = Callable[[Report], bool]
"""Whether the report has gone out; it never waits for a gate that hangs."""


def make_line(settings: DoorSettings, simulated: Path | None) -> Line:
    """The driver that the settings name; `simulated` is the file of the simulated line."""
    if settings.line == "gpio":
        from gate.access.outputs.gpio import GpioLine

        return GpioLine(settings.gpio)
    if settings.line == "modbus":
        from gate.access.outputs.modbus import ModbusLine

        return ModbusLine(settings.modbus)
    from gate.access.outputs.simulated import SimulatedLine

    return SimulatedLine(simulated)


class Holder:
    """The loop's state: the line, its contacts, and whether it obeys."""

    def __init__(self, line: Line, keeper: Keeper, send: Send) -> None:
        self._line = line
        self._keeper = keeper
        self._send = send
        self._problem: str | None = None
        self._retry_at: float | None = 0.0
        self._look_at = 0.0
        self._last: Inputs | None = None
        self._sent: Inputs | None = None

    def timeout(self, now: float) -> float | None:
        """Seconds until `work` has something to do; None: never by itself."""
        moments = [self._keeper.deadline, self._retry_at]
        if self._keeper.deadline is not None:
            moments.append(now + WATCH_SECONDS)
        if self._line.poll is not None and self._retry_at is None:
            moments.append(self._look_at)
        coming = [moment for moment in moments if moment is not None]
        return max(0.0, min(coming) - now) if coming else None

    def unlock_until(self, deadline: float, now: float) -> None:
        """Pass an order on; while the line is out of order there is nothing to unlock."""
        if self._retry_at is None:
            self._try(lambda: self._keeper.unlock_until(deadline, now))

    def work(self, now: float) -> None:
        """End what has to end, look at the contacts, get the line back."""
        if self._retry_at is not None:
            if now < self._retry_at:
                return
            self._reopen(now)
        self._try(lambda: self._keeper.keep(now))
        if self._line.poll is not None and self._retry_at is None and now >= self._look_at:
            self._look_at = now + self._line.poll
            self._try(self._look)

    def _look(self) -> bool:
        inputs = self._line.read()
        if inputs == self._last and inputs != self._sent:  # seen twice: no bounce
            self._sent = inputs if self._send(Seen(inputs)) else None
        self._last = inputs
        return False

    def _reopen(self, now: float) -> None:
        try:
            self._keeper.open()
        except LockError as error:
            self._keeper.close()
            self._fail(str(error), now)
            return
        self._retry_at = None
        self._problem = None
        self._send(LineHealth(None))

    def _try(self, work: Callable[[], bool]) -> None:
        try:
            if work():
                self._send(Level(self._keeper.deadline is not None, time.monotonic()))
        except LockError as error:
            self._keeper.close()
            self._fail(str(error), time.monotonic())

    def _fail(self, problem: str, now: float) -> None:
        self._retry_at = now + RETRY_SECONDS
        self._last = self._sent = None
        if problem != self._problem:
            self._problem = problem
            self._send(LineHealth(problem))


def encode(report: Report) -> bytes:
    """One packet for the channel."""
    return json.dumps({type(report).__name__: asdict(report)}).encode()


def decode(packet: bytes) -> Report:
    """The report of a packet."""
    ((kind, fields),) = json.loads(packet).items()
    if kind == "Level":
        return Level(**fields)
    if kind == "Seen":
        return Seen(Inputs(**fields["inputs"]))
    return LineHealth(**fields)


def hold(channel: socket.socket, wake: int, settings: DoorSettings, simulated: Path | None) -> None:
    """Hold the line until the channel closes or a byte arrives on `wake`; it ends locked whatever happens."""

    def send(report: Report) -> bool:
        try:
            channel.send(encode(report), socket.MSG_DONTWAIT)
        except OSError:  # the gate hangs, or is gone as the next read will tell
            return False
        return True

    line = make_line(settings, simulated)
    keeper = Keeper(line, settings.fitted)
    holder = Holder(line, keeper, send)
    gate = Watched(os.getppid())
    poll = select.poll()
    poll.register(channel, select.POLLIN)
    poll.register(wake, select.POLLIN)
    try:
        while True:
            timeout = holder.timeout(time.monotonic())
            ready = {fd for fd, _ in poll.poll(None if timeout is None else timeout * 1000)}
            if wake in ready or (keeper.deadline is not None and gate.dying()):
                return
            if channel.fileno() in ready:
                packet = _receive(channel)
                if not packet:
                    return
                holder.unlock_until(_deadline(packet), time.monotonic())
            holder.work(time.monotonic())
    finally:
        keeper.close()


def _receive(channel: socket.socket) -> bytes:
    try:
        return channel.recv(65536)
    except ConnectionError:
        return b""


def _deadline(packet: bytes) -> float:
    """What the gate wants; anything unreadable locks."""
    try:
        return float(packet)
    except ValueError:
        return 0.0


def main(fd: int) -> None:
    """The process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a Ctrl-C is for the gate, which ends this in order
    wake, woken = os.pipe()
    os.set_blocking(woken, False)
    signal.set_wakeup_fd(woken)
    signal.signal(signal.SIGTERM, lambda _number, _frame: None)
    with contextlib.suppress(OSError):  # it does little and must not be late; not everybody may ask for this
        os.setpriority(os.PRIO_PROCESS, 0, PRIORITY)
    with socket.socket(fileno=fd) as channel:
        packet = _receive(channel)
        if packet:
            order = json.loads(packet)
            hold(channel, wake, DoorSettings.model_validate(order["door"]), Path(order["simulated"]))


if __name__ == "__main__":
    main(int(sys.argv[1]))
