"""The log at rest: rows in order, each linked to the one before, and on the disk before `append` returns."""

from __future__ import annotations

import hmac
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import TracebackType

from gate.access.audit.keys import Keys, make_keys, read_keys
from gate.access.audit.row import FIRST, Record, Row, encode, link, silent_tag
from gate.access.audit.schema import APPLICATION_ID, AUDIT, MIGRATIONS
from gate.access.audit.stub import Stub, read_stub
from gate.access.errors import AuditError
from gate.clock import Clock
from gate.database import Database, make_file, migrate

BUSY_SECONDS = 1.0
"""How long a decision waits for another process's lock; then it can't be recorded, and is no grant."""


@dataclass(frozen=True)
class Head:
    """The newest row: whoever knows it from elsewhere sees when rows are cut off."""

    seq: int
    """0: the log is empty."""
    mac: bytes
    time: datetime
    """When it was looked at."""


@dataclass(eq=False)
class _Ticket:
    records: Sequence[Record]
    seqs: tuple[int, ...] = ()
    error: Exception | None = None
    done: bool = field(default=False)


class AuditLog:
    """One log. Any thread may call it; any number of processes may have it open.

    Threads that append at the same time share commits (group commit): one writes the rows of all who wait, while the
    next ones gather.
    """

    def __init__(self, db: Database, keys: Keys, clock: Clock, gate: str) -> None:
        """Use `AuditLog.open`."""
        self.keys = keys
        self.clock = clock
        self._db = db
        self._gate = gate
        self._file = threading.RLock()
        self._waiting: list[_Ticket] = []
        self._turn = threading.Condition()
        self._leading = False
        """A thread is committing for all who waited when it began."""

    @classmethod
    def open(cls, path: Path, key: Path, *, clock: Clock, gate: str, read_only: bool = False) -> AuditLog:
        """Open a log; one that does not exist yet is made with its key, both readable by their owner alone.

        Args:
            path: The database file.
            key: The master key's file.
            clock: Of the rows.
            gate: Where rows come from: in every row.
            read_only: Change nothing.

        Raises:
            AuditError: damaged, not ours, from a newer program, locked, not readable or writable; or the key is
                missing, or is another log's.
        """
        if not path.exists():
            if read_only:
                raise AuditError(f"there is no audit log at {path} yet: it begins with the first `gate run`")
            make_file(path, AUDIT)
        db = Database(path, AUDIT, read_only=read_only, busy_seconds=BUSY_SECONDS, any_thread=True)
        try:
            migrate(db, AUDIT, APPLICATION_ID, MIGRATIONS)
            fresh = not db.read_only and db.value("SELECT 1 FROM audit") is None
            keys = make_keys(key) if fresh else read_keys(key)
            if fresh:
                db.execute("INSERT OR IGNORE INTO audit VALUES (1, ?)", keys.check)
            if not hmac.compare_digest(bytes(db.value("SELECT key_check FROM audit") or b""), keys.check):
                raise AuditError(f"{path} was written with another key than {key}: restore the right one")
        except BaseException:
            db.close()
            raise
        return cls(db, keys, clock, gate)

    def close(self) -> None:
        """Close the file; calling it twice is allowed."""
        with self._file:
            self._db.close()

    def __enter__(self) -> AuditLog:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def append(self, *records: Record) -> tuple[int, ...]:
        """Add rows. When this returns they survive a power cut; when it raises, none of them was added.

        Returns:
            Their numbers.

        Raises:
            AuditError: the disk is full, the file is locked, or anything else is wrong with it.
        """
        ticket = _Ticket(records)
        with self._turn:
            self._waiting.append(ticket)
            self._turn.wait_for(lambda: ticket.done or not self._leading)
            leads = not ticket.done
            self._leading |= leads
        if leads:
            try:
                with self._file:
                    self._commit()
            finally:
                with self._turn:
                    self._leading = False
                    self._turn.notify_all()
        if ticket.error:
            raise AuditError(str(ticket.error)) from ticket.error
        return ticket.seqs

    @contextmanager
    def exclusive(self) -> Iterator[Database]:
        """The file within one write transaction, for retention."""
        with self._file, self._db.write():
            yield self._db

    def add(self, *records: Record) -> tuple[int, ...]:
        """Add rows within `exclusive`: they are there when its transaction is."""
        last = self.head()
        previous, seq, lines = last.mac, last.seq, []
        for record in records:
            seq += 1
            tag = None if record.silent is None else silent_tag(self.keys.silent, seq, record.silent)
            body = encode(record, gate=self._gate, time=last.time, mono=self.clock.mono(), tag=tag)
            previous = link(self.keys.chain, previous, seq, body.encode())
            lines.append((seq, body, previous))
        self._db.execute_many("INSERT INTO rows VALUES (?, ?, ?)", lines)
        return tuple(number for number, _, _ in lines)

    def head(self) -> Head:
        """The newest row."""
        with self._file:
            rows = self._db.query("SELECT seq, mac FROM rows ORDER BY seq DESC LIMIT 1")
            stub = None if rows else self.stub()
        seq, mac = (rows[0]["seq"], rows[0]["mac"]) if rows else (stub.last_seq, stub.last_mac) if stub else (0, FIRST)
        return Head(seq, bytes(mac), self.clock.utc())

    def stub(self) -> Stub | None:
        """What retention left in the place of the oldest rows; None: nothing was removed.

        Raises:
            AuditError: it is not signed by this log's key.
        """
        with self._file:
            return read_stub(self._db, self.keys)

    def rows(self, *, after: int = 0) -> Iterator[Row]:
        """Rows by number. Nothing is checked: `gate.access.audit.verify` does that."""
        for seq, body, mac in self._db.stream("SELECT seq, body, mac FROM rows WHERE seq > ? ORDER BY seq", after):
            yield Row(seq, body, mac)

    def newest(self, count: int) -> list[Row]:
        """The newest rows, oldest first."""
        found = self._db.query("SELECT seq, body, mac FROM rows ORDER BY seq DESC LIMIT ?", count)
        return [Row(row["seq"], row["body"], row["mac"]) for row in reversed(found)]

    def select(self, condition: str) -> list[Row]:
        """The rows that fulfil a condition of ours."""
        with self._file:
            found = self._db.query(f"SELECT seq, body, mac FROM rows WHERE {condition}")  # noqa: S608 - our own words
        return [Row(row["seq"], row["body"], bytes(row["mac"])) for row in found]

    def raw(self) -> Iterator[tuple[int, bytes, bytes]]:
        """All rows as they lie there: number, bytes of the body, link."""
        yield from self._db.stream("SELECT seq, CAST(body AS BLOB), mac FROM rows ORDER BY seq")

    def _commit(self) -> None:
        with self._turn:
            tickets, self._waiting = self._waiting, []
        try:
            with self._db.write():
                for ticket in tickets:
                    ticket.seqs = self.add(*ticket.records)
        except BaseException as error:
            for ticket in tickets:
                ticket.error = error if isinstance(error, Exception) else AuditError("the program was interrupted")
            if not isinstance(error, Exception):
                raise
        finally:
            for ticket in tickets:
                ticket.done = True
