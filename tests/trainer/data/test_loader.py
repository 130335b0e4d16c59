"""Worker processes come and go quietly."""

from __future__ import annotations

import os

import numpy as np
import pytest
from numpy.typing import NDArray

from trainer.data.loader import load, stack


class Aborts:
    """Kills a process whose interpreter is taken down with it."""

    def __init__(self) -> None:
        self._abort = os.abort  # the module may be gone by then

    def __del__(self) -> None:
        self._abort()


LEFT: list[Aborts] = []


class Crops:
    """A worker that makes one can't take its interpreter down."""

    def __getitem__(self, key: int) -> NDArray[np.uint8]:
        if not LEFT:
            LEFT.append(Aborts())
        return np.full((2, 2, 3), key, np.uint8)


def test_workers_end_before_their_interpreter_is_taken_down(capfd: pytest.CaptureFixture[str]) -> None:
    """A thread in C++ aborts there, and the run that has just saved would end with a traceback."""
    loader = load(Crops(), [[0, 1], [2, 3], [4, 5], [6, 7], [8, 9], [10, 11]], stack, workers=1, pin=False)
    assert next(loader).tolist() == [[[[0, 0], [0, 0]]] * 3, [[[1, 1], [1, 1]]] * 3]
    loader.close()
    assert capfd.readouterr().err == ""
