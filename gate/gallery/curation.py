"""What the people who look after a gallery decide about it: all of it reversible, no template is lost.

Templates set aside stay stored and are compared with nobody; pairs of look-alikes need more to be told apart; a floor
holds thresholds up. Every change is one transaction and one revision, so that running gates follow it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gate.gallery.ledger import Ledger
from gate.gallery.types import Lookalike, Person

EXTRA_MARGIN = 0.1
"""What is asked more of a pair of look-alikes by default: with the usual margin, three times the usual lead. A choice,
not a measurement."""


@dataclass(frozen=True)
class Floor:
    """No threshold lies below it."""

    threshold: float
    """Cosine."""
    revision: int
    """Of the gallery that it was found at; what has been enrolled since had no part in it."""


class Curation:
    """Use `Gallery.curation`."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._db = ledger.db

    def set_aside(self, reasons: Mapping[str, str]) -> None:
        """Take templates out of the index.

        Args:
            reasons: Why, by template id.
        """
        with self._ledger.transaction():
            self._ledger.bump()
            for template, reason in reasons.items():
                self._db.execute("UPDATE templates SET aside = ? WHERE id = ?", reason, template)

    def restore(self, person: Person | None) -> int:
        """Bring templates back that were set aside; of one person, or of everybody (None). Returns how many."""
        where, parameters = ("AND person = ?", (person.id,)) if person else ("", ())
        with self._ledger.transaction():
            count = int(self._db.value(f"SELECT count(*) FROM templates WHERE aside IS NOT NULL {where}", *parameters))  # noqa: S608
            if count:
                self._ledger.bump()
                self._db.execute(f"UPDATE templates SET aside = NULL WHERE aside IS NOT NULL {where}", *parameters)  # noqa: S608
        return count

    def lookalikes(self) -> list[Lookalike]:
        """All pairs."""
        rows = self._db.query("SELECT * FROM lookalikes ORDER BY first, second")
        return [Lookalike(r["first"], r["second"], r["extra_margin"], bool(r["second_factor"])) for r in rows]

    def guard(self, pairs: Sequence[Lookalike]) -> None:
        """Ask more of these pairs from now on; what was asked of a pair before is replaced."""
        with self._ledger.transaction():
            self._ledger.bump()
            for pair in pairs:
                first, second = sorted((pair.first, pair.second))
                self._db.execute("DELETE FROM lookalikes WHERE first = ? AND second = ?", first, second)
                row = {"extra_margin": float(pair.extra_margin), "second_factor": int(pair.second_factor)}
                self._db.insert("lookalikes", {"first": first, "second": second, **row})

    def unguard(self, person: Person | None) -> int:
        """Ask no more than of others: of one person's pairs, or of all (None). Returns how many there were."""
        pairs = [pair for pair in self.lookalikes() if person is None or person.id in (pair.first, pair.second)]
        if pairs:
            with self._ledger.transaction():
                self._ledger.bump()
                for pair in pairs:
                    self._db.execute("DELETE FROM lookalikes WHERE first = ? AND second = ?", pair.first, pair.second)
        return len(pairs)

    @property
    def floor(self) -> Floor | None:
        """The floor; None: there is none."""
        (row,) = self._db.query("SELECT floor, floor_revision FROM gallery")
        return None if row["floor"] is None else Floor(row["floor"], row["floor_revision"])

    def set_floor(self, threshold: float | None) -> None:
        """Hold all thresholds up to this cosine from now on; None takes the floor away."""
        with self._ledger.transaction():
            revision = self._ledger.bump()
            self._db.execute("UPDATE gallery SET floor = ?, floor_revision = ?", threshold, revision)
