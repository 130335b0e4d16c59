"""A floor under the thresholds: the highest score between two people, and what holding thresholds above it costs."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from engines.operating_point import Mask
from gate.gallery.cross import Pair, ThresholdFor, cross_scores, index_of
from gate.gallery.index import join
from gate.gallery.types import Stored

ABOVE = 1e-6
"""A floor lies this much above the score that it keeps out: more than the rounding of a product in float32."""


@dataclass(frozen=True)
class Cost:
    """What thresholds do to the enrolled people: each template against the others of its person."""

    templates: int
    """Compared: those of people with two or more."""
    people: int
    refused: int
    """Below the thresholds as they are."""
    refused_at_floor: int
    """Below them once no threshold lies under the floor."""


def highest_cross_score(stored: Sequence[Stored], handled: Collection[Pair]) -> tuple[float, str, str] | None:
    """The highest score of a template with somebody else's vectors: cosine, whose template, with whom.

    Args:
        stored: Templates in use.
        handled: Pairs that are left out, since more than a threshold keeps them apart.

    Returns:
        None where there are no two people to compare.
    """
    best: tuple[float, str, str] | None = None
    index = index_of(stored)
    for row, scores in cross_scores(stored, index, lambda _probe, _reference: 0.0):
        probe, bar = stored[row].person, best[0] if best else -np.inf
        for column in np.argsort(-scores) if scores.max() > bar else ():
            other = index.references[int(column)][0]
            if not scores[column] > bar:
                break
            if frozenset((probe, other)) not in handled:
                best = float(scores[column]), probe, other
                break
    return best


def cost_of_floor(stored: Sequence[Stored], threshold_for: ThresholdFor, floor: float) -> Cost:
    """How many templates would no longer be taken for their own person."""
    templates = people = refused = refused_at_floor = 0
    for _, group in groupby(stored, key=lambda template: template.person):
        own = list(group)
        if len(own) < 2:
            continue
        people += 1
        for template in own:
            scores = _own_scores(template, [other for other in own if other is not template])
            thresholds = {mask: threshold_for(template.mask, mask) for mask in scores}
            templates += 1
            refused += all(score < thresholds[mask] for mask, score in scores.items())
            refused_at_floor += all(score < max(thresholds[mask], floor) for mask, score in scores.items())
    return Cost(templates, people, refused, refused_at_floor)


def _own_scores(template: Stored, others: Sequence[Stored]) -> dict[Mask | None, float]:
    """A template against the joined vectors of its person's other templates, by their mask."""
    masks = {other.mask for other in others}
    joined = {mask: join(np.stack([other.vector for other in others if other.mask == mask])) for mask in masks}
    return {mask: float(vector @ template.vector) for mask, vector in joined.items()}
