from __future__ import annotations

import colorsys
from collections import Counter
from dataclasses import FrozenInstanceError, replace
from typing import Any

import numpy as np
import pytest

from trainer.errors import TrainerError
from trainer.masks.spec import COVERAGES, FAMILIES, KINDS, LOOKS, MaskMix, sample_spec


def test_the_same_chance_gives_the_same_look() -> None:
    looks = [[sample_spec(rng) for _ in range(20)] for rng in map(np.random.default_rng, (5, 5, 6))]
    assert looks[0] == looks[1]
    assert not set(looks[0]) & set(looks[2])
    assert len(set(looks[0])) == 20


def test_global_chance_is_left_alone() -> None:
    before = np.random.get_state()[1].copy()  # noqa: NPY002 - the very state that must not be used
    sample_spec(np.random.default_rng(0))
    np.testing.assert_array_equal(before, np.random.get_state()[1])  # noqa: NPY002


def test_every_look_takes_as_many_numbers() -> None:
    """So that one mask's kind does not shift the chance of all that follows."""
    used = set()
    for seed in range(300):
        rng = np.random.default_rng(seed)
        sample_spec(rng)
        expected = np.random.default_rng(seed)
        expected.random(40)
        used.add(rng.random() == expected.random())
    assert used == {True}


def test_a_spec_can_not_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        sample_spec(np.random.default_rng(0)).kind = "cup"  # type: ignore[misc]


def test_kinds_and_coverages_come_by_weight() -> None:
    rng, mix, count = np.random.default_rng(1), MaskMix(), 6000
    specs = [sample_spec(rng, mix) for _ in range(count)]
    for weights, drawn in (
        (mix.kinds, Counter(s.kind for s in specs)),
        (mix.coverages, Counter(s.coverage for s in specs)),
    ):
        total = sum(weights.values())
        for key, weight in weights.items():
            share = weight / total
            assert abs(drawn[key] - count * share) < 4.5 * np.sqrt(count * share * (1 - share))  # binomial


def test_families_share_nothing() -> None:
    a, b = FAMILIES["a"], FAMILIES["b"]
    assert set(a) | set(b) == set(KINDS)
    assert not set(a) & set(b)
    printed = [{p for kind in kinds for p in LOOKS[kind].prints} - {"lettering"} for kinds in (a, b)]
    assert not printed[0] & printed[1]
    rng = np.random.default_rng(2)
    assert {sample_spec(rng, MaskMix.family("b")).kind for _ in range(200)} == set(b)


def test_every_colour_comes() -> None:
    """Each of twelve hues, pale and strong, light and dark; and white and black."""
    rng = np.random.default_rng(3)
    cloths = {spec.cloth for spec in (sample_spec(rng) for _ in range(6000))}
    hsv = np.array([colorsys.rgb_to_hsv(*(c / 255 for c in cloth)) for cloth in cloths])
    for hue in range(12):
        near = hsv[(hsv[:, 0] * 12).astype(int) == hue]
        assert (near[:, 1] > 0.7).any()
        assert (near[:, 1] < 0.3).any()
        assert (near[:, 2] > 0.8).any()
        assert (near[:, 2] < 0.35).any()
    assert min(max(cloth) for cloth in cloths) < 30
    assert max(min(cloth) for cloth in cloths) > 230


def test_without_jitter_every_mask_of_a_kind_sits_alike() -> None:
    mix = MaskMix(kinds={"kn95": 1}, coverages={"low": 1}, jitter=0)
    rng = np.random.default_rng(4)
    assert (
        len({(s.fit, s.folds, s.brightness, s.finish.softness) for s in (sample_spec(rng, mix) for _ in range(20))})
        == 1
    )


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"kinds": {"paper": 1.0}}, "paper.*surgical"),
        ({"coverages": {"chin": 1.0}}, "chin.*medium"),
        ({"kinds": {"cup": -1.0}}, "kind of mask"),
        ({"kinds": {"cup": float("nan")}}, "kind of mask"),
        ({"kinds": {}}, "kind of mask"),
        ({"coverages": {"low": 0.0}}, "coverage"),
        ({"any_colour": 1.5}, "any_colour"),
        ({"jitter": float("nan")}, "jitter"),
    ],
)
def test_a_senseless_mix_is_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(TrainerError, match=message):
        replace(MaskMix(), **changes)


def test_an_unknown_family_is_refused() -> None:
    with pytest.raises(TrainerError, match=r"'c'.*a, b"):
        MaskMix.family("c")  # type: ignore[arg-type]


def test_a_weight_of_nothing_is_never_drawn() -> None:
    mix = MaskMix(kinds={"cup": 0.0, "cloth": 1e-9}, coverages=dict.fromkeys(COVERAGES, 1.0))
    rng = np.random.default_rng(5)
    assert {sample_spec(rng, mix).kind for _ in range(100)} == {"cloth"}
