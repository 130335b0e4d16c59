"""What speaks against enrolling somebody: who is like them, and whether their pictures are one person's. Pure."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gate.desk.enrol import Finding, FindingKind, Problem
from gate.gallery.enrol import EnrolRules, judge_anew
from gate.gallery.errors import GalleryError
from gate.gallery.index import Index
from gate.gallery.types import Sample

MOSTLY = 0.5
"""From this share of pictures that match somebody enrolled on, it is probably they."""


def findings(
    samples: Sequence[Sample], index: Index, rules: EnrolRules, *, but: str | None = None
) -> tuple[Finding, ...]:
    """Judge the pictures of somebody, before they are stored.

    Args:
        samples: At least one.
        index: Of everybody enrolled.
        rules: What templates must satisfy.
        but: Id of the person themselves, if they are known.
    """
    found = []
    try:
        judge_anew({"": samples}, rules)
    except GalleryError as error:
        found.append(Finding(FindingKind.REFUSED, text=str(error).removeprefix(": ")))
    scores = index.scores(np.stack([sample.template.vector for sample in samples]))
    by_person: dict[str, np.ndarray] = {}
    for column, (person, _) in enumerate(index.references):
        if person != but:
            by_person[person] = np.maximum(by_person.get(person, -np.inf), scores[:, column])
    for person, cosines in sorted(by_person.items(), key=lambda item: -float(item[1].max())):
        matching = float((cosines >= rules.other_person).mean())
        if matching:
            kind = FindingKind.ALREADY if matching >= MOSTLY else FindingKind.LOOKALIKE
            found.append(Finding(kind, index.name(person), float(cosines.max()), rules.other_person))
    return tuple(found)


def problem_of(field: str, error: Exception) -> Problem:
    """An error about a field."""
    return Problem(field, str(error))
