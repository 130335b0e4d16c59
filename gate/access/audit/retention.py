"""Removes rows that are older than they may be kept, and leaves a signed stub in their place."""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice, takewhile

from gate.access.audit.log import AuditLog
from gate.access.audit.revisions import Store, reached, revision_record
from gate.access.audit.row import FIRST, Record, Row, link, plain
from gate.access.audit.schema import IS_REVISION
from gate.access.audit.stub import Stub, write_stub
from gate.access.errors import AuditError


def due(log: AuditLog, before: datetime) -> int:
    """How many rows would go: from the oldest one on, up to the first that is not older than `before`."""
    return sum(1 for _ in _old(log, before))


def prune(log: AuditLog, before: datetime, *, actor: str, at_most: int | None = None) -> int:
    """Remove the oldest rows, write the stub, and record it; all in one transaction.

    Rows that are not as they were written are never removed: they are evidence.

    Args:
        log: The log.
        before: Rows from before this moment go. It must come from a clock that is sure: one that runs ahead would
            empty the log.
        actor: Who asked.
        at_most: So many rows, so that nobody waits long for the file; None: all.

    Returns:
        How many rows were removed.

    Raises:
        AuditError: a row that would go is broken or missing, or the file can't be written. Nothing is changed then.
    """
    with log.exclusive() as db:
        stub = log.stub()
        seq, mac = (stub.last_seq, stub.last_mac) if stub else (0, FIRST)
        start = seq
        for row in islice(_old(log, before), at_most):
            mac = link(log.keys.chain, mac, row.seq, row.body.encode())
            if row.seq != seq + 1 or not hmac.compare_digest(mac, row.mac):
                raise AuditError(
                    f"row {seq + 1} of the audit log is broken, so nothing is removed: see `gate audit verify`"
                )
            seq = row.seq
        if seq == start:
            return 0
        removed = {"action": "prune", "actor": actor, "from_seq": start + 1, "to_seq": seq, "before": before}
        kept = {row.fields.get("store") for row in log.select(f"{IS_REVISION} AND seq > {seq}")}
        stores: tuple[Store, ...] = ("gallery", "access")
        newest = {store: reached(log, store) for store in stores if store not in kept}
        log.add(
            Record("retention", removed),
            *(revision_record(store, revision) for store, revision in newest.items() if revision),
        )
        write_stub(db, log.keys, Stub(seq, mac, str(plain(log.clock.utc())), str(plain(before))))
        db.execute("DELETE FROM rows WHERE seq <= ?", seq)
    return seq - start


def cutoff(now: datetime, days: int) -> datetime:
    """The moment before which rows are older than `days`."""
    return now - timedelta(days=days)


def _old(log: AuditLog, before: datetime) -> Iterator[Row]:
    text = str(plain(before))  # RFC 3339 in UTC, equally long, sorts like the times
    return takewhile(lambda row: str(row.fields.get("time", "")) < text, log.rows())
