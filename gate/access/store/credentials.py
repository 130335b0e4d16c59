"""Badges and PINs at rest. Changes belong in `Access.change`."""

from __future__ import annotations

from dataclasses import dataclass, field

from gate.access.credentials import badge_number, hash_secret, matches
from gate.access.errors import AccessError
from gate.database import Database

FIRST_NUMBER = 1001
"""The first personal number that is given out."""


@dataclass(frozen=True)
class Held:
    """What a person has."""

    badges: tuple[str, ...]
    number: str | None
    """Typed before the PIN; None: there is no PIN."""
    pin: str | None = field(repr=False)
    """argon2id."""
    duress: str | None = field(repr=False)


class Credentials:
    """Badges and PINs, by person and by number."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def person_of_badge(self, number: str) -> str | None:
        """Whose badge it is, in whatever spelling; None: nobody's."""
        try:
            number = badge_number(number)
        except AccessError:
            return None
        found = self._db.value("SELECT person FROM badges WHERE number = ?", number)
        return None if found is None else str(found)

    def person_of_number(self, number: str) -> str | None:
        """Whose personal number it is; None: nobody's."""
        found = self._db.value("SELECT person FROM pins WHERE number = ?", number)
        return None if found is None else str(found)

    def held(self, person: str) -> Held:
        """What a person has."""
        badges = self._db.query("SELECT number FROM badges WHERE person = ? ORDER BY number", person)
        rows = self._db.query("SELECT * FROM pins WHERE person = ?", person)
        pin = rows[0] if rows else {"number": None, "pin": None, "duress": None}
        return Held(tuple(row["number"] for row in badges), pin["number"], pin["pin"], pin["duress"])

    def add_badge(self, person: str, number: str) -> str:
        """Give a person a badge; returns the number in its one spelling.

        Raises:
            AccessError: it is no badge number, or somebody has it already.
        """
        number = badge_number(number)
        self._db.insert("badges", {"number": number, "person": person})
        return number

    def remove_badge(self, number: str) -> str:
        """Take a badge out of use; returns whose it was.

        Raises:
            AccessError: nobody has it.
        """
        person = self.person_of_badge(number)
        if person is None:
            raise AccessError("nobody has this badge: see `gate access badge list NAME`")
        self._db.execute("DELETE FROM badges WHERE number = ?", badge_number(number))
        return person

    def set_pin(self, person: str, pin: str, duress: str | None) -> str:
        """Set a person's PIN, and the duress PIN or none; returns their personal number, which they keep.

        Raises:
            AccessError: the two are the same.
        """
        hashed = hash_secret(pin)
        if duress is not None and matches(hashed, duress):
            raise AccessError("the duress PIN must be another one than the PIN")
        number = self.held(person).number or self._free_number()
        row = (person, number, hashed, None if duress is None else hash_secret(duress))
        self._db.execute("INSERT OR REPLACE INTO pins VALUES (?, ?, ?, ?)", *row)
        return number

    def remove_pin(self, person: str) -> None:
        """Take a person's PINs out of use, and free their number."""
        self._db.execute("DELETE FROM pins WHERE person = ?", person)

    def _free_number(self) -> str:
        highest = self._db.value("SELECT max(CAST(number AS INTEGER)) FROM pins")
        return str(max(FIRST_NUMBER, (highest or 0) + 1))
