"""RecordIO, the container of MXNet: records found by offset in a memory-mapped file.

A record is a magic word, a word that holds its length and its place in a chain, the data, and zeros up to a multiple of
four. The writer cuts data wherever the magic word stands at such a multiple, and leaves that word out; the parts'
places say so, and the reader puts it back between them (dmlc-core, recordio.h).
"""

from __future__ import annotations

import mmap
import struct
from pathlib import Path
from typing import Any

from trainer.errors import TrainerError

_MAGIC = struct.pack("<I", 0xCED7230A)
_PREFIX = struct.Struct("<4sI")
_WHOLE, _FIRST, _MIDDLE, _LAST = range(4)


class RecordFile:
    """Records by offset. Threads, forked and spawned processes may read one file at the same time.

    Raises:
        TrainerError: missing, unreadable or empty.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._data = _map(path)

    def __getstate__(self) -> Path:
        return self.path

    def __setstate__(self, path: Path) -> None:
        self.path = path
        self._data = _map(path)

    def __len__(self) -> int:
        """Bytes in the file."""
        return len(self._data)

    def read(self, offset: int) -> bytes:
        """The data of the record that begins at an offset.

        Raises:
            TrainerError: no record begins there, or the file ends inside it; file and offset are named.
        """
        place, part, end = self._part(offset)
        if place == _WHOLE:
            return part
        if place != _FIRST:
            raise self._damaged(offset, "a record's later part stands where a record should begin")
        parts = [part]
        while place != _LAST:
            start = end
            place, part, end = self._part(start)
            if place not in (_MIDDLE, _LAST):
                raise self._damaged(start, "another record begins before the last part of the one before")
            parts.append(part)
        return _MAGIC.join(parts)

    def _part(self, offset: int) -> tuple[int, bytes, int]:
        """Place in the chain, data, and the offset behind the padding."""
        start = offset + _PREFIX.size
        if not 0 <= offset <= len(self) - _PREFIX.size:
            raise self._damaged(offset, f"the file ends at byte {len(self)}: it was cut short")
        magic, word = _PREFIX.unpack_from(self._data, offset)
        if magic != _MAGIC:
            raise self._damaged(offset, f"expected the magic word {_MAGIC.hex()}, found {magic.hex()}")
        place, length = word >> 29, word & (1 << 29) - 1
        if place > _LAST:
            raise self._damaged(offset, f"a record's part can't have the flag {place}")
        if start + length > len(self):
            raise self._damaged(offset, f"the record has {length} bytes, but the file ends at byte {len(self)}")
        return place, self._data[start : start + length], start + (length + 3) // 4 * 4

    def _damaged(self, offset: int, why: str) -> TrainerError:
        return TrainerError(f"{self.path} is damaged at offset {offset}: {why}")


def _map(path: Path) -> mmap.mmap:
    try:
        with path.open("rb") as file:
            data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError) as error:  # ValueError: an empty file can't be mapped
        reason: Any = getattr(error, "strerror", None) or "it is empty"
        raise TrainerError(f"{path} can't be read: {reason}") from None
    if hasattr(data, "madvise"):
        data.madvise(mmap.MADV_RANDOM)
    return data
