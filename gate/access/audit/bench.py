"""How fast the log is: durable rows in a second, and what checking them costs."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

from gate.access.audit.log import AuditLog
from gate.access.audit.row import Record
from gate.access.audit.verify import verify
from gate.clock import SystemClock

THREADS = (8, 64)
"""That append at the same time and share commits."""
BATCHES = (10, 100, 1000)
"""Rows of one commit."""
SYNCS = 200
"""Bare ones, to compare with: no log can commit more often than its disk does."""


@dataclass(frozen=True)
class Figure:
    """One measurement."""

    work: str
    rows: int
    cpu_seconds: float
    wall_seconds: float

    @property
    def per_second(self) -> float:
        """Rows in a second of wall time."""
        return self.rows / self.wall_seconds


def run(rows: int, folder: Path | None = None) -> Iterator[Figure]:
    """Write and check a log of `rows` decisions in a temporary folder.

    Args:
        rows: How many to verify.
        folder: Where: the speed of a commit is the disk's.
    """
    record = Record(
        "decision",
        {
            "event": "decision",
            "granted": True,
            "reason": "recognised",
            "person": "6f1c2f0e-8a5b-4f0e",
            "track": 12,
            "cosine": 0.6123,
            "runner_up": 0.2123,
            "threshold": 0.4723,
            "fmr": 1e-5,
            "cell": "unmasked-unmasked",
            "mask": None,
            "liveness": "off",
            "quality": 0.8123,
            "model": "f" * 64,
            "policy_revision": 7,
        },
        silent=False,
    )
    with ExitStack() as stack:
        home = Path(stack.enter_context(TemporaryDirectory(prefix="maskgate-audit-", dir=folder)))
        log = stack.enter_context(
            AuditLog.open(home / "audit.db", home / "audit.key", clock=SystemClock(), gate="bench")
        )
        with _measured("the bare disk: 4 KiB and fdatasync", SYNCS) as figure:
            _sync(home / "bare", SYNCS)
        yield figure()
        alone = min(rows, 200)
        with _measured("one row a commit", alone) as figure:
            for _ in range(alone):
                log.append(record)
        yield figure()
        for count in THREADS:
            each = max(1, min(rows, 4000) // count)
            with _measured(f"one row each from {count} threads", each * count) as figure:
                _together(count, lambda each=each: [log.append(record) for _ in range(each)])  # type: ignore[misc]
            yield figure()
        for batch in BATCHES:
            last = batch == BATCHES[-1]
            left = max(rows - log.head().seq, 0)
            left = left if last else min(left, 100 * batch)
            with _measured(f"{batch} rows a commit", left) as figure:
                for start in range(0, left, batch):
                    log.append(*[record] * min(batch, left - start))
            if left:
                yield figure()
        total = log.head().seq
        with _measured("verify", total) as figure:
            report = verify(log)
        if not report.whole:
            raise AssertionError(report.problem)
        yield figure()


def _sync(path: Path, times: int) -> None:
    """What a commit asks of the disk, without a log: a page over an old one, and wait until it is there."""
    file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        os.pwrite(file, bytes(1 << 20), 0)
        os.fsync(file)
        for number in range(times):
            os.pwrite(file, os.urandom(4096), 4096 * (number % 256))
            os.fdatasync(file)
    finally:
        os.close(file)


def _together(count: int, work: Callable[[], object]) -> None:
    threads = [Thread(target=work) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


class _measured:  # noqa: N801 - used like a function
    def __init__(self, work: str, rows: int) -> None:
        self._work, self._rows = work, rows

    def __enter__(self) -> _measured:
        self._cpu, self._wall = time.process_time(), time.perf_counter()
        return self

    def __exit__(self, *_error: object) -> None:
        self._cpu, self._wall = time.process_time() - self._cpu, time.perf_counter() - self._wall

    def __call__(self) -> Figure:
        return Figure(self._work, self._rows, self._cpu, self._wall)
