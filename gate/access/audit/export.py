"""The log for other programs: CSV for spreadsheets, JSON lines for the rest."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from io import StringIO
from typing import Any

from gate.access.audit.row import Row

COLUMNS = (
    *("seq", "time", "mono", "gate", "kind", "event", "action", "actor", "subject", "granted", "reason", "factors"),
    *("person", "track", "cosine", "runner_up", "threshold", "fmr", "cell", "mask", "liveness", "quality", "model"),
    *("policy_revision", "detail"),
)
"""In this order; what has no column of its own is JSON in the column `more`."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet takes a text that begins so for a formula (OWASP, CSV injection)."""


def as_csv(rows: Iterable[Row]) -> Iterator[str]:
    """A header and a line for each row (RFC 4180)."""
    yield _csv([*COLUMNS, "more", "mac"])
    for row in rows:
        said = {**row.fields, "seq": row.seq}
        known = [said.pop(column, None) for column in COLUMNS]
        yield _csv([*map(_cell, known), _json(said), row.mac.hex()])


def as_json_lines(rows: Iterable[Row]) -> Iterator[str]:
    """One object a row: what it says, its number and its link."""
    for row in rows:
        yield f"{_json({**row.fields, 'seq': row.seq, 'mac': row.mac.hex()})}\n"


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_FORMULA) else value
    return _json(value)


def _csv(cells: list[str]) -> str:
    line = StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue()


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
