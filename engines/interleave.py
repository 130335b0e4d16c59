"""Two pieces of work timed in turn: a ratio holds on a shared machine, where a single time does not."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np


def cpu_ratio(ours: Callable[[], object], peer: Callable[[], object], *, pairs: int = 30) -> float:
    """Median over pairs of ours / peer in CPU time of this thread; each goes first in every second pair."""
    for work in (ours, peer, ours, peer):
        work()  # warm up
    ratios = np.empty(pairs)
    for pair in range(pairs):
        taken = [0.0, 0.0]
        for side in (0, 1) if pair % 2 else (1, 0):
            start = time.thread_time()
            (ours, peer)[side]()
            taken[side] = time.thread_time() - start
        ratios[pair] = taken[0] / taken[1]
    return float(np.median(ratios))
