"""Findings on drawn galleries: those that were planted, and no others."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from engines.operating_point import Mask
from gate.gallery.check import Finding, examine
from gate.gallery.cross import Pair
from gate.gallery.floor import cost_of_floor, highest_cross_score
from gate.gallery.index import Index
from gate.gallery.types import Person, Stored

THRESHOLD = 0.6
SAME = 0.4
DIM = 64


def _centre(person: int) -> NDArray[np.float64]:
    return np.random.default_rng(person).normal(size=DIM)


def _stored(person: str, number: int, centre: NDArray[np.float64], mask: Mask | None = None) -> Stored:
    vector = centre + np.random.default_rng([len(person), ord(person[-1]), number]).normal(scale=0.4, size=DIM)
    vector = (vector / np.linalg.norm(vector)).astype(np.float32)
    return Stored(f"{person}/{number}", person, mask, f"{person}{number}.jpg", vector)


def _people(stored: list[Stored]) -> dict[str, Person]:
    """Enrolled in the order of their ids, a day apart."""
    start = datetime(2026, 1, 1, tzinfo=timezone.utc)
    ids = sorted({template.person for template in stored})
    return {id_: Person(id_, id_.title(), start + timedelta(days=n), 0) for n, id_ in enumerate(ids)}


def _examine(stored: list[Stored], guarded: frozenset[Pair] = frozenset()) -> list[Finding]:
    return examine(stored, _people(stored), lambda _probe, _reference: THRESHOLD, same_person=SAME, guarded=guarded)


def _sound() -> list[Stored]:
    return [_stored(f"p{name}", number, _centre(n)) for n, name in enumerate("abcdef") for number in range(4)]


def test_a_sound_gallery_has_no_findings() -> None:
    assert _examine(_sound()) == []
    assert _examine([]) == []
    assert highest_cross_score([], ()) is None
    assert highest_cross_score(_sound()[:4], ()) is None


def test_a_person_enrolled_twice_is_found_and_the_later_one_set_aside() -> None:
    twice = [_stored("pz", number, _centre(2)) for number in range(3)]
    (finding,) = _examine([*_sound(), *twice])
    assert (finding.kind, finding.people) == ("duplicate", ("pc", "pz"))
    assert finding.aside == ("pz/0", "pz/1", "pz/2")
    assert finding.cosine > THRESHOLD
    assert "Pc and Pz are one person" in finding.reason


def test_twins_known_to_be_two_are_look_alikes_and_nothing_is_set_aside() -> None:
    twin = [_stored("pz", number, _centre(2)) for number in range(3)]
    (finding,) = _examine([*_sound(), *twin], frozenset({frozenset(("pc", "pz"))}))
    assert (finding.kind, finding.guarded, finding.aside) == ("look-alike", True, ())


def test_a_picture_of_somebody_else_is_an_outlier_and_makes_no_look_alike() -> None:
    stored = _sound()
    wrong = _stored("pb", 9, _centre(4))
    stored.insert(8, wrong)
    (finding,) = _examine(stored)
    assert (finding.kind, finding.people, finding.aside) == ("outlier", ("pb", "pe"), ("pb/9",))
    assert "nearer to Pe" in finding.reason


def test_a_picture_of_nobody_known_is_an_outlier() -> None:
    stored = _sound()
    stored.insert(8, _stored("pb", 9, _centre(99)))
    (finding,) = _examine(stored)
    assert (finding.kind, finding.people, finding.aside) == ("outlier", ("pb",), ("pb/9",))
    assert "resembles no other picture" in finding.reason


def test_of_two_pictures_that_disagree_none_is_set_aside() -> None:
    stored = [*_sound(), _stored("pz", 0, _centre(50)), _stored("pz", 1, _centre(51))]
    findings = _examine(stored)
    assert [(f.kind, f.people, f.aside) for f in findings] == [("outlier", ("pz",), ())] * 2
    assert all("look at both" in finding.reason for finding in findings)


def test_nobody_loses_their_last_picture() -> None:
    stored = [*_sound(), _stored("pz", 0, _centre(1)), _stored("pz", 1, _centre(3))]
    findings = _examine(stored)
    assert [finding.kind for finding in findings if "pz" in finding.people and finding.kind == "outlier"]
    assert len([template for finding in findings for template in finding.aside if template.startswith("pz/")]) <= 1


def test_two_people_near_the_threshold_look_alike() -> None:
    between = 0.6 * _centre(0) + 0.8 * _centre(30)
    stored = [*_sound(), *(_stored("pz", number, between) for number in range(4))]
    (finding,) = _examine(stored)
    assert (finding.kind, finding.people, finding.guarded) == ("look-alike", ("pa", "pz"), False)
    assert finding.cosine >= THRESHOLD - 0.05
    assert finding.aside == ()


def test_each_comparison_is_held_against_its_own_cell() -> None:
    """The same gallery: duplicates where the masked threshold is low, nothing where it is high."""
    twice = [_stored("pz", number, _centre(2), "masked") for number in range(3)]
    stored = [*_sound(), *twice]
    for masked, found in ((0.99, 0), (0.5, 1)):
        findings = examine(
            stored,
            _people(stored),
            lambda probe, reference, masked=masked: masked if "masked" in (probe, reference) else THRESHOLD,  # type: ignore[misc]
            same_person=SAME,
            guarded=(),
        )
        assert len([finding for finding in findings if finding.kind == "duplicate"]) == found


def _brute(stored: list[Stored], handled: frozenset[Pair]) -> float:
    """The highest score between two people, template by template."""
    best = -1.0
    for template in stored:
        for other in {s.person for s in stored} - {template.person}:
            if frozenset((template.person, other)) in handled:
                continue
            theirs = [s for s in stored if s.person == other]
            index = Index(
                revision=0, template_space="", names={}, owners=[other] * len(theirs),
                vectors=np.stack([s.vector for s in theirs]), masks=[s.mask for s in theirs],
            )  # fmt: skip
            best = max(best, float(index.scores(template.vector).max()))
    return best


@settings(max_examples=25, deadline=None)
@given(centres=st.lists(st.integers(0, 3), min_size=2, max_size=5), leave_out=st.booleans())
def test_the_highest_score_between_two_people(centres: list[int], leave_out: bool) -> None:
    stored = [_stored(f"p{n}", k, _centre(c), "masked" if k else None) for n, c in enumerate(centres) for k in range(3)]
    stored.sort(key=lambda template: (template.person, template.mask or ""))
    handled = frozenset({frozenset(("p0", "p1"))}) if leave_out else frozenset()
    found = highest_cross_score(stored, handled)
    expected = _brute(stored, handled)
    if found is None:
        assert expected == -1.0
    else:
        assert found[0] == pytest.approx(expected, abs=1e-6)
        assert frozenset(found[1:]) not in handled


def test_a_floor_costs_the_more_the_higher_it_is() -> None:
    stored = [*_sound(), _stored("pz", 0, _centre(77))]
    costs = [cost_of_floor(stored, lambda _p, _r: THRESHOLD, floor) for floor in (0.0, 0.6, 0.85, 1.0)]
    assert {(cost.people, cost.templates) for cost in costs} == {(6, 24)}, "one picture alone tells nothing"
    assert {cost.refused for cost in costs} == {0}
    refused = [cost.refused_at_floor for cost in costs]
    assert refused == sorted(refused)
    assert (refused[0], refused[1], refused[-1]) == (0, 0, 24)
    assert 0 < refused[2] < 24
