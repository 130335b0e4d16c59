"""Failures in a row by identity, kept so that a restart is no way around a wait."""

from __future__ import annotations

from gate.database import Database


class FailureCounts:
    """Counts; the waits themselves live in the running gate."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def count(self, identity: str) -> int:
        """Failures since the last success."""
        return int(self._db.value("SELECT count FROM failures WHERE identity = ?", identity) or 0)

    def put(self, identity: str, count: int) -> None:
        """Remember a count."""
        self._db.execute("INSERT OR REPLACE INTO failures VALUES (?, ?)", identity, count)

    def clear(self, identity: str) -> None:
        """Forget a count: a success, or an administrator's word."""
        self._db.execute("DELETE FROM failures WHERE identity = ?", identity)
