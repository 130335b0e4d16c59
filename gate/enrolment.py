"""Enrolment from photographs, and again for another model: read, judge, store; all of them or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from engines.operating_point import Mask, threshold_at
from engines.registry import Model
from gate.clock import Clock
from gate.gallery.enrol import EnrolRules, enrol, judge_anew
from gate.gallery.errors import GalleryError
from gate.gallery.gallery import Gallery
from gate.gallery.names import name_key
from gate.gallery.types import Person
from gate.networks import Networks, policy_of
from gate.photos import samples_for_enrolment
from gate.settings import Settings

SAME_PERSON_FMR = 1e-3
"""Two photographs that match at this rate may be one person's: laxer than the door, since an operator saw both."""


def enrol_photographs(
    gallery: Gallery,
    name: str,
    images: Sequence[Path],
    networks: Networks,
    settings: Settings,
    *,
    consent: str,
    operator: str,
    clock: Clock,
    purpose: str = "access control",
    expires: date | None = None,
    mask: Mask | None = None,
    add: bool = False,
    allow_lookalike: bool = False,
) -> Person:
    """Enrol a person from photographs with one face each; the arguments are those of `gate.gallery.enrol.enrol`.

    `mask` says what the person wears on all of them; None: what the classifier says of each, and where that is not
    certain, unknown, which takes the strictest threshold at the door.

    Raises:
        ImageError: a file is missing or no usable image.
        GalleryError: a photograph or a template is refused, or the gallery can't store it. Nothing has changed then.
        ModelError: the card has no operating points to judge by, or none for one person more.
    """
    index, known = gallery.index(), gallery.find(name)
    samples = samples_for_enrolment(images, networks, mask)
    new = {(known.id if known else "", sample.mask) for sample in samples} - set(index.references)
    grown = len(index.references) + len(new)
    rules = enrol_rules(networks.model, settings, comparisons=grown)  # refused before it outgrows the card
    return enrol(
        gallery,
        name,
        samples,
        consent=consent,
        operator=operator,
        rules=rules,
        clock=clock,
        purpose=purpose,
        expires=expires,
        add=add,
        allow_lookalike=allow_lookalike,
    )


def photographs_by_person(gallery: Gallery, folder: Path) -> tuple[dict[Person, list[Path]], list[Person]]:
    """Find everybody's photographs: a sub-folder for each person, named like them.

    Returns:
        Photographs of those who have some, and those who have none.

    Raises:
        GalleryError: there is no such folder.
    """
    if not folder.is_dir():
        raise GalleryError(f"there is no folder {folder}: name one with a sub-folder of photographs for each person")
    keys = {name_key(path.name): path for path in sorted(folder.iterdir()) if path.is_dir()}
    found: dict[Person, list[Path]] = {}
    left = []
    for person in gallery.people():
        own = keys.get(name_key(person.name))
        if own and (images := sorted(path for path in own.iterdir() if path.is_file())):
            found[person] = images
        else:
            left.append(person)
    return found, left


def reenrol(
    gallery: Gallery, photographs: Mapping[Person, Sequence[Path]], networks: Networks, settings: Settings, clock: Clock
) -> None:
    """Replace all templates by those of another model, made from photographs; all of them or none.

    Raises:
        ImageError, GalleryError, ModelError: as `enrol_photographs`. Nothing has changed then.
    """
    samples = {person: samples_for_enrolment(images, networks) for person, images in photographs.items()}
    references = sum(len({sample.mask for sample in own}) for own in samples.values())
    rules = enrol_rules(networks.model, settings, comparisons=references)
    judge_anew({person.name: own for person, own in samples.items()}, rules)
    by_id = {person.id: own for person, own in samples.items()}
    gallery.replace_templates(by_id, networks.recogniser.template_space, clock.utc())


def enrol_rules(model: Model, settings: Settings, *, comparisons: int) -> EnrolRules:
    """What templates must satisfy, by the card's operating points.

    Raises:
        ModelError: there are none that suffice for so many comparisons.
    """
    door = min(cell.threshold for cell in policy_of(model, settings, comparisons=comparisons).cells)
    same = threshold_at(model.card.operating_points, fmr=SAME_PERSON_FMR, cell="unmasked-unmasked").threshold
    return EnrolRules(
        same_person=door if same is None else min(same, door),
        other_person=door,
        min_quality=settings.recognition.enrol_quality,
    )
