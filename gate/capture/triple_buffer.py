"""One writer process, one reader process, and always the newest picture between them: a triple buffer.

The memory is anonymous (memfd_create(2)), so the kernel frees it with its last user, however that user ends: nothing
stays behind in /dev/shm. The lock is a POSIX record lock for the same reason: a writer killed while it holds it
releases it. It guards indices only; pixels are copied outside of it.
"""

from __future__ import annotations

import fcntl
import mmap
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gate.capture.types import Image

MAX_PIXELS = 7680 * 4320
"""The largest picture (8K). A slot's memory is only taken up as far as pictures have filled it."""

_SLOTS = 3  # the newest, the one being read, and so always one to write to
_NONE = -1
_CONTROL_BYTES = 4096
_SLOT_BYTES = -(-MAX_PIXELS * 3 // mmap.PAGESIZE) * mmap.PAGESIZE
_RECORD = np.dtype(
    [
        ("seq", "i8"),
        ("height", "i4"),
        ("width", "i4"),
        ("time", "f8"),
        ("media_time", "f8"),
        ("digest", "u4"),
        ("dark", "?"),
    ]
)
_CONTROL = np.dtype([("newest", "i4"), ("reading", "i4"), ("records", _RECORD, _SLOTS)])


@dataclass(frozen=True)
class Record:
    """What is known of a picture without looking at it."""

    seq: int
    height: int
    width: int
    time: float
    """Monotonic seconds at capture (CLOCK_MONOTONIC is one clock for all processes)."""
    media_time: float | None
    digest: int
    """Equal for equal pictures."""
    dark: bool


class TripleBuffer:
    """The memory that both processes map. One thread of each may use it at a time."""

    def __init__(self, fd: int) -> None:
        """Map the buffer behind a descriptor of `create`, which stays the caller's until `close`."""
        self.fd = fd
        self._memory = mmap.mmap(fd, _CONTROL_BYTES + _SLOTS * _SLOT_BYTES)
        self._control: NDArray[np.void] = np.ndarray((), _CONTROL, self._memory)

    @classmethod
    def create(cls) -> TripleBuffer:
        """A new, empty buffer; its `fd` is what the other process needs to inherit."""
        fd = os.memfd_create("gate-capture")
        os.ftruncate(fd, _CONTROL_BYTES + _SLOTS * _SLOT_BYTES)
        buffer = cls(fd)
        buffer._control["newest"] = buffer._control["reading"] = _NONE
        return buffer

    def write(self, image: Image, record: Record) -> None:
        """Make this the newest picture; never waits for the reader."""
        control = self._control
        with self._lock():
            taken = {int(control["newest"]), int(control["reading"])}
        slot = next(slot for slot in range(_SLOTS) if slot not in taken)
        np.copyto(self._pixels(slot, record.height, record.width), image)
        media_time = np.nan if record.media_time is None else record.media_time
        control["records"][slot] = (
            record.seq,
            record.height,
            record.width,
            record.time,
            media_time,
            record.digest,
            record.dark,
        )
        with self._lock():
            control["newest"] = slot

    def peek(self) -> Record | None:
        """The newest picture's record; None before the first."""
        with self._lock():
            slot = int(self._control["newest"])
            return None if slot == _NONE else self._record(slot)

    def read(self) -> tuple[Image, Record] | None:
        """A copy of the newest picture and its record; None before the first."""
        control = self._control
        with self._lock():
            slot = int(control["newest"])
            if slot == _NONE:
                return None
            control["reading"] = slot
        record = self._record(slot)
        image = self._pixels(slot, record.height, record.width).copy()
        with self._lock():
            control["reading"] = _NONE
        return image, record

    def close(self) -> None:
        """Unmap the memory and close the descriptor."""
        del self._control  # this view of the memory would keep it mapped
        self._memory.close()
        os.close(self.fd)

    @contextmanager
    def _lock(self) -> Iterator[None]:
        fcntl.lockf(self.fd, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.lockf(self.fd, fcntl.LOCK_UN)

    def _pixels(self, slot: int, height: int, width: int) -> Image:
        pixels: Image = np.ndarray((height, width, 3), np.uint8, self._memory, _CONTROL_BYTES + slot * _SLOT_BYTES)
        return pixels

    def _record(self, slot: int) -> Record:
        seq, height, width, time, media_time, digest, dark = self._control["records"][slot].item()
        return Record(seq, height, width, time, None if np.isnan(media_time) else media_time, digest, dark)
