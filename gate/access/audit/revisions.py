"""How far gallery and rules have come, on record: whoever puts an older file back can't put the log back as well.

Each change of a file is followed by a row that names its revision. A kill between the change and its row leaves the log
one behind, never ahead, so that nothing whole is ever taken for old. An administrator who restores an older file on
purpose says so, and that is a row too.
"""

from __future__ import annotations

import hmac
from typing import Literal

from gate.access.audit.log import AuditLog
from gate.access.audit.row import FIRST, Record, link
from gate.access.audit.schema import IS_REVISION
from gate.access.errors import AuditError

Store = Literal["gallery", "access"]

LOOKED_AT = 50
"""Rows: two processes that change a file at once may record it in the wrong order, but not so far apart."""


def revision_record(
    store: Store, revision: int, *, accepted_by: str | None = None, reason: str | None = None
) -> Record:
    """The row that a file has reached a revision.

    Args:
        store: Which file.
        revision: Its revision.
        accepted_by: Who put an older file there on purpose; it counts from then on.
        reason: Why.
    """
    said = {"event": "revision", "store": store, "revision": revision}
    return Record("revision", {**said, "actor": accepted_by, "reason": reason} if accepted_by else said)


def reached(log: AuditLog, store: Store) -> int:
    """The revision that a file has at least; 0: nothing is on record.

    Raises:
        AuditError: the row that says it is not as it was written.
    """
    found = 0
    rows = log.select(f"{IS_REVISION} ORDER BY seq DESC LIMIT {LOOKED_AT}")
    for row in rows:
        before = log.select(f"seq = {row.seq - 1}")
        previous = before[0].mac if before else _before_all(log, row.seq)
        if not hmac.compare_digest(link(log.keys.chain, previous, row.seq, row.body.encode()), row.mac):
            raise AuditError(f"row {row.seq} of the audit log is not as it was written: see `gate audit verify`")
        said = row.fields
        if said.get("store") != store:
            continue
        found = max(found, int(said["revision"]))
        if "actor" in said:
            break
    return found


def _before_all(log: AuditLog, seq: int) -> bytes:
    stub = log.stub()
    return stub.last_mac if stub and stub.last_seq == seq - 1 else FIRST
