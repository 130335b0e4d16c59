"""What somebody has shown of themselves, and what a rule asks for."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from enum import Enum


class Factor(str, Enum):
    """One way of showing who one is."""

    FACE = "face"
    BADGE = "badge"
    PIN = "pin"


class Requirement(str, Enum):
    """What a window of a schedule asks for."""

    FACE = "face"
    """The face; nothing else stands in for it."""
    CREDENTIAL = "credential"
    """A badge or a PIN."""
    ANY = "any"
    """One of the three."""
    BADGE_AND_PIN = "badge_and_pin"
    BOTH = "both"
    """The face, and a badge or a PIN of the same person, in either order."""

    @property
    def needs_face(self) -> bool:
        """Whether nobody passes without their face."""
        return self in (Requirement.FACE, Requirement.BOTH)


def satisfied(requirement: Requirement, factors: AbstractSet[Factor]) -> bool:
    """Whether these factors are enough; more factors never are less."""
    face = Factor.FACE in factors
    credential = bool({Factor.BADGE, Factor.PIN} & factors)
    return {
        Requirement.FACE: face,
        Requirement.CREDENTIAL: credential,
        Requirement.ANY: face or credential,
        Requirement.BADGE_AND_PIN: {Factor.BADGE, Factor.PIN} <= factors,
        Requirement.BOTH: face and credential,
    }[requirement]
