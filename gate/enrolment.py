"""Enrolment from photographs: read, judge, store; all of them or none."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from engines.card import Card
from engines.operating_point import threshold_at
from gate.clock import Clock
from gate.gallery.enrol import EnrolRules, enrol
from gate.gallery.gallery import Gallery
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
    add: bool = False,
    allow_lookalike: bool = False,
) -> Person:
    """Enrol a person from photographs with one face each; the arguments are those of `gate.gallery.enrol.enrol`.

    Raises:
        ImageError: a file is missing or no usable image.
        GalleryError: a photograph or a template is refused, or the gallery can't store it. Nothing has changed then.
        ModelError: the card has no operating points to judge by.
    """
    rules = _rules(networks.model.card, settings, door=policy_of(networks.model, settings).threshold)
    samples = samples_for_enrolment(images, networks)
    return enrol(
        gallery,
        name,
        samples,
        consent=consent,
        operator=operator,
        rules=rules,
        clock=clock,
        add=add,
        allow_lookalike=allow_lookalike,
    )


def _rules(card: Card, settings: Settings, *, door: float) -> EnrolRules:
    same = threshold_at(card.operating_points, fmr=SAME_PERSON_FMR, cell="unmasked-unmasked").threshold
    return EnrolRules(
        same_person=door if same is None else min(same, door),
        other_person=door,
        min_quality=settings.recognition.enrol_quality,
    )
