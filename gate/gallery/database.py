"""One SQLite connection: how it is opened, its transactions, and its errors as sentences."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlite_utils

from gate.gallery.errors import GalleryError

BUSY_SECONDS = 5.0
"""How long to wait for another process's lock."""

SYNCHRONOUS = "FULL"
"""Survives a power cut; tests, whose machine keeps its power, may do without."""

Row = dict[str, Any]

_SENTENCES = (
    ("malformed", "is damaged: restore a backup"),
    ("not a database", "is damaged, or something else altogether: restore a backup"),
    ("readonly", "can't be written: look at the permissions of the file and its folder"),
    ("unable to open", "can't be opened: look at the permissions of the file and its folder"),
    ("locked", "is in use by another process: try again"),
    ("full", "can't be written: the disk is full"),
    ("FOREIGN KEY", "no longer holds this person"),
    ("UNIQUE", "holds somebody of this name already"),
    ("disk I/O error", "can't be read or written: the disk is full or failing"),
)
"""SQLite's messages (stable since 3.7; the codes reach Python only from 3.11 on) and ours."""


class Database:
    """A connection to one file, for one thread.

    `synchronous = FULL`, so that what was committed survives a power cut; `secure_delete`, so that what was deleted is
    overwritten; temporary tables in memory, so that nothing is written anywhere else.
    """

    def __init__(self, path: Path, *, read_only: bool = False, what: str = "the gallery") -> None:
        """Open an existing file; `what` names it in sentences."""
        self.path = path
        self._what = what
        self.read_only = read_only
        with self._sentences():
            connection = sqlite3.connect(
                f"{path.resolve().as_uri()}?mode={'ro' if read_only else 'rw'}",
                uri=True,
                isolation_level=None,
                timeout=BUSY_SECONDS,
            )
            self._db = sqlite_utils.Database(connection, recursive_triggers=False, execute_plugins=False)
            try:
                for pragma in (
                    "foreign_keys = ON",
                    "secure_delete = ON",
                    f"synchronous = {SYNCHRONOUS}",
                    "temp_store = MEMORY",
                ):
                    self._db.execute(f"PRAGMA {pragma}")
                if self.value("PRAGMA quick_check(1)") != "ok":
                    raise sqlite3.DatabaseError("database disk image is malformed")
            except BaseException:
                self._db.close()
                raise

    def close(self) -> None:
        """Close the connection; the last one to leave folds the write-ahead log into the file."""
        self._db.close()

    @contextmanager
    def write(self) -> Iterator[None]:
        """A write transaction (joined, if one is open): all of it or, on any exception, none of it."""
        with self._transaction("BEGIN IMMEDIATE"):
            yield

    @contextmanager
    def read(self) -> Iterator[None]:
        """A read transaction (joined, if one is open): every query inside sees the same state."""
        with self._transaction("BEGIN"):
            yield

    def query(self, sql: str, *parameters: object) -> list[Row]:
        """All rows of a SELECT, each a dict by column."""
        with self._sentences():
            return list(self._db.query(sql, parameters))

    def value(self, sql: str, *parameters: object) -> Any:
        """The first column of the first row; None if there is no row."""
        with self._sentences():
            rows = self._db.execute(sql, parameters).fetchall()  # to the end: an open cursor holds a read lock
            return rows[0][0] if rows else None

    def execute(self, sql: str, *parameters: object) -> None:
        """Run one statement that returns nothing."""
        with self._sentences():
            self._db.execute(sql, parameters)

    def insert(self, table: str, row: Row) -> None:
        """Insert one row, columns by name."""
        with self._sentences():
            self._db.table(table).insert(row)

    def rows(self, sql: str, *parameters: object) -> Iterator[list[tuple[Any, ...]]]:
        """The rows of a SELECT as tuples, some thousands at a time: for the few queries that read everything."""
        with self._sentences():
            cursor = self._db.execute(sql, parameters)
            while rows := cursor.fetchmany(8192):
                yield rows

    @property
    def in_transaction(self) -> bool:
        """Whether one is open."""
        return bool(self._db.conn.in_transaction)

    def enable_wal(self) -> None:
        """Let readers and the writer not wait for each other (write-ahead logging); the file remembers it."""
        deadline = time.monotonic() + BUSY_SECONDS
        with self._sentences():
            while True:  # SQLite must have the file to itself for the switch, and does not wait for that
                try:
                    return self._db.enable_wal()
                except sqlite3.OperationalError as error:
                    if "locked" not in str(error) or time.monotonic() > deadline:
                        raise
                    time.sleep(0.01)

    def truncate_log(self) -> bool:
        """Fold the write-ahead log into the file and empty it; False if a reader still held it after the wait."""
        return bool(self.value("PRAGMA wal_checkpoint(TRUNCATE)") == 0)

    def rewrite(self) -> None:
        """Write the whole file anew, without what lay between its rows."""
        self.execute("VACUUM")

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[None]:
        if self.in_transaction:
            yield
            return
        self.execute(begin)
        try:
            yield
            with self._sentences():
                self._db.commit()
        finally:
            self._db.rollback()  # does nothing after the commit

    @contextmanager
    def _sentences(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.DatabaseError, OSError) as error:
            for part, sentence in _SENTENCES:
                if part in str(error):
                    raise GalleryError(f"{self._what} {self.path} {sentence}") from error
            raise GalleryError(f"{self._what} {self.path} can't be used: {error}") from error
