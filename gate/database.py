"""One SQLite connection: how it is opened, its transactions, its layout's versions, and its errors as sentences."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlite_utils

BUSY_SECONDS = 5.0
"""How long to wait for another process's lock."""

SYNCHRONOUS = "FULL"
"""Survives a power cut; tests, whose machine keeps its power, may do without."""

Row = dict[str, Any]

_SENTENCES = (
    ("malformed", "is damaged: restore a backup"),
    ("codec can't decode", "is damaged: restore a backup"),
    ("not a database", "is damaged, or something else altogether: restore a backup"),
    ("readonly", "can't be written: look at the permissions of the file and its folder"),
    ("unable to open", "can't be opened: look at the permissions of the file and its folder"),
    ("locked", "is in use by another process: try again"),
    ("full", "can't be written: the disk is full"),
    ("disk I/O error", "can't be read or written: the disk is full or failing"),
)
"""SQLite's messages (stable since 3.7; the codes reach Python only from 3.11 on) and ours."""


@dataclass(frozen=True)
class Kind:
    """What a file is, and how its errors are told."""

    noun: str
    """As in "the gallery"."""
    error: type[Exception]
    sentences: Mapping[str, str] = field(default_factory=dict)
    """Part of SQLite's message, and what it means for this kind of file."""
    check_on_open: bool = True
    """Look through the whole file for damage; a large one is checked by other means."""


class Database:
    """A connection to one file.

    `synchronous = FULL`, so that what was committed survives a power cut; `secure_delete`, so that what was deleted is
    overwritten; temporary tables in memory, so that nothing is written anywhere else.
    """

    def __init__(
        self,
        path: Path,
        kind: Kind,
        *,
        read_only: bool = False,
        busy_seconds: float = BUSY_SECONDS,
        any_thread: bool = False,
    ) -> None:
        """Open a file that exists.

        Args:
            path: The file.
            kind: What it is.
            read_only: Change nothing.
            busy_seconds: How long to wait for another process's lock.
            any_thread: The caller sees to it that one thread at a time uses the connection.

        Raises:
            Exception: of `kind.error`, with one sentence; so do all methods.
        """
        self.path = path
        self.read_only = read_only
        self._kind = kind
        self._busy_seconds = busy_seconds
        with self._sentences():
            connection = sqlite3.connect(
                f"{path.resolve().as_uri()}?mode={'ro' if read_only else 'rw'}",
                uri=True,
                isolation_level=None,
                timeout=busy_seconds,
                check_same_thread=not any_thread,
            )
            self._db = sqlite_utils.Database(connection, recursive_triggers=False, execute_plugins=False)
            try:
                for pragma in ("foreign_keys = ON", "secure_delete = ON", "temp_store = MEMORY"):
                    self._db.execute(f"PRAGMA {pragma}")
                self._db.execute(f"PRAGMA synchronous = {SYNCHRONOUS}")
                if kind.check_on_open and self.value("PRAGMA quick_check(1)") != "ok":
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

    def execute_many(self, sql: str, rows: Iterable[Sequence[object]]) -> None:
        """Run one statement for each row of parameters."""
        with self._sentences():
            self._db.conn.executemany(sql, rows)

    def stream(self, sql: str, *parameters: object) -> Iterator[tuple[Any, ...]]:
        """The rows of a SELECT one by one, for results too large to hold; read to the end, it holds a lock."""
        with self._sentences():
            yield from self._db.execute(sql, parameters)

    def rows(self, sql: str, *parameters: object) -> Iterator[list[tuple[Any, ...]]]:
        """The rows of a SELECT, some thousands at a time: for the few queries that read everything, and quickly."""
        with self._sentences():
            cursor = self._db.execute(sql, parameters)
            while rows := cursor.fetchmany(8192):
                yield rows

    @property
    def in_transaction(self) -> bool:
        """Whether one is open."""
        return bool(self._db.conn.in_transaction)

    def rewrite(self) -> None:
        """Write the whole file anew, without what lay between its rows."""
        self.execute("VACUUM")

    def insert(self, table: str, row: Row) -> None:
        """Insert one row, columns by name."""
        with self._sentences():
            self._db.table(table).insert(row)

    def enable_wal(self) -> None:
        """Let readers and the writer not wait for each other (write-ahead logging); the file remembers it."""
        deadline = time.monotonic() + self._busy_seconds
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
        except (sqlite3.DatabaseError, OSError, UnicodeDecodeError) as error:
            sentences = [*self._kind.sentences.items(), *_SENTENCES]
            said = next((sentence for part, sentence in sentences if part in str(error)), None)
            what = f"{self._kind.noun} {self.path}"
            raise self._kind.error(f"{what} {said}" if said else f"{what} can't be used: {error}") from error


Migration = Callable[[Database], None]


def make_file(path: Path, kind: Kind) -> None:
    """Make an empty file that only its owner can read, unless there is one; SQLite gives its companions that mode.

    Raises:
        Exception: of `kind.error`: the folder can't be written.
    """
    if path.exists():
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
    except OSError as error:
        raise kind.error(f"{kind.noun} {path} can't be made: {error.strerror}") from error


def migrate(db: Database, kind: Kind, application_id: int, migrations: Sequence[Migration]) -> None:
    """Bring a file's layout up to date.

    `PRAGMA user_version` counts the migrations applied. All that are missing run in one transaction under the write
    lock: a kill leaves the old layout or the new one, and two processes that open a new file at once don't collide.

    Args:
        db: The file.
        kind: What it is.
        application_id: `PRAGMA application_id` of all such files; the first migration sets it.
        migrations: The n-th one leads to version n. Append; never edit one that was released.

    Raises:
        Exception: of `kind.error`: the file is another program's, comes from a newer MaskGate, or needs a migration
            that may not be written.
    """
    refuse_foreign(db, kind, application_id, migrations)
    if not db.read_only:
        db.enable_wal()
    if _version(db) == len(migrations):
        return
    if db.read_only:
        raise kind.error(f"{kind.noun} {db.path} has an older layout: open it once with a command that may write")
    with db.write():
        for version in range(_version(db), len(migrations)):
            migrations[version](db)
            db.execute(f"PRAGMA user_version = {version + 1}")


def refuse_foreign(db: Database, kind: Kind, application_id: int, migrations: Sequence[Migration]) -> None:
    """Refuse a file of another program, or of a newer version of this one; arguments and errors as `migrate`."""
    if db.value("SELECT 1 FROM sqlite_master LIMIT 1") and db.value("PRAGMA application_id") != application_id:
        raise kind.error(f"{db.path} is a database of another program, not {kind.noun}")
    if _version(db) > len(migrations):
        raise kind.error(
            f"{kind.noun} {db.path} was written by a newer version of this program (schema {_version(db)}, "
            f"this one knows up to {len(migrations)}): update the program"
        )


def _version(db: Database) -> int:
    return int(db.value("PRAGMA user_version"))
