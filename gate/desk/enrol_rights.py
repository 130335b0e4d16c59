"""Badge and groups of somebody who is being enrolled: given just before they are stored, taken back if they are not."""

from __future__ import annotations

from gate.access.credentials import badge_number
from gate.access.errors import AccessError
from gate.desk.enrol import Identity, Problem
from gate.desk.enrol_judge import problem_of
from gate.gallery.gallery import Gallery
from gate.home import Home
from gate.witness import open_access


def badge_problem(home: Home, badge: str, gallery: Gallery) -> list[Problem]:
    """What is wrong with a badge: it is none, or somebody's."""
    try:
        number = badge_number(badge)
    except AccessError as error:
        return [problem_of("badge", error)]
    if not home.access.exists():
        return []
    with open_access(home, read_only=True) as access:
        owner = access.credentials.person_of_badge(number)
    names = {person.id: person.name for person in gallery.people()}
    return [Problem("badge", f"this badge is {names[owner]}'s: choose another one")] if owner in names else []


def give_rights(home: Home, person: str, identity: Identity, gallery: Gallery) -> str:
    """Give somebody who is about to be stored their badge and groups.

    Returns:
        The badge's number as it is kept; empty: there is none.

    Raises:
        AccessError: the badge is another's, or a group is gone; nothing is given.
    """
    with open_access(home) as access, access.change():
        groups = access.rules.rulebook().groups
        if identity.groups - groups.keys():
            raise AccessError("a group that was chosen is there no more: go back and choose again")
        for group in identity.groups:
            access.rules.assign(person, groups[group].name)
        if not identity.badge:
            return ""
        owner = access.credentials.person_of_badge(identity.badge)
        if owner is not None and owner not in {one.id for one in gallery.people()}:
            access.forget(owner)
        return access.credentials.add_badge(person, identity.badge)


def take_rights(home: Home, person: str, badge: str, *, known: bool) -> None:
    """Take back what `give_rights` has given.

    Args:
        home: The gate's folder.
        person: Id.
        badge: As `give_rights` has said.
        known: They were enrolled before, and keep the rest.
    """
    with open_access(home) as access, access.change():
        if not known:
            access.forget(person)
        elif badge:
            access.credentials.remove_badge(badge)
