"""What a row says, as one line of JSON, and how it is linked to the row before it."""

from __future__ import annotations

import hmac
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime, timezone
from enum import Enum
from pathlib import PurePath
from typing import Any, Literal

from gate.access.errors import AuditError

SCHEMA = 1

Kind = Literal["start", "decision", "door", "alarm", "clock", "admin", "read", "export", "retention", "revision"]

FIRST = bytes(32)
"""Stands before the first row."""

TAG_BYTES = 16


@dataclass(frozen=True)
class Record:
    """Something to be recorded. Names of people stay out of it: ids, which mean nothing once the person is removed."""

    kind: Kind
    fields: Mapping[str, Any] = field(default_factory=dict)
    """Plain values, or what `plain` makes plain."""
    time: datetime | None = None
    """When it happened, aware; None: when it is recorded."""
    mono: float | None = None
    """`Clock.mono` when it happened; None: when it is recorded."""
    silent: bool | None = None
    """A mark that only the key's holder can read (duress); None: rows of this kind carry none."""


@dataclass(frozen=True)
class Row:
    """A row of the log."""

    seq: int
    """Grows by one; never used twice."""
    body: str
    """JSON."""
    mac: bytes

    @property
    def fields(self) -> dict[str, Any]:
        """What the row says, with `kind`, `time` (RFC 3339, UTC), `mono` and `gate`.

        Raises:
            AuditError: it says nothing that this program would have written.
        """
        try:
            said = json.loads(self.body)
        except (ValueError, RecursionError):
            said = None
        if not isinstance(said, dict) or not all(isinstance(said.get(name), str) for name in ("kind", "time")):
            raise AuditError(f"row {self.seq} of the audit log was changed and can't be read: see `gate audit verify`")
        return said


def encode(record: Record, *, gate: str, time: datetime, mono: float, tag: bytes | None) -> str:
    """A record's JSON: keys sorted, no spaces, so that equal records have equal bytes."""
    said = {
        **record.fields,
        "v": SCHEMA,
        "kind": record.kind,
        "gate": gate,
        "time": record.time or time,
        "mono": mono if record.mono is None else record.mono,
    }
    if tag is not None:
        said["tag"] = tag.hex()
    return json.dumps(plain(said), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def link(key: bytes, previous: bytes, seq: int, body: bytes) -> bytes:
    """HMAC-SHA256 (RFC 2104) over the previous row's value, this row's number and its bytes."""
    return hmac.digest(key, b"%b%b%b" % (previous, seq.to_bytes(8, "big"), body), "sha256")


def silent_tag(key: bytes, seq: int, mark: bool) -> bytes:
    """A row's silent mark: random to whoever lacks the key, since no number is marked twice."""
    return hmac.digest(key, b"%b%b" % (seq.to_bytes(8, "big"), b"\x01" if mark else b"\x00"), "sha256")[:TAG_BYTES]


def is_marked(key: bytes, row: Row) -> bool:
    """Whether a row's silent mark is set."""
    tag = row.fields.get("tag")
    return isinstance(tag, str) and hmac.compare_digest(tag, silent_tag(key, row.seq, True).hex())


def describe(event: object) -> dict[str, Any]:
    """The fields of any frozen dataclass, with its class as `event` unless it names one itself."""
    said = {name.name: getattr(event, name.name) for name in fields(event)}  # type: ignore[arg-type]
    name = "".join(f"_{c.lower()}" if c.isupper() else c for c in type(event).__name__).lstrip("_")
    return {"event": name, **said}


def plain(value: Any) -> Any:
    """What JSON can hold: times as RFC 3339 in UTC, numbers that are none as null, enums by value, sets in order."""
    if isinstance(value, Enum):
        return plain(value.value)
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, datetime):
        return value.astimezone(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    if isinstance(value, (date, PurePath)):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (set, frozenset)):
        return sorted((plain(item) for item in value), key=str)
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, bytes):
        return value.hex()
    return {key: plain(item) for key, item in describe(value).items()}
