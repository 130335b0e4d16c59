"""The file of access rules: opened once, with a part for each kind of thing in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

from gate.access.errors import AccessError
from gate.access.store.accounts import Accounts
from gate.access.store.credentials import Credentials
from gate.access.store.failures import FailureCounts
from gate.access.store.rules import Rules
from gate.access.store.schema import ACCESS, APPLICATION_ID, MIGRATIONS
from gate.database import Database, make_file, migrate


class Access:
    """One file. One thread at a time; any number of processes."""

    def __init__(self, db: Database) -> None:
        """Use `Access.open`."""
        self._db = db
        self.rules = Rules(db)
        self.credentials = Credentials(db)
        self.failures = FailureCounts(db)
        self.accounts = Accounts(db)

    @classmethod
    def open(cls, path: Path, *, read_only: bool = False, any_thread: bool = False) -> Access:
        """Open the rules; a file that does not exist yet is made, readable by its owner alone.

        Args:
            path: The database file.
            read_only: Change nothing.
            any_thread: The caller sees to it that one thread at a time uses it.

        Raises:
            AccessError: damaged, not ours, from a newer program, locked, not readable or not writable.
        """
        if not path.exists():
            if read_only:
                raise AccessError(f"there are no access rules at {path} yet: see `gate access --help`")
            make_file(path, ACCESS)
        db = Database(path, ACCESS, read_only=read_only, any_thread=any_thread)
        try:
            migrate(db, ACCESS, APPLICATION_ID, MIGRATIONS)
        except BaseException:
            db.close()
            raise
        return cls(db)

    def close(self) -> None:
        """Close the file; calling it twice is allowed."""
        self._db.close()

    def __enter__(self) -> Access:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def revision(self) -> int:
        """Grows with every change."""
        return self.rules.revision

    @contextmanager
    def change(self) -> Iterator[None]:
        """Change things: all of it or, on any exception, none of it; one revision."""
        with self._db.write():
            self._db.execute("UPDATE access SET revision = revision + 1")
            yield

    def forget(self, person: str) -> None:
        """Remove everything about a person, within `change`."""
        for table in ("standings", "members", "badges", "pins"):
            self._db.execute(f"DELETE FROM {table} WHERE person = ?", person)  # noqa: S608 - names of ours
        self.failures.clear(person)
