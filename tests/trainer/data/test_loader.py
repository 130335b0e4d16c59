"""Worker processes come and go quietly."""

from __future__ import annotations

import atexit
import multiprocessing
import os

import numpy as np
import pytest
from numpy.typing import NDArray

from trainer.data.loader import load, stack

if multiprocessing.current_process().name != "MainProcess":  # a worker, before it is told how to start
    atexit.register(os.abort)


class Crops:
    """A worker that gets it can't have its interpreter taken down."""

    def __getitem__(self, key: int) -> NDArray[np.uint8]:
        return np.full((2, 2, 3), key, np.uint8)


def test_workers_end_before_their_interpreters_are_taken_down(capfd: pytest.CaptureFixture[str]) -> None:
    """The thread that hands batches on may abort there, and the run that has just saved would show a traceback."""
    loader = load(Crops(), [[0, 1]] * 6, stack, workers=1, pin=False)
    assert next(loader).tolist() == [[[[0, 0], [0, 0]]] * 3, [[[1, 1], [1, 1]]] * 3]
    (worker,) = multiprocessing.active_children()
    loader.close()
    worker.join()
    assert worker.exitcode == 0
    assert capfd.readouterr().err == ""
