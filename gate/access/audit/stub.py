"""What retention leaves in the place of the rows that it removed: signed, so that nobody else can shorten the log."""

from __future__ import annotations

import hmac
import json
from dataclasses import dataclass

from gate.access.audit.keys import Keys
from gate.access.errors import AuditError
from gate.database import Database


@dataclass(frozen=True)
class Stub:
    """The removed rows were 1 to `last_seq`."""

    last_seq: int
    last_mac: bytes
    """The link that the first row that is left was made with."""
    removed_at: str
    """RFC 3339, UTC."""
    before: str
    """Rows older than this went. RFC 3339, UTC."""


def read_stub(db: Database, keys: Keys) -> Stub | None:
    """The stub of a log; None if there is none.

    Raises:
        AuditError: it is not signed by this key.
    """
    rows = db.query("SELECT * FROM stub")
    if not rows:
        return None
    body, mac = str(rows[0]["body"]), bytes(rows[0]["mac"])
    if not hmac.compare_digest(mac, _sign(keys, body)):
        raise AuditError("the stub of the removed rows is not signed by this log's key: it was changed")
    said = json.loads(body)
    stub = Stub(said["last_seq"], bytes.fromhex(said["last_mac"]), said["removed_at"], said["before"])
    if stub.last_seq != rows[0]["last_seq"]:
        raise AuditError("the stub of the removed rows contradicts itself: it was changed")
    return stub


def write_stub(db: Database, keys: Keys, stub: Stub) -> None:
    """Put a stub in the place of the one before."""
    said = {
        "last_seq": stub.last_seq,
        "last_mac": stub.last_mac.hex(),
        "removed_at": stub.removed_at,
        "before": stub.before,
    }
    body = json.dumps(said, sort_keys=True)
    db.execute("INSERT OR REPLACE INTO stub VALUES (1, ?, ?, ?)", stub.last_seq, body, _sign(keys, body))


def _sign(keys: Keys, body: str) -> bytes:
    return hmac.digest(keys.stub, body.encode(), "sha256")
