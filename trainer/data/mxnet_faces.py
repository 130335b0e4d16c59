"""MS1MV2, MS1MV3, Glint360K as InsightFace distributes them (`train.rec`, `train.idx`, `property`); plain im2rec files.

InsightFace puts a record 0 in front that holds no picture but two numbers, the first behind the last picture's key:
keys 1 to N - 1 are pictures, those from N on describe people. Without it every key is a picture.
"""

from __future__ import annotations

import hashlib
import struct
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engines.builtin import BUILTINS
from trainer.data.recordio import RecordFile
from trainer.data.source import Picture
from trainer.errors import TrainerError

_HEADER = struct.Struct("<IfQQ")
"""MXNet's IRHeader: how many labels follow (0: none), the label where none follow, two ids."""


class MxnetFaces:
    """Pictures by their place among the picture keys, in ascending order.

    Attributes:
        aligned: whether `property` says that pictures have the size of crops, as InsightFace's does; without that file
            they are photographs.

    Raises:
        TrainerError: a file is missing, unreadable or not of the format.
    """

    def __init__(self, record: Path) -> None:
        self._records = RecordFile(record)
        keys, offsets = _read_index(record.with_suffix(".idx"))
        self._people, size = _read_property(record.parent / "property")
        self.aligned = size == BUILTINS["sface"].card.preprocessing.size
        first, labels, _ = self._unpack(int(offsets[0])) if keys[0] == 0 else (0, (0.0,), b"")
        if first:
            pictures = (keys >= 1) & (keys < int(labels[0]))
            keys, offsets = keys[pictures], offsets[pictures]
        if not len(keys):
            raise TrainerError(f"{record} holds no picture")
        self._keys, self._offsets = keys, offsets

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the pictures' keys and offsets."""
        return hashlib.sha256(self._keys.tobytes() + self._offsets.tobytes()).hexdigest()

    def __len__(self) -> int:
        return len(self._keys)

    def read(self, index: int) -> Picture:
        """Read a record; the person's name is its label's number."""
        key, offset = int(self._keys[index]), int(self._offsets[index])
        _, labels, encoded = self._unpack(offset)
        label = int(labels[0])
        if self._people is not None and not 0 <= label < self._people:
            raise TrainerError(
                f"{self._records.path} has the label {label} at offset {offset}, "
                f"but property says that there are {self._people} people"
            )
        return Picture(encoded, str(label), f"{self._records.path.name}:{key}")

    def _unpack(self, offset: int) -> tuple[int, tuple[float, ...], bytes]:
        """The header's flag, the labels (one at least), and the picture."""
        data = self._records.read(offset)
        if len(data) < _HEADER.size:
            raise TrainerError(f"{self._records.path} has a record without a header at offset {offset}")
        flag, label, _, _ = _HEADER.unpack_from(data)
        end = _HEADER.size + 4 * flag
        if len(data) < end:
            raise TrainerError(f"{self._records.path} has a record without its {flag} labels at offset {offset}")
        labels = struct.unpack_from(f"<{flag}f", data, _HEADER.size) if flag else (label,)
        return flag, labels, data[end:]


def _read_index(path: Path) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Keys in ascending order, and the offset of each."""
    try:
        if path.stat().st_size == 0:
            raise ValueError("it is empty")
        rows = np.loadtxt(path, dtype=np.int64, delimiter="\t", ndmin=2)
        keys, offsets = rows[np.argsort(rows[:, 0], kind="stable")].T.copy()
    except OSError as error:
        raise TrainerError(f"{path} can't be read: {error.strerror}") from None
    except ValueError as error:
        raise TrainerError(f"{path} is no RecordIO index of lines KEY<tab>OFFSET: {error}") from None
    return keys, offsets


def _read_property(path: Path) -> tuple[int | None, tuple[int, int] | None]:
    """People, and (height, width) of the pictures, as in line 1 ("85742,112,112"); None without the file."""
    try:
        people, height, width = map(int, path.read_text(encoding="ascii").splitlines()[0].split(","))
    except FileNotFoundError:
        return None, None
    except (OSError, UnicodeDecodeError, ValueError, IndexError):
        raise TrainerError(f"{path} should begin with PEOPLE,HEIGHT,WIDTH") from None
    return people, (height, width)
