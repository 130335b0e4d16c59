from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from gate.clock import ManualClock
from gate.gallery.enrol import MAX_TEMPLATES, EnrolRules, enrol
from gate.gallery.errors import GalleryError
from gate.gallery.gallery import Gallery
from gate.gallery.types import Sample
from gate.vision.types import Template

SPACE = "5" * 64
RULES = EnrolRules(same_person=0.5, other_person=0.6, min_quality=0.3)
Draw = Callable[..., list[Sample]]


def _enrol(gallery: Gallery, name: str, samples: list[Sample], **options: Any) -> Any:
    options = {"consent": "v1", "operator": "reception", "rules": RULES, "clock": ManualClock(), **options}
    return enrol(gallery, name, samples, **options)


def _sample(vector: Any, source: str = "x.jpg") -> Sample:
    vector = np.asarray(vector, dtype=np.float64)
    return Sample(Template((vector / np.linalg.norm(vector)).astype(np.float32), SPACE, 0.9), "e" * 64, source)


def test_a_person_is_stored_with_consent_time_and_operator(gallery: Gallery, samples: Draw) -> None:
    clock = ManualClock()
    clock.advance(60)
    person = _enrol(gallery, "Anna", samples(1), clock=clock)
    (consent,) = gallery.consents(person)
    assert (consent.text, consent.operator, consent.given) == ("v1", "reception", clock.utc())
    assert person.templates == 3


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"name": ""}, "name is empty"),
        ({"name": "x" * 500}, "500 characters"),
        ({"consent": " "}, "without consent"),
        ({"operator": ""}, "operator"),
        ({"samples": []}, "no template"),
        ({"name": "anna"}, "gate enrol --add"),
        ({"add": True}, "leave out --add"),
    ],
)
def test_refusals_change_nothing(gallery: Gallery, samples: Draw, options: dict[str, Any], error: str) -> None:
    _enrol(gallery, "Anna", samples(1))
    arguments = {"name": "Bo", "samples": samples(2), **options}
    with pytest.raises(GalleryError, match=error):
        _enrol(gallery, **arguments)
    assert gallery.revision == 1
    assert [person.name for person in gallery.people()] == ["Anna"]


@pytest.mark.parametrize("quality", [0.29, float("nan"), -1.0])
def test_one_poor_image_refuses_all(gallery: Gallery, samples: Draw, quality: float) -> None:
    good, poor = samples(1, 2), samples(1, 1, first=2, quality=quality)
    with pytest.raises(GalleryError, match=r"1-2\.jpg is not good enough"):
        _enrol(gallery, "Anna", good + poor)
    assert gallery.people() == []
    _enrol(gallery, "Anna", good + poor, rules=replace(RULES, min_quality=0.0)) if quality > 0 else None


def test_the_odd_image_out_is_named(gallery: Gallery, samples: Draw) -> None:
    with pytest.raises(GalleryError, match=r"2-0\.jpg does not look like the same person"):
        _enrol(gallery, "Anna", [*samples(1), *samples(2, 1)])


def test_two_peoples_images_in_equal_number_are_refused(gallery: Gallery, samples: Draw) -> None:
    with pytest.raises(GalleryError, match="does not look like the same person"):
        _enrol(gallery, "Anna", [*samples(1, 2), *samples(2, 2)])
    assert gallery.people() == []


def test_views_may_hang_together_by_way_of_others(gallery: Gallery) -> None:
    front, half, turned = (_sample([np.cos(a), np.sin(a), 0]) for a in (0.0, 0.8, 1.6))
    assert float(front.template.vector @ turned.template.vector) < RULES.same_person
    with pytest.raises(GalleryError, match="same person"):
        _enrol(gallery, "Anna", [front, turned])
    _enrol(gallery, "Anna", [front, turned, half])


def test_added_images_must_show_the_same_person(gallery: Gallery, samples: Draw) -> None:
    _enrol(gallery, "Anna", samples(1))
    with pytest.raises(GalleryError, match=r"2-0\.jpg does not look like"):
        _enrol(gallery, "Anna", samples(2, 5), add=True)  # more than are known, and still not hers
    person = _enrol(gallery, "ANNA", samples(1, 2, first=3), add=True)
    assert person.templates == 5
    assert len(gallery.consents(person)) == 2


def test_somebody_enrolled_already_is_not_enrolled_under_a_second_name(gallery: Gallery, samples: Draw) -> None:
    _enrol(gallery, "Anna", samples(1))
    _enrol(gallery, "Bo", samples(2))
    again = samples(1, 2, first=5)
    with pytest.raises(GalleryError, match=r"looks like Anna.*--add.*--allow-lookalike") as caught:
        _enrol(gallery, "Cleo", again)
    assert str(caught.value).isprintable()
    _enrol(gallery, "Cleo", again, allow_lookalike=True)
    assert len(gallery.people()) == 3


def test_an_image_nearer_to_somebody_else_than_to_its_own_person_is_refused(gallery: Gallery) -> None:
    """Though neither likeness is near the door's threshold: it would draw Anna's template towards Bo."""
    anna, between, bo = _sample([1, 0, 0]), _sample([0.52, 0.8542, 0], "a2.jpg"), _sample([0.2, 0.5455, 0.8138])
    assert RULES.same_person < float(between.template.vector @ bo.template.vector) < RULES.other_person
    _enrol(gallery, "Bo", [bo])
    with pytest.raises(GalleryError, match=r"a2\.jpg is nearer to Bo .*--allow-lookalike"):
        _enrol(gallery, "Anna", [anna, between])
    _enrol(gallery, "Anna", [anna])
    with pytest.raises(GalleryError, match=r"a2\.jpg is nearer to Bo"):
        _enrol(gallery, "Anna", [between], add=True)
    _enrol(gallery, "Anna", [between], add=True, allow_lookalike=True)


def test_added_images_must_not_look_like_somebody_else(gallery: Gallery) -> None:
    anna, bo, between = _sample([1, 0, 0]), _sample([0, 1, 0]), _sample([1, 0.9, 0])
    _enrol(gallery, "Anna", [anna])
    _enrol(gallery, "Bo", [bo])
    with pytest.raises(GalleryError, match="looks like Bo"):
        _enrol(gallery, "Anna", [between], add=True)


def test_the_lookalike_threshold_is_inclusive_like_the_gates(gallery: Gallery) -> None:
    _enrol(gallery, "Anna", [_sample([1, 0])])
    cosine = float(np.float32(0.6))
    near = _sample([cosine, np.sqrt(1 - cosine**2)])
    reached = float(gallery.index().scores(near.template.vector)[0])
    with pytest.raises(GalleryError, match="looks like Anna"):
        _enrol(gallery, "Bo", [near], rules=replace(RULES, other_person=reached))
    _enrol(gallery, "Bo", [near], rules=replace(RULES, other_person=np.nextafter(reached, 1)))


def test_a_person_has_a_limited_number_of_templates(gallery: Gallery, samples: Draw) -> None:
    with pytest.raises(GalleryError, match="too many"):
        _enrol(gallery, "Anna", samples(1, MAX_TEMPLATES + 1))
    _enrol(gallery, "Anna", samples(1, MAX_TEMPLATES))
    with pytest.raises(GalleryError, match="too many"):
        _enrol(gallery, "Anna", samples(1, 1, first=50), add=True)


def test_templates_of_another_model_are_refused(gallery: Gallery, samples: Draw) -> None:
    with pytest.raises(GalleryError, match="another model"):
        _enrol(gallery, "Anna", samples(1, space="6" * 64))
    assert gallery.people() == []
