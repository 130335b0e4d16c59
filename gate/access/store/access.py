"""The file of access rules: opened once, with a part for each kind of thing in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
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

    def __init__(self, opened: Callable[[], Database], changed: Callable[[int], None]) -> None:
        """Use `Access.open`."""
        self._opened = opened
        self._changed = changed
        self._use(opened())

    def _use(self, db: Database) -> None:
        self._db = db
        self._file = _identity(db.path)
        self.rules = Rules(db)
        self.credentials = Credentials(db)
        self.failures = FailureCounts(db)
        self.accounts = Accounts(db)

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        read_only: bool = False,
        any_thread: bool = False,
        changed: Callable[[int], None] = lambda _revision: None,
    ) -> Access:
        """Open the rules; a file that does not exist yet is made, readable by its owner alone.

        A gate opens them with `gate.witness.open_access`, which knows how new they must be.

        Args:
            path: The database file.
            read_only: Change nothing.
            any_thread: The caller sees to it that one thread at a time uses it.
            changed: Told the new revision after each change.

        Raises:
            AccessError: damaged, not ours, from a newer program, locked, not readable or not writable.
        """
        if not path.exists():
            if read_only:
                raise AccessError(f"there are no access rules at {path} yet: see `gate access --help`")
            make_file(path, ACCESS)

        def opened() -> Database:
            db = Database(path, ACCESS, read_only=read_only, any_thread=any_thread)
            try:
                migrate(db, ACCESS, APPLICATION_ID, MIGRATIONS)
            except BaseException:
                db.close()
                raise
            return db

        return cls(opened, changed)

    def follow(self) -> None:
        """Read on in the file that lies there now, if another one was put in its place.

        Raises:
            AccessError: it is gone, or can't be used.
        """
        found = _identity(self._db.path)
        if found is None:
            raise AccessError(f"the access rules {self._db.path} are gone: restore a backup")
        if found != self._file:
            self._db.close()
            self._use(self._opened())

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
            revision = self.revision
        self._changed(revision)

    def forget(self, person: str) -> None:
        """Remove everything about a person, within `change`."""
        for table in ("standings", "members", "badges", "pins"):
            self._db.execute(f"DELETE FROM {table} WHERE person = ?", person)  # noqa: S608 - names of ours
        self.failures.clear(person)


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_dev, stat.st_ino
