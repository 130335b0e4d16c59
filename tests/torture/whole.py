"""Whether a home is whole after a kill: nothing lost that was said to be done, nobody half there, no broken chain."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gate.access.audit.anchor import read_anchors
from gate.access.audit.verify import verify
from gate.access.store.access import Access
from gate.auditing import open_audit
from gate.cli import EXPECTED
from gate.clock import SystemClock
from gate.home import find_home
from tests.torture.site import SAMPLES, Desk, anchors_of


@dataclass
class Ledger:
    """What the killed processes have said, over all kills."""

    ids: dict[int, str] = field(default_factory=dict)
    """Of everybody who was said to be enrolled and not said to be leaving."""
    badged: set[int] = field(default_factory=set)
    unsure: dict[int, str] = field(default_factory=dict)
    """Begun when the kill came: "enrolling", "badging" or "removing"."""
    gone: list[str] = field(default_factory=list)
    """Ids of people who were said to be removed."""
    grants: list[tuple[float, str]] = field(default_factory=list)
    """Since the last check."""
    marks: list[int] = field(default_factory=list)
    revision: int = 0
    said: Counter[str] = field(default_factory=Counter)

    def hear(self, words: tuple[Any, ...]) -> None:
        """One message."""
        kind, *rest = words
        self.said[kind] += 1
        match kind:
            case "enrolling" | "badging" | "removing":
                self.unsure[rest[0]] = kind
            case "enrolled":
                self.ids[rest[0]] = rest[1]
                self.unsure.pop(rest[0])
            case "badged":
                self.badged.add(rest[0])
                self.unsure.pop(rest[0])
                self.revision = max(self.revision, rest[1])
            case "removed":
                self.gone.append(self.ids.pop(rest[0], ""))
                self.badged.discard(rest[0])
                self.unsure.pop(rest[0])
            case "granted":
                self.grants.append((rest[0], rest[1]))
            case "recorded":
                self.marks.append(rest[0])
            case "ruled":
                self.revision = max(self.revision, rest[0])


def check(folder: Path, ledger: Ledger) -> list[str]:
    """What is wrong, a sentence each; takes in what became of what was begun."""
    found: list[str] = []
    for look in (_audit, _gallery, _rules):
        try:
            found += look(folder, ledger)
        except EXPECTED as error:
            found.append(f"{look.__name__.strip('_')}: {error}")
    ledger.grants.clear()
    ledger.marks.clear()
    ledger.unsure.clear()
    del ledger.gone[:-20]
    return found


def _audit(folder: Path, ledger: Ledger) -> Iterable[str]:
    home, anchors = find_home(folder), anchors_of(folder)
    if not home.audit.exists():
        return
    with open_audit(home, SystemClock()) as log:
        report = verify(log, read_anchors(anchors) if anchors.exists() else [])
        if not report.whole:
            yield f"audit: {report.problem}"
        newest = [row.fields for row in log.newest(5000)]
    granted = {(row["mono"], row["person"]) for row in newest if row["kind"] == "decision" and row["granted"]}
    yield from (f"audit: the grant at {grant} is lost" for grant in ledger.grants if grant not in granted)
    marks = {row.get("mark") for row in newest}
    yield from (f"audit: the committed row {mark} is lost" for mark in ledger.marks if mark not in marks)


def _gallery(folder: Path, ledger: Ledger) -> Iterable[str]:
    desk = Desk(find_home(folder), SystemClock())
    if not desk.home.gallery.exists():
        if ledger.ids:
            yield "gallery: gone"
        return
    with desk.gallery() as gallery:
        people = {int(person.name.split()[1]): person for person in gallery.people()}
        for number, kind in ledger.unsure.items():
            if kind == "enrolling" and number in people:
                ledger.ids[number] = people[number].id
            if kind == "removing" and number not in people:
                ledger.gone.append(ledger.ids.pop(number, ""))
                ledger.badged.discard(number)
        lost, extra = ledger.ids.keys() - people.keys(), people.keys() - ledger.ids.keys()
        yield from (f"gallery: person {number} is lost" for number in lost)
        yield from (f"gallery: person {number} was never enrolled, or was removed" for number in extra)
        owners = Counter(stored.person for stored in gallery.templates())
        for number, person in people.items():
            half = (person.templates, owners[person.id], len(gallery.consents(person))) != (SAMPLES, SAMPLES, 1)
            if half:
                yield f"gallery: person {number} is half there"
        store: Any = gallery.ledger.store
        if store.keys.people() != {person.id for person in people.values()}:
            yield "keyring: its people are not the gallery's"
    files = [path for path in (desk.home.gallery, desk.home.keyring) for path in path.parent.glob(path.name + "*")]
    held = b"".join(path.read_bytes() for path in files)
    yield from (f"removed: {one} is still in the files" for one in ledger.gone if one and one.encode() in held)


def _rules(folder: Path, ledger: Ledger) -> Iterable[str]:
    home = find_home(folder)
    if not home.access.exists():
        return
    with Access.open(home.access) as access:
        if access.revision < ledger.revision:
            yield f"rules: revision {access.revision}, after {ledger.revision} was committed"
        for number, person in ledger.ids.items():
            held = access.credentials.person_of_badge(f"B{number}")
            begun = ledger.unsure.get(number)
            if held is not None and held != person:
                yield f"rules: the badge of person {number} is somebody else's"
            if number in ledger.badged and held is None and begun != "removing":
                yield f"rules: the badge of person {number} is lost"
            if held == person:
                ledger.badged.add(number)
            elif begun == "removing":
                ledger.badged.discard(number)  # their rights go first: the rest of them has no door to open
        owners = {row["person"] for row in access._db.query("SELECT person FROM badges")}
        yield from (f"rules: a badge of {owner}, who is not enrolled" for owner in owners - set(ledger.ids.values()))
