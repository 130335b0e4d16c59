"""The tables, and how an older gallery becomes a newer one (`gate.database.migrate`)."""

from __future__ import annotations

from collections.abc import Callable

from gate.database import Database
from gate.database import migrate as migrate_file
from gate.database import refuse_foreign as refuse_foreign_file
from gate.gallery.database import GALLERY

APPLICATION_ID = 0x4D47_4C59
"""`PRAGMA application_id`: this file is a MaskGate gallery ("MGLY")."""


def _create(db: Database) -> None:
    """Version 1: people, their consents, their templates."""
    for statement in (
        f"PRAGMA application_id = {APPLICATION_ID}",
        """CREATE TABLE gallery (
            id INTEGER PRIMARY KEY CHECK (id = 1),  -- one row
            revision INTEGER NOT NULL,              -- counts the changes
            store TEXT NOT NULL                     -- TemplateStore.name that wrote every blob
        ) STRICT""",
        "INSERT INTO gallery VALUES (1, 0, 'plain')",
        """CREATE TABLE people (
            id TEXT PRIMARY KEY,
            name TEXT NOT NULL,
            name_key TEXT NOT NULL UNIQUE,          -- gate.gallery.names.name_key
            created TEXT NOT NULL                   -- times are RFC 3339, UTC
        ) STRICT""",
        """CREATE TABLE consents (
            id TEXT PRIMARY KEY,
            person TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
            text TEXT NOT NULL,
            operator TEXT NOT NULL,
            given TEXT NOT NULL
        ) STRICT""",
        "CREATE INDEX consents_by_person ON consents (person)",
        """CREATE TABLE templates (
            id TEXT PRIMARY KEY,
            person TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
            blob BLOB NOT NULL,                     -- gate.gallery.store
            dim INTEGER NOT NULL,
            model TEXT NOT NULL,
            template_space TEXT NOT NULL,
            quality REAL NOT NULL,
            source TEXT NOT NULL,
            revision INTEGER NOT NULL,              -- gallery.revision that wrote this row
            created TEXT NOT NULL
        ) STRICT""",
        "CREATE INDEX templates_by_person ON templates (person)",
        "CREATE INDEX templates_by_space ON templates (template_space)",
    ):
        db.execute(statement)


def _curate(db: Database) -> None:
    """Version 2: masks on the enrolled pictures, and what `gate gallery check` sets aside, guards and demands."""
    for statement in (
        # 'masked', 'unmasked' or 'unknown'; nobody asked what those wear who were enrolled before
        "ALTER TABLE templates ADD COLUMN mask TEXT NOT NULL DEFAULT 'unknown'",
        "ALTER TABLE templates ADD COLUMN aside TEXT",  # why it is kept out of the index; NULL: it is in use
        "ALTER TABLE gallery ADD COLUMN floor REAL",  # no threshold lies below; NULL: there is no floor
        "ALTER TABLE gallery ADD COLUMN floor_revision INTEGER",  # gallery.revision that it was found at
        """CREATE TABLE lookalikes (
            first TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
            second TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
            extra_margin REAL NOT NULL,
            second_factor INTEGER NOT NULL,         -- 0 or 1
            PRIMARY KEY (first, second),
            CHECK (first < second)
        ) STRICT""",
        "CREATE INDEX lookalikes_by_second ON lookalikes (second)",
    ):
        db.execute(statement)


def _seal(db: Database) -> None:
    """Version 3: seals, keys by generation, removals that a kill interrupts, purpose and end of a consent."""
    for statement in (
        "ALTER TABLE gallery ADD COLUMN keyring TEXT NOT NULL DEFAULT ''",  # TemplateStore.keyring
        "ALTER TABLE gallery ADD COLUMN generation INTEGER NOT NULL DEFAULT 0",  # of its keys
        "ALTER TABLE gallery ADD COLUMN seal BLOB NOT NULL DEFAULT x''",  # over gate.gallery.integrity.state
        "ALTER TABLE gallery ADD COLUMN looked TEXT",  # when the running gate last looked whose time is over
        "ALTER TABLE people ADD COLUMN expires TEXT",  # the day on which the person is removed
        "ALTER TABLE people ADD COLUMN leaving INTEGER NOT NULL DEFAULT 0",  # 1: their key is being destroyed
        "ALTER TABLE consents ADD COLUMN purpose TEXT NOT NULL DEFAULT 'access control'",
        """CREATE TABLE removed (                       -- so that no backup brings them back
            id TEXT PRIMARY KEY,                        -- SHA-256 of the person's id
            revision INTEGER NOT NULL
        ) STRICT""",
        """CREATE TABLE seen (                          -- written by the running gate, outside of the seal
            person TEXT PRIMARY KEY REFERENCES people (id) ON DELETE CASCADE,
            day TEXT NOT NULL                           -- the last one on which the person was let in
        ) STRICT""",
    ):
        db.execute(statement)


MIGRATIONS: tuple[Callable[[Database], None], ...] = (_create, _curate, _seal)
"""The n-th one leads to schema version n. Append; never edit one that was released."""


def migrate(db: Database) -> None:
    """Bring the schema up to date.

    Raises:
        GalleryError: the file is another program's, comes from a newer MaskGate, or needs a migration that may not be
            written.
    """
    migrate_file(db, GALLERY, APPLICATION_ID, MIGRATIONS)


def refuse_foreign(db: Database) -> None:
    """Refuse a file of another program, or of a newer version of this one."""
    refuse_foreign_file(db, GALLERY, APPLICATION_ID, MIGRATIONS)
