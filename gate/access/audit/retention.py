"""Removes rows that are older than they may be kept, and leaves a signed stub in their place."""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta

from gate.access.audit.log import AuditLog
from gate.access.audit.row import FIRST, Record, Row, link, plain
from gate.access.audit.stub import Stub, write_stub
from gate.access.errors import AuditError


def due(log: AuditLog, before: datetime) -> int:
    """How many rows would go: from the oldest one on, up to the first that is not older than `before`."""
    return sum(1 for _ in _old(log, before))


def prune(log: AuditLog, before: datetime, *, actor: str) -> int:
    """Remove the oldest rows, write the stub, and record it; all in one transaction.

    Rows that are not as they were written are never removed: they are evidence.

    Args:
        log: The log.
        before: Rows from before this moment go. It must come from a clock that is sure: one that runs ahead would
            empty the log.
        actor: Who asked.

    Returns:
        How many rows were removed.

    Raises:
        AuditError: a row that would go is broken or missing, or the file can't be written. Nothing is changed then.
    """
    with log.exclusive() as db:
        stub = log.stub()
        seq, mac = (stub.last_seq, stub.last_mac) if stub else (0, FIRST)
        start = seq
        for row in _old(log, before):
            mac = link(log.keys.chain, mac, row.seq, row.body.encode())
            if row.seq != seq + 1 or not hmac.compare_digest(mac, row.mac):
                raise AuditError(
                    f"row {seq + 1} of the audit log is broken, so nothing is removed: see `gate audit verify`"
                )
            seq = row.seq
        if seq == start:
            return 0
        removed = {"action": "prune", "actor": actor, "from_seq": start + 1, "to_seq": seq, "before": before}
        log.add(Record("retention", removed))
        write_stub(db, log.keys, Stub(seq, mac, str(plain(log.clock.utc())), str(plain(before))))
        db.execute("DELETE FROM rows WHERE seq <= ?", seq)
    return seq - start


def cutoff(now: datetime, days: int) -> datetime:
    """The moment before which rows are older than `days`."""
    return now - timedelta(days=days)


def _old(log: AuditLog, before: datetime) -> list[Row]:
    text, old = str(plain(before)), []
    for row in log.rows():
        if str(row.fields.get("time", "")) >= text:  # RFC 3339 in UTC, equally long, sorts like the times
            break
        old.append(row)
    return old
