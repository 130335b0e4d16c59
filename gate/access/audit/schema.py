"""The log's tables. Rows are added and read; a trigger refuses to change one, or to remove one without a stub."""

from __future__ import annotations

from gate.access.errors import AuditError
from gate.database import Database, Kind, Migration

AUDIT = Kind("the audit log", AuditError, check_on_open=False)  # it may be large, and has a check of its own

APPLICATION_ID = 0x4D47_4155
"""`PRAGMA application_id`: this file is a MaskGate audit log ("MGAU")."""


def _create(db: Database) -> None:
    """Version 1: rows, what retention left behind, the check of the key."""
    for statement in (
        f"PRAGMA application_id = {APPLICATION_ID}",
        """CREATE TABLE audit (
            id INTEGER PRIMARY KEY CHECK (id = 1),  -- one row
            key_check BLOB NOT NULL                 -- gate.access.audit.keys
        ) STRICT""",
        """CREATE TABLE rows (
            seq INTEGER PRIMARY KEY,
            body TEXT NOT NULL,                     -- JSON
            mac BLOB NOT NULL                       -- gate.access.audit.row.link
        ) STRICT""",
        """CREATE TABLE stub (
            id INTEGER PRIMARY KEY CHECK (id = 1),  -- one row, once something was removed
            last_seq INTEGER NOT NULL,              -- newest row that was removed
            body TEXT NOT NULL,
            mac BLOB NOT NULL
        ) STRICT""",
        """CREATE TRIGGER rows_stay BEFORE UPDATE ON rows
            BEGIN SELECT RAISE(ABORT, 'rows of the audit log are not changed'); END""",
        """CREATE TRIGGER rows_go_behind_a_stub BEFORE DELETE ON rows
            WHEN OLD.seq > coalesce((SELECT last_seq FROM stub), 0)
            BEGIN SELECT RAISE(ABORT, 'rows of the audit log go only with a stub'); END""",
    ):
        db.execute(statement)


IS_REVISION = """instr(body, '"kind":"revision"') > 0"""
"""Of a row that names a file's revision (`gate.access.audit.revisions`); a query must say it in these words."""


def _index_revisions(db: Database) -> None:
    """Version 2: rows that name a revision are found without reading the others."""
    db.execute(f"CREATE INDEX revisions ON rows (seq) WHERE {IS_REVISION}")


MIGRATIONS: tuple[Migration, ...] = (_create, _index_revisions)
"""The n-th one leads to schema version n. Append; never edit one that was released."""
