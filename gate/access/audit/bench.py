"""How fast the log is: durable rows in a second, and what checking them costs."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

from gate.access.audit.log import AuditLog
from gate.access.audit.row import Record
from gate.access.audit.verify import verify
from gate.clock import SystemClock

THREADS = 8
"""That append at the same time and share commits."""


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
        alone = min(rows, 500)
        with _measured("one row a commit", alone) as figure:
            for _ in range(alone):
                log.append(record)
        yield figure()
        each = max(1, min(rows, 4000) // THREADS)
        with _measured(f"one row each from {THREADS} threads", each * THREADS) as figure:
            threads = [Thread(target=lambda: [log.append(record) for _ in range(each)]) for _ in range(THREADS)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        yield figure()
        left = max(rows - log.head().seq, 0)
        batch = 1000
        with _measured("a thousand rows a commit", left) as figure:
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
