"""The gate's side of the process that holds the line: starts it, passes orders on, and replaces it when it dies."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from gate.access.door_types import Level, LineHealth
from gate.access.errors import LockError
from gate.access.lock import Keeper
from gate.access.settings import DoorSettings
from gate.clock import Clock
from gate.supervise import Report, decode

START_SECONDS = 10.0
"""How long the process may take to say how its line is."""
SETTLE_SECONDS = 2.0
"""How long a line may be out of order at the start: another process may hold it for a last moment."""
GRACE = 1.0
"""Seconds to lock and leave before it is killed."""
RESTART_SECONDS = 0.2


class LocalLine:
    """A line in this process, without a clock's help: for replays, where the door itself ends every pulse."""

    def __init__(self, keeper: Keeper, clock: Clock, on_report: Callable[[Report], None]) -> None:
        """Take a keeper that is not open yet."""
        self._keeper = keeper
        self._clock = clock
        self._on_report = on_report

    def open(self) -> None:
        """Open the line, locked.

        Raises:
            LockError: it can't be had.
        """
        self._keeper.open()
        self._on_report(LineHealth(None))

    def unlock_until(self, deadline: float) -> None:
        """Unlocked until a moment of the clock."""
        try:
            if self._keeper.unlock_until(deadline, self._clock.mono()):
                self._on_report(Level(self._keeper.deadline is not None, self._clock.mono()))
        except LockError as error:
            self._on_report(LineHealth(str(error)))

    def close(self) -> None:
        """Lock and let go."""
        self._keeper.close()


class HeldLine:
    """A line held by a process of its own. Any thread may give orders; reports come from a thread of this object."""

    def __init__(self, settings: DoorSettings, simulated: Path, on_report: Callable[[Report], None]) -> None:
        """Prepare; `open` starts.

        Args:
            settings: Which line, and its lock.
            simulated: File of the simulated line.
            on_report: Told of every change: level, contacts, health.
        """
        self._order = json.dumps({"door": settings.model_dump(mode="json"), "simulated": str(simulated)}).encode()
        self._on_report = on_report
        self._channel: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._sending = threading.Lock()
        self._ready = threading.Event()
        self._problem: tuple[str, float] | None = None
        self._closed = threading.Event()
        self._reader = threading.Thread(target=self._read, name="line", daemon=True)

    @property
    def pid(self) -> int | None:
        """Of the process that holds the line now."""
        return self._process.pid if self._process else None

    def open(self) -> None:
        """Start the process and wait until it holds the line, locked.

        Raises:
            LockError: the line can't be had.
        """
        self._start()
        self._reader.start()
        begin = time.monotonic()
        while not self._ready.wait(0.05):
            now, problem = time.monotonic(), self._problem
            if problem and now - problem[1] > SETTLE_SECONDS:
                self.close()
                raise LockError(problem[0])
            if now - begin > START_SECONDS:
                self.close()
                raise LockError("the process that holds the line does not answer")

    def unlock_until(self, deadline: float) -> None:
        """Let the line be unlocked until a moment of CLOCK_MONOTONIC; one that is past locks it. Never blocks."""
        with self._sending, contextlib.suppress(OSError):  # it is gone, and locked; the reader replaces it
            if self._channel is not None:
                self._channel.send(repr(deadline).encode(), socket.MSG_DONTWAIT)

    def close(self) -> None:
        """Lock, and end the process."""
        self._closed.set()
        self._hang_up()
        if self._reader.ident is not None:
            self._reader.join()
        self._hang_up()  # of a process that the reader has started meanwhile
        if self._process is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(GRACE)
            self._process.kill()
            self._process.wait()

    def _start(self) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "gate.supervise", str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=(theirs.fileno(),),
                start_new_session=True,
                cwd="/",  # or modules that lie in the folder of the day would be imported in place of ours
                env=os.environ | {"PYTHONPATH": os.pathsep.join(map(os.path.abspath, sys.path))},
            )
        ours.send(self._order)
        with self._sending:
            self._channel = ours

    def _read(self) -> None:
        while not self._closed.is_set():
            self._listen()
            if self._closed.is_set():
                return
            self._report(LineHealth("the process that holds the line has ended"))
            self._hang_up()
            assert self._process is not None
            self._process.kill()
            self._process.wait()
            if not self._closed.wait(RESTART_SECONDS):
                with contextlib.suppress(OSError):  # no process or memory left: try again
                    self._start()

    def _listen(self) -> None:
        with self._sending:
            channel = self._channel
        while channel is not None:
            try:
                packet = channel.recv(65536)
            except OSError:
                return
            if not packet:
                return
            self._report(decode(packet))

    def _report(self, report: Report) -> None:
        if isinstance(report, LineHealth):
            self._problem = (report.problem, time.monotonic()) if report.problem else None
            if report.problem is None:
                self._ready.set()
        self._on_report(report)

    def _hang_up(self) -> None:
        with self._sending:
            if self._channel is not None:
                with contextlib.suppress(OSError):
                    self._channel.shutdown(socket.SHUT_RDWR)  # wakes the reader; the process locks
                self._channel.close()
            self._channel = None
