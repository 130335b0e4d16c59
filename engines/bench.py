"""Latency and throughput of one network on several backends, in turn, so that a busy machine is fair to all of them."""

from __future__ import annotations

import resource
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from engines.backend import Backend, FloatArray
from engines.device import gpu_clock_mhz, power_mode

WARM_UP = 5
"""Runs of each batch size that are not counted: the first ones allocate, load kernels and record graphs."""


@dataclass(frozen=True)
class Measured:
    """One backend at one batch size."""

    name: str
    running: str
    batch: int
    runs: int
    warm_up: int
    p50_ms: float
    p95_ms: float
    p99_ms: float
    cpu_ms: float
    """Median CPU time of the calling thread; on a GPU, what feeding it costs."""
    per_second: float
    """Pictures, at the median."""
    ratio: float
    """Median over rounds of this time / the first backend's."""


@dataclass(frozen=True)
class Machine:
    """What the figures hold for."""

    peak_memory_mib: float
    """Of this process, all backends loaded."""
    power_mode: str | None
    gpu_clock_mhz: float | None


def bench(
    backends: Mapping[str, Backend], shape: Sequence[int], batches: Sequence[int], *, rounds: int = 50
) -> list[Measured]:
    """Measure every backend at every batch size.

    Args:
        backends: by the name to show; the first is what the others are compared with.
        shape: (C, H, W) of a picture.
        batches: sizes.
        rounds: counted runs of each.
    """
    random = np.random.default_rng(0)
    measured: list[Measured] = []
    names = list(backends)
    for size in batches:
        batch = random.integers(0, 256, (size, *shape)).astype(np.float32)
        wall, cpu = np.empty((rounds, len(names))), np.empty((rounds, len(names)))
        for name in names:
            for _ in range(WARM_UP):
                backends[name].run(batch)
        for turn in range(rounds):
            for place in range(len(names)) if turn % 2 else reversed(range(len(names))):
                wall[turn, place], cpu[turn, place] = _time(backends[names[place]], batch)
        for place, name in enumerate(names):
            p50, p95, p99 = np.quantile(wall[:, place], (0.5, 0.95, 0.99)) * 1e3
            measured.append(
                Measured(
                    name=name,
                    running=str(backends[name].running),
                    batch=size,
                    runs=rounds,
                    warm_up=WARM_UP,
                    p50_ms=float(p50),
                    p95_ms=float(p95),
                    p99_ms=float(p99),
                    cpu_ms=float(np.median(cpu[:, place]) * 1e3),
                    per_second=size / float(p50) * 1e3,
                    ratio=float(np.median(wall[:, place] / wall[:, 0])),
                )
            )
    return measured


def machine() -> Machine:
    """This machine, now."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Machine(peak, power_mode(), gpu_clock_mhz())


def _time(backend: Backend, batch: FloatArray) -> tuple[float, float]:
    wall, cpu = time.perf_counter(), time.thread_time()
    backend.run(batch)
    return time.perf_counter() - wall, time.thread_time() - cpu
