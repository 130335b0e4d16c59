from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from calibration.comparisons import ImageSet
from calibration.errors import CalibrationError
from calibration.metrics.intervals import clopper_pearson
from calibration.open_set import Search, cast, identify, search


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
    for name, image in roles.enrolled.items():
        assert {image, *roles.known[name]} == set(images[name])
        assert image not in roles.known[name]


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
