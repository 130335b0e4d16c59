"""Two pieces of work timed in turn: a ratio holds on a shared machine, where a single time does not."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np


def cpu_ratio(ours: Callable[[], object], peer: Callable[[], object], *, pairs: int = 30) -> float:
    """CPU time of ours / peer, on this thread; each goes first in every second pair.

    Of each the 10 % quantile counts: the time that the work takes while nobody else empties the caches.
    """
    for work in (ours, peer, ours, peer):
        work()  # warm up
    taken = np.empty((pairs, 2))
    for pair in range(pairs):
        for side in (0, 1) if pair % 2 else (1, 0):
            start = time.thread_time()
            (ours, peer)[side]()
            taken[pair, side] = time.thread_time() - start
    quick = np.quantile(taken, 0.1, axis=0)
    return float(quick[0] / quick[1])
