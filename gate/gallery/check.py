"""Examines an enrolled gallery: who is in it twice, who looks like whom, which reference is of somebody else.

Pure: takes the stored templates, changes nothing. Scores between people are the gate's own: a template of one person
against the joined vectors of another (`gate.gallery.index`), each judged in its cell. Within a person, single templates
are compared, as at enrolment.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from gate.gallery.cross import BLOCK, Pair, ThresholdFor, cross_scores, index_of, matrix_of
from gate.gallery.types import Person, Stored

NEAR = 0.05
"""Cosine below the threshold from which on two people count as look-alikes: the gate's usual lead over a runner-up."""


@dataclass(frozen=True)
class Finding:
    """Something about the gallery that somebody should look at."""

    kind: Literal["duplicate", "outlier", "look-alike"]
    people: tuple[str, ...]
    """Ids: of an outlier, its person and the one it is nearer to, if any; of a pair, the one enrolled earlier first."""
    cosine: float
    threshold: float
    reason: str
    """One sentence for a person."""
    aside: tuple[str, ...] = ()
    """Ids of the templates that `--set-aside` sets aside; none where a person has to decide."""
    guarded: bool = False
    """True: more is asked of this pair already."""


def examine(
    stored: Sequence[Stored],
    people: Mapping[str, Person],
    threshold_for: ThresholdFor,
    *,
    same_person: float,
    guarded: Collection[Pair],
) -> list[Finding]:
    """Look for duplicates, then for outliers among the rest, then for look-alikes among what is left.

    Args:
        stored: Templates in use, as `Gallery.templates` gives them.
        people: By id.
        threshold_for: The gate's.
        same_person: Two images of one person reach this cosine, if not directly then by way of the others.
        guarded: Pairs that are known to be two people.
    """
    duplicates = _duplicates(stored, people, threshold_for, guarded)
    gone = {template for finding in duplicates for template in finding.aside}
    apart = {frozenset(finding.people) for finding in duplicates} | set(guarded)
    rest = [template for template in stored if template.id not in gone]
    outliers = _outliers(rest, people, same_person, apart)
    gone = {template for finding in outliers for template in finding.aside}
    rest = [template for template in rest if template.id not in gone]
    return [*duplicates, *outliers, *_lookalikes(rest, people, threshold_for, guarded)]


@dataclass
class _PairScores:
    """What the templates of two people score with each other, above or near the threshold."""

    best: float = -np.inf
    """Highest excess."""
    cosine: float = 0.0
    threshold: float = 0.0
    total: float = 0.0
    templates: int = 0

    @property
    def mean(self) -> float:
        return self.total / self.templates


def _pairs(stored: Sequence[Stored], threshold_for: ThresholdFor) -> dict[Pair, _PairScores]:
    """The pairs of which a template comes near the threshold of the other person."""
    index = index_of(stored)
    columns: dict[str, list[int]] = {}
    for column, (person, _) in enumerate(index.references):
        columns.setdefault(person, []).append(column)
    near: set[Pair] = set()
    for row, excess in cross_scores(stored, index, threshold_for):
        near.update(
            frozenset((stored[row].person, index.references[column][0])) for column in np.nonzero(excess >= -NEAR)[0]
        )
    partners: dict[str, list[str]] = {}
    for pair in near:
        first, second = sorted(pair)
        partners.setdefault(first, []).append(second)
        partners.setdefault(second, []).append(first)
    pairs = {pair: _PairScores() for pair in near}
    concerned = [template for template in stored if template.person in partners]
    for row, excess in cross_scores(concerned, index, threshold_for):
        probe = concerned[row]
        for partner in partners[probe.person]:
            column = max(columns[partner], key=lambda column: excess[column])
            scores = pairs[frozenset((probe.person, partner))]
            scores.total += float(excess[column])
            scores.templates += 1
            if excess[column] > scores.best:
                scores.best = float(excess[column])
                scores.threshold = threshold_for(probe.mask, index.references[column][1])
                scores.cosine = scores.best + scores.threshold
    return pairs


def _duplicates(
    stored: Sequence[Stored], people: Mapping[str, Person], threshold_for: ThresholdFor, guarded: Collection[Pair]
) -> list[Finding]:
    """Two people whose templates are, on average, taken for the other's."""
    findings = []
    for pair, scores in _pairs(stored, threshold_for).items():
        if scores.mean < 0 or pair in guarded:
            continue
        first, second = _by_age(pair, people)
        reason = (
            f"{first.name} and {second.name} are one person to the gate: their {scores.templates} pictures exceed the "
            f"other's threshold by {scores.mean:.3f} on average (highest cosine {scores.cosine:.3f}); "
            f"{second.name} was enrolled later"
        )
        aside = tuple(template.id for template in stored if template.person == second.id)
        findings.append(
            Finding("duplicate", (first.id, second.id), scores.cosine, scores.threshold, reason, aside=aside)
        )
    return sorted(findings, key=lambda finding: -finding.cosine)


