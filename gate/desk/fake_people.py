"""People without a gate."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timezone

from gate.access.rules.accounts import Account
from gate.access.rules.rulebook import Standing
from gate.desk.people import Choice, Outcome, PersonCard, PersonLine, Removal, State, Written
from gate.gallery.errors import GalleryError
from gate.gallery.types import Consent, TemplateRecord

GROUPS = (Choice("g1", "Staff"), Choice("g2", "Cleaning"))
NOW = datetime(2026, 11, 25, 9, 30, tzinfo=timezone.utc)


def a_card(number: int, name: str, **more: object) -> PersonCard:
    """Somebody, in the group Staff."""
    line = PersonLine(
        id=f"p{number}",
        name=name,
        state=State.ACTIVE,
        groups=("Staff",),
        last_seen=date(2026, 11, 24),
        templates=4,
        quality=0.81,
    )
    template = TemplateRecord("t1", "space", "a" * 64, 0.81, "camera", NOW, "unmasked", None)
    return PersonCard(
        replace(line, **more),  # type: ignore[arg-type]
        Standing(line.id, frozenset({"g1"})),
        NOW,
        None,
        (Consent("staff-privacy v3", "Chief", NOW),),
        (template, replace(template, id="t2", mask="masked", quality=0.64)),
        GROUPS,
    )


def some_people() -> dict[str, PersonCard]:
    """A few, with names of several scripts, one of them very long."""
    suspended = {"state": State.SUSPENDED, "last_seen": None}
    cards = [
        a_card(1, "Anna Berg"),
        a_card(2, "أحمد بن محمد الفارسي", groups=("Staff", "Cleaning")),
        a_card(3, "佐藤 花子", valid_until=date(2026, 12, 31)),
        a_card(4, "Émile Ångström", state=State.NO_GROUP, groups=()),
        a_card(5, "Wolfeschlegelsteinhausenbergerdorff " * 5, **suspended),
        a_card(6, "Noor", state=State.NO_TEMPLATES, templates=0, quality=None),
        a_card(7, "Ben Ode", state=State.EXPIRED, valid_until=date(2026, 10, 31)),
    ]
    return {card.line.id: card for card in cards}


@dataclass
class FakePeople:
    """Holds cards; what is written about somebody changes their card."""

    cards: dict[str, PersonCard] = field(default_factory=some_people)
    removed: list[Removal] = field(default_factory=list)

    def people(self, _by: Account) -> tuple[PersonLine, ...]:
        """See `PeopleCalls`."""
        return tuple(card.line for card in self.cards.values())

    def person(self, person: str, _by: Account) -> PersonCard:
        """See `PeopleCalls`."""
        if person not in self.cards:
            raise GalleryError("this person is no longer enrolled: somebody else has removed them")
        return self.cards[person]

    def change(self, person: str, seen: Standing, written: Written, by: Account) -> Outcome:
        """See `PeopleCalls`."""
        card = self.person(person, by)
        if card.standing != seen:
            return Outcome(False, card)
        names = tuple(group.name for group in GROUPS if group.id in written.groups)
        line = replace(
            card.line,
            groups=names,
            valid_from=written.valid_from,
            valid_until=written.valid_until,
            state=State.SUSPENDED if written.suspended else State.ACTIVE,
        )
        standing = Standing(person, written.groups, suspended=written.suspended)
        self.cards[person] = replace(card, line=line, standing=standing)
        return Outcome(True, self.cards[person])

    def remove(self, person: str, by: Account) -> Removal:
        """See `PeopleCalls`."""
        card = self.person(person, by)
        del self.cards[person]
        files = ("gallery.db", "gallery.db-wal")
        receipt = Removal(card.line.name, person, NOW, by.name, len(card.templates), 1, 42, files)
        self.removed.append(receipt)
        return receipt
