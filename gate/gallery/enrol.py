"""Enrolment: which templates may become a person. All of them are stored, or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray
from scipy.sparse.csgraph import connected_components

from gate.clock import Clock
from gate.gallery.cross import matrix_of
from gate.gallery.curation import EXTRA_MARGIN
from gate.gallery.errors import GalleryError
from gate.gallery.gallery import Gallery
from gate.gallery.index import Index
from gate.gallery.names import tidy_name
from gate.gallery.types import Consent, Lookalike, Person, Sample, Stored

MAX_TEMPLATES = 20
"""For one person: every further template is one more chance for a stranger to match."""


@dataclass(frozen=True)
class EnrolRules:
    """What a template must satisfy; cosines come from the card's operating points, like every threshold."""

    same_person: float
    """Two images of one person reach this cosine, if not directly then by way of the others."""
    other_person: float
    """No template reaches this cosine to somebody else: the lowest threshold at which the gate would let it in."""
    min_quality: float
    """0..1, `gate.vision.quality`."""


def enrol(
    gallery: Gallery,
    name: str,
    samples: Sequence[Sample],
    *,
    consent: str,
    operator: str,
    rules: EnrolRules,
    clock: Clock,
    purpose: str = "access control",
    expires: date | None = None,
    add: bool = False,
    allow_lookalike: bool = False,
) -> Person:
    """Judge the samples and store them in one transaction.

    Args:
        gallery: Open for writing, with the template space of the samples.
        name: As typed.
        samples: At least one, each from one face that the caller has chosen.
        consent: The text agreed to, or its version.
        operator: Who records it.
        rules: What the templates must satisfy.
        clock: Gives the time of consent.
        purpose: What the consent is for.
        expires: The day on which somebody new is removed; None: see `gate.gallery.retention`.
        add: Add to the person who has this name, instead of enrolling somebody new.
        allow_lookalike: Enrol although somebody else looks the same: for twins, after a look at both people. The pair
            is guarded from then on: the gate asks for a larger lead of one over the other, and may refuse both.

    Raises:
        GalleryError: a rule is not met, or the gallery can't store it. Nothing has changed then.
    """
    name = tidy_name(name)
    if expires is not None and expires <= clock.utc().date():
        raise GalleryError(f"{expires} is over: name a day to come with --expires")
    agreed = Consent(consent, operator, clock.utc(), purpose)
    with gallery.transaction():
        person = gallery.find(name)
        if person is None and add:
            raise GalleryError(f"nobody named {name} is enrolled: leave out --add to enrol a new person")
        if person is not None and not add:
            raise GalleryError(f"{person.name} is enrolled already: add templates with `gate enrol --add`")
        index = gallery.index()
        known = index.vectors(person.id) if person else index.vectors("")
        _refuse_number(len(samples), len(known))
        _refuse_poor(samples, rules)
        _refuse_disagreement(samples, known, rules)
        lookalikes = _lookalikes(samples, index, person, rules)
        if not allow_lookalike:
            if lookalikes:
                _refuse_lookalike(samples, index, lookalikes[0], rules)
            _refuse_nearer_to_others(samples, known, gallery.templates(), person, index, rules)
        if person:
            person = gallery.add_templates(person, samples, agreed)
        else:
            person = gallery.add(name, samples, agreed, expires=expires)
        _guard(gallery, person, [other for _, other, _ in lookalikes])
        return person


def judge_anew(samples: Mapping[str, Sequence[Sample]], rules: EnrolRules) -> None:
    """Judge everybody's samples of another model before they replace the stored ones: each person's own alone.

    Args:
        samples: By person's name.
        rules: Of the new model.

    Raises:
        GalleryError: a rule is not met; the person is named.
    """
    for name, own in samples.items():
        try:
            _refuse_number(len(own), 0)
            _refuse_poor(own, rules)
            _refuse_disagreement(own, np.empty((0, 0), np.float32), rules)
        except GalleryError as error:
            raise GalleryError(f"{name}: {error}") from None


def _refuse_number(new: int, known: int) -> None:
    if new == 0:
        raise GalleryError("there is no template to store: give at least one image with one face")
    if known + new > MAX_TEMPLATES:
        raise GalleryError(f"{known + new} templates are too many for one person: {MAX_TEMPLATES} are the most")