def _lookalikes(
    stored: Sequence[Stored], people: Mapping[str, Person], threshold_for: ThresholdFor, guarded: Collection[Pair]
) -> list[Finding]:
    """Two people of whom some picture comes near the other's threshold."""
    findings = []
    for pair, scores in _pairs(stored, threshold_for).items():
        if scores.mean >= 0 and pair not in guarded:
            continue  # a duplicate
        first, second = _by_age(pair, people)
        where = "above" if scores.best >= 0 else "near"
        reason = (
            f"{first.name} and {second.name} look alike: their highest cosine {scores.cosine:.3f} lies {where} the "
            f"threshold {scores.threshold:.3f}" + (", and more is asked of them already" if pair in guarded else "")
        )
        findings.append(
            Finding(
                "look-alike", (first.id, second.id), scores.cosine, scores.threshold, reason, guarded=pair in guarded
            )
        )
    return sorted(findings, key=lambda finding: -finding.cosine)


def _outliers(
    stored: Sequence[Stored], people: Mapping[str, Person], same_person: float, apart: Collection[Pair]
) -> list[Finding]:
    """Templates that are nearer to somebody else than to their own person, or near to no other of their person's.

    The plainest case comes first, and what is set aside for it speaks no more in the others: a picture of Bo among
    Anna's would otherwise make Bo's own pictures look as if they were nearer to Anna.
    """
    matrix = matrix_of(stored)
    owners = np.array([template.person for template in stored])
    active = np.ones(len(stored), dtype=bool)
    doubtful = []
    for start in range(0, len(stored), BLOCK):
        for row, cosines in enumerate(matrix[start : start + BLOCK] @ matrix.T, start):
            resemblance = _resemblance(row, cosines, owners, active, apart)
            if resemblance and resemblance.doubtful(same_person):
                doubtful.append((resemblance.own - resemblance.other, row))
    findings = []
    for _, row in sorted(doubtful):
        resemblance = _resemblance(row, matrix @ matrix[row], owners, active, apart)
        if resemblance is None or not resemblance.doubtful(same_person):
            continue
        finding = _outlier(stored, people, row, resemblance, same_person, int((active & (owners == owners[row])).sum()))
        active[row] = not finding.aside
        findings.append(finding)
    return findings


@dataclass(frozen=True)
class _Resemblance:
    """How near a template comes to others, one by one."""

    own: float
    """Highest cosine to another template of the same person."""
    other: float
    """Highest cosine to somebody else's; -inf: there is nobody."""
    other_row: int

    def doubtful(self, same_person: float) -> bool:
        return self.own < same_person or self.nearer_to_other(same_person)

    def nearer_to_other(self, same_person: float) -> bool:
        """Below `same_person` somebody else is near by chance only."""
        return self.other > self.own and self.other >= same_person


def _resemblance(
    row: int, cosines: NDArray[np.float32], owners: NDArray[np.str_], active: NDArray[np.bool_], apart: Collection[Pair]
) -> _Resemblance | None:
    """None where the person has no other template."""
    person = owners[row]
    own = active & (owners == person)
    own[row] = False
    if not own.any():
        return None
    partners = [other for pair in apart if person in pair for other in pair]
    others = np.where(active & (owners != person) & ~np.isin(owners, partners), cosines, -np.inf)
    nearest = int(others.argmax())
    return _Resemblance(float(cosines[own].max()), float(others[nearest]), nearest)


def _outlier(
    stored: Sequence[Stored],
    people: Mapping[str, Person],
    row: int,
    resemblance: _Resemblance,
    same_person: float,
    templates: int,
) -> Finding:
    template, person = stored[row], people[stored[row].person]
    involved: tuple[str, ...] = (person.id,)
    if resemblance.nearer_to_other(same_person):
        other = stored[resemblance.other_row]
        name = people[other.person].name
        reason = (
            f"{template.source} of {person.name} is nearer to {name} ({other.source}, cosine {resemblance.other:.3f}) "
            f"than to any other picture of {person.name} ({resemblance.own:.3f})"
        )
        involved, sure = (person.id, other.person), True
    else:
        reason = (
            f"{template.source} of {person.name} resembles no other picture of {person.name} "
            f"(closest cosine {resemblance.own:.3f}, at least {same_person:.3f} is asked at enrolment)"
        )
        sure = templates > 2
        reason += "" if sure else ": either may be the wrong one, look at both"
    aside = (template.id,) if sure else ()
    return Finding("outlier", involved, resemblance.own, same_person, reason, aside=aside)


def _by_age(pair: Pair, people: Mapping[str, Person]) -> tuple[Person, Person]:
    first, second = sorted((people[person] for person in pair), key=lambda person: (person.created, person.id))
    return first, second
