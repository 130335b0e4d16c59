"""The orders of challenges that were asked lately, on the disk. What ails the file is logged, and stops nobody."""

from __future__ import annotations

import logging
import os
from pathlib import Path

import numpy as np

from gate.vision.liveness.asked_before import AskedBefore, Numbers, nothing

log = logging.getLogger(__name__)


def open_asked(file: Path, steps: int) -> AskedBefore:
    """What a gate remembers. Any bytes of the right number are a memory, so nothing in it can mislead a gate.

    Args:
        file: Its numbers, row by row, as little-endian 16-bit; made when there is something to remember.
        steps: Poses of a challenge; of another number of them it is begun anew.
    """
    numbers = nothing(steps)
    try:
        said = file.read_bytes()
        if len(said) == numbers.nbytes:
            numbers[:] = np.frombuffer(said, "<u2").reshape(numbers.shape)
        else:
            log.warning("%s is damaged or of other challenges: what was asked before is forgotten", file)
    except FileNotFoundError:
        pass
    except OSError as error:
        log.warning("%s can't be read (%s): what was asked before is forgotten", file, error.strerror)
    return AskedBefore(steps, numbers, _Keeper(file, numbers).keep)


class _Keeper:
    """Writes a row at a time; a crash between two leaves a valid file."""

    def __init__(self, file: Path, numbers: Numbers) -> None:
        self._file = file
        self._numbers = numbers
        self._failed = False

    def keep(self, row: int) -> None:
        """Write a row."""
        try:
            self._write(row)
            self._failed = False
        except OSError as error:
            if not self._failed:
                log.warning(
                    "%s can't be written (%s): a restart forgets what was asked since", self._file, error.strerror
                )
            self._failed = True

    def _write(self, row: int) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self._file, os.O_RDWR | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "r+b") as file:
            whole = self._failed or os.fstat(descriptor).st_size != self._numbers.nbytes
            first = 0 if whole else row
            file.seek(first * self._numbers.strides[0])
            file.write(self._numbers[None if whole else row].astype("<u2").tobytes())
            if whole:
                file.truncate()