def _refuse_poor(samples: Sequence[Sample], rules: EnrolRules) -> None:
    for sample in samples:
        if not sample.template.quality >= rules.min_quality:  # NaN fails too
            raise GalleryError(
                f"the face in {sample.source} is not good enough to enrol (quality {sample.template.quality:.2f}, "
                f"at least {rules.min_quality:.2f} is needed): take the picture again, nearer, sharper and frontal"
            )


def _refuse_disagreement(samples: Sequence[Sample], known: NDArray[np.float32], rules: EnrolRules) -> None:
    """All images of a person hang together: a graph with an edge at `same_person` or more is connected.

    A chain is enough (front, half turned, turned; bare, masked), but two people's images fall apart into two groups,
    which an average or a nearest neighbour would not show.
    """
    vectors = np.concatenate([known.reshape(-1, len(samples[0].template.vector)), _matrix(samples)])
    cosines = vectors @ vectors.T
    _, group = connected_components(cosines >= rules.same_person, directed=False)
    main = group[0] if len(known) else np.bincount(group).argmax()
    for row in range(len(known), len(vectors)):
        if group[row] != main:
            closest = cosines[row][group == main].max()
            raise GalleryError(
                f"the face in {samples[row - len(known)].source} does not look like the same person as the others "
                f"(cosine {closest:.2f}, at least {rules.same_person:.2f} is needed): leave it out or take it again"
            )


def _refuse_nearer_to_others(
    samples: Sequence[Sample],
    known: NDArray[np.float32],
    stored: Sequence[Stored],
    person: Person | None,
    index: Index,
    rules: EnrolRules,
) -> None:
    """No image resembles somebody else's more than every other one of its own person.

    Such an image hangs together with its own person's only by way of weaker likenesses: it would draw that person's
    template towards the other. Below `same_person` somebody else is near by chance only, as in `gate.gallery.check`.
    """
    others = [template for template in stored if person is None or template.person != person.id]
    new = _matrix(samples)
    own = new @ np.concatenate([known.reshape(-1, new.shape[1]), new]).T
    own[np.arange(len(new)), np.arange(len(new)) + len(known)] = -np.inf
    if not others or own.shape[1] < 2:
        return
    cross = new @ matrix_of(others).T
    for row, column in enumerate(cross.argmax(axis=1).tolist()):
        cosine, closest = float(cross[row, column]), float(own[row].max())
        if cosine > closest and cosine >= rules.same_person:
            other = index.name(others[column].person)
            raise GalleryError(
                f"the face in {samples[row].source} is nearer to {other} (cosine {cosine:.2f}) than to the other "
                f"pictures ({closest:.2f}): leave it out or take it again, or, if they are two people who look alike, "
                "pass --allow-lookalike"
            )


def _lookalikes(
    samples: Sequence[Sample], index: Index, person: Person | None, rules: EnrolRules
) -> list[tuple[int, str, float]]:
    """Which samples look like whom: row, person id and cosine, the highest first and everybody once."""
    scores = index.scores(_matrix(samples))
    found: dict[str, tuple[int, str, float]] = {}
    for column, (other, _) in enumerate(index.references):
        row = int(scores[:, column].argmax())
        cosine = float(scores[row, column])
        if other == (person.id if person else None) or cosine < rules.other_person:
            continue
        if other not in found or cosine > found[other][2]:
            found[other] = row, other, cosine
    return sorted(found.values(), key=lambda likeness: -likeness[2])


def _refuse_lookalike(
    samples: Sequence[Sample], index: Index, likeness: tuple[int, str, float], rules: EnrolRules
) -> None:
    row, other, cosine = likeness
    lookalike = index.name(other)
    raise GalleryError(
        f"the face in {samples[row].source} looks like {lookalike}, who is enrolled already (cosine "
        f"{cosine:.2f}, the gate accepts from {rules.other_person:.2f}): the gate could take one for "
        f"the other; add to {lookalike} with `gate enrol --add`, or, if they are two people, pass --allow-lookalike"
    )


def _guard(gallery: Gallery, person: Person, others: Sequence[str]) -> None:
    """Ask more of pairs that were enrolled although they look alike, unless that is done already."""
    known = {frozenset((pair.first, pair.second)) for pair in gallery.curation.lookalikes()}
    new = [other for other in others if frozenset((person.id, other)) not in known]
    if new:
        gallery.curation.guard([Lookalike(person.id, other, EXTRA_MARGIN, second_factor=False) for other in new])


def _matrix(samples: Sequence[Sample]) -> NDArray[np.float32]:
    return np.stack([sample.template.vector for sample in samples])
