"""Numbered pictures, and a look at the machine's processes."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np


def processes(parent: int) -> set[int]:
    """Living children of a process."""
    children = set()
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, ppid = status.read_text().rpartition(") ")[2].split()[:2]
        except OSError:  # gone in the meantime
            continue
        if int(ppid) == parent and state != "Z":
            children.add(int(status.parent.name))
    return children


def wait_until(condition: Callable[[], object], seconds: float = 5.0) -> bool:
    """Whether a condition comes true in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


def numbered(number: int, size: tuple[int, int] = (64, 48)) -> np.ndarray:
    """A picture that carries its number through any compression: the brightness of its eight columns is binary."""
    width, height = size
    bits = [255 if number >> bit & 1 else 0 for bit in range(8)]
    row = np.repeat(np.array(bits, np.uint8), width // 8)
    return np.broadcast_to(row[None, :, None], (height, width, 3)).copy()


def number_of(image: np.ndarray) -> int:
    """The number that `numbered` put there."""
    columns = image.reshape(image.shape[0], 8, -1).mean(axis=(0, 2)) > 127
    return sum(int(bit) << place for place, bit in enumerate(columns))
