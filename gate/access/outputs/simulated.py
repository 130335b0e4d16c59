"""A line without a device. In a file it behaves as hardware does: let go, or killed, it rests at its locking level.

The file holds the level and when it was set. It counts only while somebody holds the file's lock, as a GPIO line's
level lasts only while a process holds the line, and falls back to its resistor's after that.
"""

from __future__ import annotations

import fcntl
import os
import time
from pathlib import Path

from gate.access.errors import LockError
from gate.access.lock import Inputs

_RECORD = "{level:d} {time:017.6f} {edges:012d}\n"


class SimulatedLine:
    """A line in a file, for demonstrations and tests; without a file, in memory."""

    poll: float | None = None

    def __init__(self, path: Path | None = None) -> None:
        """Nothing is written until `open`."""
        self._path = path
        self._file: int | None = None
        self._edges = 0
        self.level: bool | None = None

    def open(self, level: bool) -> None:
        """Take the file for this process alone."""
        if self._path is not None:
            try:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                self.close()
                raise LockError(f"the simulated line {self._path} is in use by another process") from None
            except OSError as error:
                self.close()
                raise LockError(f"the simulated line {self._path} can't be used: {error.strerror}") from None
        self.set(level)

    def set(self, level: bool, _seconds: float | None = None, /) -> None:
        """Write the level; the caller times it."""
        if level == self.level:
            return
        self._edges += 1
        if self._file is not None:
            record = _RECORD.format(level=level, time=time.monotonic(), edges=self._edges)
            try:
                os.pwrite(self._file, record.encode(), 0)  # always the same bytes: a full disk has room for them
            except OSError as error:
                raise LockError(f"the simulated line {self._path} can't be written: {error.strerror}") from None
        self.level = level

    def read(self) -> Inputs:
        """None are wired."""
        return Inputs()

    def close(self) -> None:
        """Let go."""
        if self._file is not None:
            os.close(self._file)
        self._file, self.level = None, None


def look(path: Path) -> tuple[bool, float] | None:
    """The level on a simulated line and since when (CLOCK_MONOTONIC seconds); None: nobody holds it, it is at rest."""
    try:
        file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        return None
    except BlockingIOError:
        fields = os.pread(file, 64, 0).split()
        return (fields[0] == b"1", float(fields[1])) if len(fields) == 3 else None
    finally:
        os.close(file)
