from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.errors import ModelError
from gate.vision.fuse import fuse
from gate.vision.types import Template


def looks(seed: int, qualities: list[float], dim: int = 16) -> list[Template]:
    vectors = np.random.default_rng(seed).standard_normal((len(qualities), dim)) + 0.5
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return [Template(v.astype(np.float32), "space", q) for v, q in zip(vectors, qualities, strict=True)]


@given(st.integers(0, 99), st.lists(st.floats(0.01, 1), min_size=1, max_size=9))
def test_the_mean_direction_weighted_by_quality(seed: int, qualities: list[float]) -> None:
    given_looks = looks(seed, qualities)
    fused = fuse(given_looks)
    mean = np.average([look.vector for look in given_looks], axis=0, weights=qualities)
    np.testing.assert_allclose(fused.vector, mean / np.linalg.norm(mean), atol=1e-5)
    assert np.linalg.norm(fused.vector) == pytest.approx(1, abs=1e-5)
    assert fused.vector.dtype == np.float32
    assert fused.template_space == "space"
    assert min(qualities) - 1e-6 <= fused.quality <= max(qualities) + 1e-6


def test_fusing_brings_noisy_looks_nearer_to_the_person() -> None:
    rng = np.random.default_rng(0)
    person = rng.standard_normal(128)
    person /= np.linalg.norm(person)
    noise = rng.standard_normal((8, 128)) / np.sqrt(128)
    vectors = (person + noise) / np.linalg.norm(person + noise, axis=1, keepdims=True)
    fused = fuse([Template(v.astype(np.float32), "space", 0.5) for v in vectors])
    assert fused.vector @ person > (vectors @ person).max()


def test_looks_without_any_quality_weigh_alike() -> None:
    given_looks = looks(0, [0, 0, 0])
    np.testing.assert_allclose(fuse(given_looks).vector, fuse(looks(0, [0.7, 0.7, 0.7])).vector, atol=1e-6)
    assert fuse(given_looks).quality == 0


def test_a_template_can_not_be_changed() -> None:
    with pytest.raises(ValueError, match="read-only"):
        fuse(looks(0, [1])).vector[0] = 1


def test_nothing_to_fuse() -> None:
    with pytest.raises(ValueError, match="nothing to fuse"):
        fuse([])


def test_opposite_looks_have_no_mean() -> None:
    [look] = looks(0, [1])
    with pytest.raises(ValueError, match="cancel out"):
        fuse([look, Template(-look.vector, "space", 1)])


def test_looks_of_different_models_are_refused() -> None:
    [look] = looks(0, [1])
    with pytest.raises(ModelError, match="different models"):
        fuse([look, Template(look.vector, "other", 1)])
