"""What the passive networks say of generated attempts: one picture of each, as the guard would show it to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gate.capture.demo_head import Portrait
from gate.pad.rates import Rate
from gate.pad.shots import Cast, Chance, enlarged
from gate.pad.species import SPECIES
from gate.pad.trial import KnownFaces
from gate.vision.liveness.passive_check import PassiveCheck

_SCALE = 1.6
"""Of the generated frame: its faces are then about 130 pixels wide, and the widest crop fits in."""
_MOMENT = 0.5


@dataclass(frozen=True)
class Looked:
    """Of one species."""

    species: str
    live: Rate
    """Taken for live by the networks alone."""
    median: float
    """Score, 0..1."""


def look(people: Sequence[Portrait], passive: PassiveCheck, attempts: int) -> list[Looked]:
    """Judge pictures of attempts, of each species so many.

    Args:
        people: At least two.
        passive: The networks.
        attempts: Of each species.
    """
    found = []
    for place, (species, make) in enumerate(SPECIES.items()):
        scores, live = [], 0
        for number in range(attempts):
            random = np.random.default_rng([number, place])
            victim, other = random.choice(len(people), 2, replace=False)
            shot = enlarged(make(Cast(people[victim], people[other]), Chance(random), 3)(_MOMENT, None), _SCALE)
            face = KnownFaces(random).see(shot, _MOMENT, lambda _track: False).faces[0]
            verdict = passive.judge(shot.image, face)
            scores.append(verdict.score)
            live += verdict.live
        found.append(Looked(species, Rate(live, attempts), float(np.median(scores))))
    return found
