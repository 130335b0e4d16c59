"""The audit of a running gate: grants wait until they are on the disk, everything else is written behind their back."""

from __future__ import annotations

import contextlib
import logging
import threading
from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime
from types import TracebackType

from gate.access.audit.anchor import Anchor
from gate.access.audit.log import AuditLog
from gate.access.audit.retention import cutoff, prune
from gate.access.audit.row import Kind, Record, describe
from gate.access.errors import AuditError

log = logging.getLogger(__name__)

HELD = 100_000
"""Records that may wait while the file can't be written; then the oldest go, and a row says how many."""

RETRY_SECONDS = 0.5
DAY_SECONDS = 86_400.0

PRUNED_AT_ONCE = 1000
"""Rows that retention removes in one transaction: a grant waits no longer for the file than that takes."""


class Trail:
    """Takes records from any thread. Its own thread writes, anchors and removes what is too old."""

    def __init__(
        self,
        audit: AuditLog,
        anchors: Sequence[Anchor] = (),
        *,
        anchor_rows: int = 100,
        anchor_seconds: float = 60.0,
        retention_days: int | None = None,
        clock_is_sure: Callable[[], bool] = lambda: True,
    ) -> None:
        """Begin.

        Args:
            audit: The log; the trail closes it.
            anchors: Where its head is written down.
            anchor_rows: After so many rows.
            anchor_seconds: Or after so long, if there are new rows.
            retention_days: Rows older than this are removed, once a day; None: never.
            clock_is_sure: Nothing is removed by a clock in doubt.
        """
        self._audit = audit
        self._anchors = anchors
        self._anchor_rows = anchor_rows
        self._anchor_seconds = anchor_seconds
        self._retention_days = retention_days
        self._sure = clock_is_sure
        self._held: deque[Record] = deque()
        self._lost = 0
        self._changed = threading.Condition()
        self._closing = False
        self._write_problem: str | None = None
        self._anchor_problem: str | None = None
        self._anchored = (audit.head().seq, audit.clock.mono())
        self._pruned: float | None = None
        self._thread = threading.Thread(target=self._run, name="audit", daemon=True)
        self._thread.start()

    @property
    def problem(self) -> str | None:
        """One sentence about what can't be written, for screens and health; None: all is well."""
        return self._write_problem or self._anchor_problem

    @property
    def head(self) -> int:
        """Number of the newest row.

        Raises:
            AuditError: the log can't be read.
        """
        return self._audit.head().seq

    def commit(self, *records: Record) -> None:
        """Record something that must be on the disk before it happens, such as a grant.

        Raises:
            AuditError: it can't be recorded, so it must not happen.
        """
        try:
            self._audit.append(*records)
        except AuditError as error:
            self._failed(str(error))
            raise

    def record(self, record: Record) -> None:
        """Record something that has happened: never waits, never fails."""
        with self._changed:
            if len(self._held) >= HELD:
                self._held.popleft()
                self._lost += 1
            self._held.append(record)
            self._changed.notify()

    def sink(self, kind: Kind) -> Callable[[object], None]:
        """A callable that records any frozen dataclass as a row of this kind; for the door's events."""

        def take(event: object) -> None:
            happened = {name: getattr(event, name, None) for name in ("time", "mono")}
            said = {key: value for key, value in describe(event).items() if key not in happened}
            time, mono = happened["time"], happened["mono"]
            self.record(
                Record(
                    kind,
                    said,
                    time=time if isinstance(time, datetime) and time.tzinfo else None,
                    mono=float(mono) if isinstance(mono, (int, float)) else None,
                )
            )

        return take

    def close(self) -> None:
        """Write what is still held, anchor the head, and close the log."""
        with self._changed:
            self._closing = True
            self._changed.notify()
        self._thread.join()
        self._audit.close()

    def __enter__(self) -> Trail:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._held or self._closing, timeout=RETRY_SECONDS)
                closing, batch = self._closing, list(self._held)
            written = self._write(batch)
            self._anchor(now=closing)
            if closing:
                return
            self._prune()
            if not written:
                with self._changed:  # a full disk is not freed by asking at once again
                    self._changed.wait_for(lambda: self._closing, timeout=RETRY_SECONDS)

    def _write(self, batch: list[Record]) -> bool:
        if not batch:
            return True
        lost = [Record("alarm", {"event": "records_lost", "count": self._lost})] if self._lost else []
        try:
            self._audit.append(*lost, *batch)
        except AuditError as error:
            self._failed(str(error))
            return False
        with self._changed:
            for record in batch:
                if self._held and self._held[0] is record:
                    self._held.popleft()
            if lost:
                self._lost = 0
        self._write_problem = None
        return True

    def _anchor(self, *, now: bool) -> None:
        if not self._anchors:
            return
        with contextlib.suppress(AuditError):
            head = self._audit.head()
            seq, at = self._anchored
            age = self._audit.clock.mono() - at
            if head.seq == seq or not (now or head.seq - seq >= self._anchor_rows or age >= self._anchor_seconds):
                return
            self._anchored = (head.seq, self._audit.clock.mono())
            problem = None
            for anchor in self._anchors:
                try:
                    anchor(head)
                except (AuditError, OSError) as error:
                    problem = str(error)
                    log.error("%s", error)
            self._anchor_problem = problem

    def _prune(self) -> None:
        now = self._audit.clock.mono()
        due = self._pruned is None or now - self._pruned >= DAY_SECONDS
        if self._retention_days is None or not due or not self._sure():
            return
        before = cutoff(self._audit.clock.utc(), self._retention_days)
        try:
            removed = prune(self._audit, before, actor="retention", at_most=PRUNED_AT_ONCE)
        except AuditError as error:
            removed = 0
            self._failed(str(error))
        if removed < PRUNED_AT_ONCE:
            self._pruned = now

    def _failed(self, problem: str) -> None:
        if problem != self._write_problem:
            log.error("%s", problem)
        self._write_problem = problem
