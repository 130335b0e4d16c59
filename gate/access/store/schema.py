"""The tables of the access rules. People appear by their id in the gallery; names stay there."""

from __future__ import annotations

from gate.access.errors import AccessError
from gate.database import Database, Kind, Migration

ACCESS = Kind(
    "the access rules",
    AccessError,
    {"FOREIGN KEY": "still need this, or no longer hold it", "UNIQUE": "hold this name or number already"},
)

APPLICATION_ID = 0x4D47_4143
"""`PRAGMA application_id`: this file holds MaskGate access rules ("MGAC")."""


def _create(db: Database) -> None:
    """Version 1."""
    for statement in (
        f"PRAGMA application_id = {APPLICATION_ID}",
        """CREATE TABLE access (
            id INTEGER PRIMARY KEY CHECK (id = 1),  -- one row
            revision INTEGER NOT NULL               -- counts the changes; the audit log names it in every decision
        ) STRICT""",
        "INSERT INTO access VALUES (1, 0)",
        """CREATE TABLE schedules (
            id TEXT PRIMARY KEY,
            name TEXT NOT NULL,
            name_key TEXT NOT NULL UNIQUE,          -- gate.gallery.names.name_key
            zone TEXT NOT NULL,
            country TEXT,                           -- NULL: no calendar of holidays
            region TEXT,
            extra TEXT NOT NULL DEFAULT '',         -- ISO dates, separated by spaces
            working TEXT NOT NULL DEFAULT ''
        ) STRICT""",
        """CREATE TABLE windows (
            schedule TEXT NOT NULL REFERENCES schedules (id) ON DELETE CASCADE,
            days TEXT NOT NULL,                     -- digits, 0 is Monday, 7 a holiday
            start TEXT NOT NULL,                    -- HH:MM, local
            end TEXT NOT NULL,
            requirement TEXT NOT NULL
        ) STRICT""",
        """CREATE TABLE groups (
            id TEXT PRIMARY KEY,
            name TEXT NOT NULL,
            name_key TEXT NOT NULL UNIQUE
        ) STRICT""",
        """CREATE TABLE rights (
            team TEXT NOT NULL REFERENCES groups (id) ON DELETE CASCADE,
            schedule TEXT NOT NULL REFERENCES schedules (id),
            gate TEXT                               -- its name; NULL: every gate of the site
        ) STRICT""",
        """CREATE TABLE standings (
            person TEXT PRIMARY KEY,
            valid_from TEXT,                        -- times are RFC 3339, UTC
            valid_until TEXT,
            suspended INTEGER NOT NULL DEFAULT 0
        ) STRICT""",
        """CREATE TABLE members (
            person TEXT NOT NULL,
            team TEXT NOT NULL REFERENCES groups (id) ON DELETE CASCADE,
            PRIMARY KEY (person, team)
        ) STRICT""",
        """CREATE TABLE badges (
            number TEXT PRIMARY KEY,
            person TEXT NOT NULL
        ) STRICT""",
        """CREATE TABLE pins (
            person TEXT PRIMARY KEY,
            number TEXT NOT NULL UNIQUE,            -- typed before the PIN, to say who one is
            pin TEXT NOT NULL,                      -- argon2id
            duress TEXT                             -- argon2id
        ) STRICT""",
        """CREATE TABLE failures (
            identity TEXT PRIMARY KEY,              -- in a row, for throttling across restarts
            count INTEGER NOT NULL
        ) STRICT""",
        """CREATE TABLE accounts (
            name_key TEXT PRIMARY KEY,
            name TEXT NOT NULL,
            roles TEXT NOT NULL,                    -- separated by spaces
            password TEXT NOT NULL,                 -- argon2id
            disabled INTEGER NOT NULL DEFAULT 0
        ) STRICT""",
    ):
        db.execute(statement)


def _add_unlocking(db: Database) -> None:
    """Version 2: hours in which a door stays unlocked."""
    db.execute("""CREATE TABLE unlocking (
        schedule TEXT NOT NULL REFERENCES schedules (id),
        gate TEXT,                              -- its name; NULL: every gate of the site
        first_person_in INTEGER NOT NULL        -- not before somebody entitled has come in
    ) STRICT""")


def _add_one_time(db: Database) -> None:
    """Version 3: passwords that a device made, and that have to be replaced."""
    db.execute("ALTER TABLE accounts ADD COLUMN one_time INTEGER NOT NULL DEFAULT 0")


MIGRATIONS: tuple[Migration, ...] = (_create, _add_unlocking, _add_one_time)
"""The n-th one leads to schema version n. Append; never edit one that was released."""
