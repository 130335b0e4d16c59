from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from calibration.comparisons import ImageSet
from calibration.embed import Embedded
from calibration.errors import CalibrationError
from calibration.metrics.intervals import clopper_pearson
from calibration.open_set import Search, cast, identify, search
from gate.gallery.index import Index


def _paths(name: str, count: int) -> tuple[Path, ...]:
    return tuple(Path(name) / f"{number}.jpg" for number in range(count))


def test_everybody_has_one_role() -> None:
    images = {f"person {number}": _paths(str(number), number) for number in range(1, 14)}
    roles = cast(images)
    assert roles == cast(dict(reversed(images.items())))
    assert set(roles.enrolled) == set(roles.known)
    assert not set(roles.enrolled) & set(roles.strangers)
    assert set(roles.enrolled) | set(roles.strangers) == {f"person {number}" for number in range(4, 14)}
    assert (len(roles.enrolled), len(roles.strangers)) == (5, 5)
    for name, enrolled in roles.enrolled.items():
        assert {*enrolled, *roles.known[name]} == set(images[name])
        assert not {*enrolled} & {*roles.known[name]}
        assert len(enrolled) == 1


def test_the_split_is_drawn_by_hash_not_by_name() -> None:
    roles = cast({f"{number:03d}": _paths(str(number), 4) for number in range(100)})
    assert 10 < sum(int(name) < 50 for name in roles.enrolled) < 40
    assert sorted(roles.enrolled) != [f"{number:03d}" for number in range(0, 100, 2)]


def test_too_few_people() -> None:
    with pytest.raises(CalibrationError, match="two people or more with 4 images, not 1"):
        cast({"a": _paths("a", 4), "b": _paths("b", 3)})


def _unit(*angles: float) -> np.ndarray:
    turned = np.deg2rad(angles)
    return np.stack([np.cos(turned), np.sin(turned)], axis=1).astype(np.float32)


def test_by_hand() -> None:
    gallery = ImageSet(_unit(0, 90), np.array([0, 1]))
    # Person 0 at 10° (right) and at 80° (taken for person 1); person 1 at 150° (too far); strangers at 45° and 200°.
    probes = ImageSet(_unit(10, 80, 150, 45, 200), np.array([0, 0, 1, 2, 3]))
    found = search(gallery, probes)
    np.testing.assert_allclose(found.best, np.cos(np.deg2rad([10, 10, 60, 45, 110])), atol=1e-6)
    np.testing.assert_array_equal(found.right, [True, False, True, False, False])
    np.testing.assert_array_equal(found.stranger, [False, False, False, True, True])
    strict, loose = identify(found, [0.9, 0.4], replicates=50)
    assert (strict.fpir.errors, strict.fpir.probes) == (0, 2)
    assert strict.fpir.interval == clopper_pearson(0, 2)
    assert (strict.fnir.errors, strict.fnir.probes, strict.fnir.value) == (2, 3, pytest.approx(2 / 3))
    assert strict.misidentified.errors == 1
    assert (loose.fpir.errors, loose.fnir.errors, loose.misidentified.errors) == (1, 1, 1)


def test_a_probe_at_the_threshold_is_accepted() -> None:
    result = Search(np.float32([0.5, 0.5]), np.array([True, False]), np.array([0, 1]), np.array([False, True]))
    (rates,) = identify(result, [0.5], replicates=5)
    assert (rates.fpir.errors, rates.fnir.errors) == (1, 0)


def test_the_interval_is_over_people() -> None:
    """One stranger with 20 pictures who always gets in, and nine who never do: 10 % give or take a person."""
    stranger = np.repeat(np.arange(1, 11), 20)
    best = np.where(stranger == 1, 0.9, 0.1).astype(np.float32)
    result = Search(
        np.append(best, np.float32(0.9)),
        np.append(np.zeros(200, bool), True),
        np.append(stranger, 0),
        np.append(np.ones(200, bool), False),
    )
    (rates,) = identify(result, [0.5])
    assert rates.fpir.value == pytest.approx(0.1)
    assert rates.fpir.interval[0] == 0
    assert rates.fpir.interval[1] == pytest.approx(0.3, abs=0.051)


def test_nobody_to_test() -> None:
    gallery = ImageSet(_unit(0), np.array([0]))
    with pytest.raises(CalibrationError, match="nobody is enrolled"):
        search(ImageSet(_unit(), np.array([], dtype=np.int64)), gallery)
    with pytest.raises(CalibrationError, match="of enrolled people and of strangers"):
        identify(search(gallery, gallery), [0.5])


def test_several_images_of_a_person_are_joined_as_the_gate_joins_them() -> None:
    images = {name: _paths(name, 5) for name in "abcd"}
    roles = cast(images, templates=3)
    vectors = np.random.default_rng(0).normal(size=(20, 8)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    rows = {path: row for row, path in enumerate(path for paths in images.values() for path in paths)}
    lineup = roles.lineup(Embedded(rows, vectors, {}))
    assert len(lineup.gallery.vectors) == 2
    for joined, paths in zip(lineup.gallery.vectors, roles.enrolled.values(), strict=True):
        own = vectors[[rows[path] for path in paths]]
        index = Index(revision=1, template_space="space", names={"p": "P"}, owners=["p"] * 3, vectors=own)
        np.testing.assert_allclose(vectors @ joined, index.scores(vectors)[:, 0], atol=1e-6)
    assert len(lineup.probes.people) == 2 * 2 + 2 * 5


def test_a_lost_enrolment_takes_its_person_out() -> None:
    images = {name: _paths(name, 4) for name in "abcd"}
    roles = cast(images)
    ((path,), *_) = roles.enrolled.values()
    rows = {p: row for row, p in enumerate(p for paths in images.values() for p in paths if p != path)}
    lineup = roles.lineup(Embedded(rows, np.ones((15, 1), np.float32), {path: "no face found"}))
    assert lineup.failures_to_enrol == 1
    assert len(lineup.gallery.people) == 1
    assert len(lineup.probes.people) == 3 + 8


def test_an_attempt_of_several_looks_counts_once() -> None:
    gallery = ImageSet(_unit(0, 90), np.array([0, 1]))
    # Person 0: four looks at 30° but the third at 0°; a stranger: looks at 45°; person 1: two looks, too few for more.
    probes = ImageSet(_unit(30, 30, 0, 30, 45, 45, 45, 80, 90), np.array([0, 0, 0, 0, 2, 2, 2, 1, 1]))
    found = search(gallery, probes, looks=4)
    np.testing.assert_array_equal(found.people, [0, 2, 1])
    cosine = np.cos(np.deg2rad(30))
    assert found.best[0] == pytest.approx((2 * cosine + 1) / 3, abs=1e-6)  # the mean of the first three is the best
    assert found.best[2] == pytest.approx((np.cos(np.deg2rad(10)) + 1) / 2, abs=1e-6)
    np.testing.assert_array_equal(found.right, [True, False, True])


def test_a_short_last_attempt_is_left_out() -> None:
    gallery = ImageSet(_unit(0), np.array([0]))
    found = search(gallery, ImageSet(_unit(*range(10)), np.zeros(10, np.int64)), looks=4)
    assert len(found.best) == 2  # of four looks each; the last two are none


def test_the_threshold_at_an_fpir_lets_no_more_strangers_in() -> None:
    best = np.linspace(0, 1, 300).astype(np.float32)
    result = Search(best, np.zeros(300, bool), np.arange(300), np.ones(300, bool))
    threshold = result.threshold_at_fpir(0.01)
    assert (best >= threshold).sum() == 3
