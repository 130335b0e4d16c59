"""What `gate gallery` does: examines the gallery by the thresholds of the door, and changes what it is told to."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from engines.operating_point import Mask
from engines.registry import Model
from gate.enrolment import enrol_rules
from gate.gallery.check import Finding, examine
from gate.gallery.cross import Pair, ThresholdFor
from gate.gallery.curation import Floor
from gate.gallery.errors import GalleryError
from gate.gallery.floor import ABOVE, Cost, cost_of_floor, highest_cross_score
from gate.gallery.gallery import Gallery
from gate.gallery.types import Lookalike, Person, Stored
from gate.networks import policy_of
from gate.settings import Settings


@dataclass(frozen=True)
class FloorProposal:
    """The highest score between two people, as a floor under the thresholds."""

    threshold: float
    """Cosine; just above that score."""
    people: tuple[str, str]
    """Names: whose template, with whom."""
    raises: bool
    """False: no threshold lies below it, so that it changes nothing now."""
    cost: Cost


@dataclass(frozen=True)
class Report:
    """A gallery examined."""

    revision: int
    people: dict[str, Person]
    """By id."""
    stored: list[Stored]
    findings: list[Finding]
    now: FloorProposal | None
    """The floor with everything as it is; None: there are no two people."""
    mended: FloorProposal | None
    """The floor of the rest: once all that was found is set aside and guarded."""
    floor: Floor | None
    """In force."""


def report(gallery: Gallery, model: Model, settings: Settings) -> Report:
    """Examine a gallery.

    Raises:
        GalleryError: it can't be read.
        ModelError: the card has no operating points that suffice for it.
    """
    with gallery.reading():
        revision, stored = gallery.revision, gallery.templates()
        people = {person.id: person for person in gallery.people()}
        guarded = {frozenset((pair.first, pair.second)) for pair in gallery.curation.lookalikes()}
        floor = gallery.curation.floor
    comparisons = len({(template.person, template.mask) for template in stored})
    policy = policy_of(model, settings, comparisons=comparisons)
    rules = enrol_rules(model, settings, comparisons=comparisons)

    def threshold_for(probe: Mask | None, reference: Mask | None) -> float:
        return policy.threshold_for(probe, reference).threshold

    findings = examine(stored, people, threshold_for, same_person=rules.same_person, guarded=guarded)
    gone = {template for finding in findings for template in finding.aside}
    rest = [template for template in stored if template.id not in gone]
    pairs = guarded | {frozenset(finding.people) for finding in findings if finding.kind == "look-alike"}
    lowest = min(cell.threshold for cell in policy.cells)
    return Report(
        revision=revision,
        people=people,
        stored=stored,
        findings=findings,
        now=_floor(stored, people, guarded, threshold_for, lowest),
        mended=_floor(rest, people, pairs, threshold_for, lowest),
        floor=floor,
    )


def set_aside(gallery: Gallery, found: Report) -> int:
    """Set aside what the findings name. Returns how many templates.

    Raises:
        GalleryError: the gallery has changed since it was examined; nothing is set aside.
    """
    reasons = {template: finding.reason for finding in found.findings for template in finding.aside}
    with gallery.transaction():
        _refuse_changed(gallery, found)
        if reasons:
            gallery.curation.set_aside(reasons)
    return len(reasons)


def guard(gallery: Gallery, found: Report, *, extra_margin: float, second_factor: bool) -> int:
    """Ask more of the look-alikes that were found, those guarded already included. Returns how many pairs.

    Raises:
        GalleryError: the gallery has changed since it was examined; nothing is guarded.
    """
    pairs = [
        Lookalike(finding.people[0], finding.people[1], extra_margin, second_factor)
        for finding in found.findings
        if finding.kind == "look-alike"
    ]
    with gallery.transaction():
        _refuse_changed(gallery, found)
        if pairs:
            gallery.curation.guard(pairs)
    return len(pairs)


def apply_floor(gallery: Gallery, found: Report) -> float:
    """Let no threshold fall under the highest score between two people, as things are. Returns the floor.

    Raises:
        GalleryError: there is none, or the gallery has changed since it was examined.
    """
    if found.now is None:
        raise GalleryError("a floor needs two people to compare: enrol them first")
    with gallery.transaction():
        _refuse_changed(gallery, found)
        gallery.curation.set_floor(found.now.threshold)
    return found.now.threshold


def _refuse_changed(gallery: Gallery, found: Report) -> None:
    if gallery.revision != found.revision:
        raise GalleryError("the gallery was changed while it was examined: run the check again")


def _floor(
    stored: Sequence[Stored],
    people: dict[str, Person],
    handled: Collection[Pair],
    threshold_for: ThresholdFor,
    lowest: float,
) -> FloorProposal | None:
    highest = highest_cross_score(stored, handled)
    if highest is None:
        return None
    cosine, probe, other = highest
    floor = min(cosine + ABOVE, 1.0)
    cost = cost_of_floor(stored, threshold_for, floor)
    return FloorProposal(floor, (people[probe].name, people[other].name), floor > lowest, cost)
