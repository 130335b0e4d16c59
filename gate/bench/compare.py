"""Two ways to do one thing, in turn: their CPU times, and the ratio pair by pair.

A ratio of CPU times of one thread holds on a machine that is shared and noisy, where a single time does not.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Comparison:
    """One piece of work done by both."""

    work: str
    ours_ms: float
    """Median CPU time of the calling thread for one frame, face or search."""
    peer_ms: float
    peer: str
    ratio: float
    """Median of ours / peer, pair by pair: below 1, ours is faster."""
    spread: tuple[float, float]
    """10 % and 90 % quantile of that ratio."""
    pairs: int


def compare(work: str, ours: Callable[[], object], peer: Callable[[], object], name: str, pairs: int) -> Comparison:
    """Run both in turn, each first in every second pair: the first one pays for fetching the frame from memory."""
    _cpu(ours), _cpu(peer)  # warm up
    times = np.empty((pairs, 2))
    for pair in range(pairs):
        for side in (0, 1) if pair % 2 else (1, 0):
            times[pair, side] = _cpu((ours, peer)[side])
    return summarise(work, times, name)


def summarise(work: str, times: NDArray[np.float64], peer: str) -> Comparison:
    """What (pairs, 2) CPU seconds come to, ours in the first column."""
    ratios = times[:, 0] / times[:, 1]
    low, high = np.quantile(ratios, (0.1, 0.9))
    ours_ms, peer_ms = np.median(times, axis=0) * 1e3
    spread = (float(low), float(high))
    return Comparison(work, float(ours_ms), float(peer_ms), peer, float(np.median(ratios)), spread, len(times))


def _cpu(work: Callable[[], object]) -> float:
    start = time.thread_time()
    work()
    return time.thread_time() - start
