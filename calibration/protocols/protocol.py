"""What a protocol asks: which pictures, who is on them, who wears a mask, and which of them to compare."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from calibration.pictures import Picture
from calibration.protocols.pairs import Pair


@dataclass(frozen=True)
class Protocol:
    """A verification protocol, read but no picture opened yet."""

    name: str
    people: Mapping[Picture, str]
    """Who is on each picture."""
    pairs: tuple[Pair, ...] = ()
    all_against_all: bool = True
    """Besides the pairs compare all pictures; not where it is unknown who is on them."""
    aligned: bool = False
    """The pictures are crops, aligned already."""
    masked: frozenset[Picture] | None = None
    """The pictures on which a real mask is worn; None: the set holds no masks, and they are drawn."""
    references: frozenset[Picture] | None = None
    """Compare all other pictures (the probes) with these; None: all against all."""
    label_errors: tuple[tuple[str, str], ...] = field(default=())
    """Pairs of names that are probably one person: figures are given with and without them."""
