from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from gate.gallery.keys.rotation import Rotation

SEED = bytes(32)
PINNED = [-0.1533899, -0.6819728, 0.2800927, -0.6579763]
"""First row of the 4×4 matrix of `SEED`: a gallery moved to another machine turns back there."""


def _vectors(dim: int, count: int = 20) -> np.ndarray:
    vectors = np.random.default_rng(dim).normal(size=(count, dim)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


@settings(max_examples=30, deadline=None)
@given(st.binary(min_size=32, max_size=32), st.integers(1, 160))
def test_cosines_stay_and_it_turns_back(seed: bytes, dim: int) -> None:
    rotation, vectors = Rotation(seed, dim), _vectors(dim)
    turned = rotation.turn(vectors)
    np.testing.assert_allclose(turned @ turned.T, vectors @ vectors.T, atol=2e-6)
    np.testing.assert_allclose(rotation.turn_back(turned), vectors, atol=2e-6)
    np.testing.assert_allclose(rotation.turn(vectors[0]), turned[0], atol=2e-6)


def test_two_installations_can_not_be_linked() -> None:
    """One person's template in two installations is no more alike than two strangers' are."""
    vectors = _vectors(128, 400)
    here, there = (Rotation(bytes([n]) * 32, 128).turn(vectors) for n in (1, 2))
    same = (here * there).sum(axis=1)
    strangers = (here * np.roll(there, 1, axis=0)).sum(axis=1)
    assert stats.ks_2samp(same, strangers).pvalue > 0.01
    assert abs(same.mean()) < 0.02


def test_the_matrix_is_drawn_evenly() -> None:
    """Entries of a Haar-distributed orthogonal matrix, times the root of D, are nearly normal."""
    entries = np.concatenate([Rotation(bytes([n]) * 32, 64).turn(np.eye(64, dtype=np.float32)) for n in range(8)])
    assert stats.kstest(entries.ravel() * 8, "norm").pvalue > 0.01


def test_every_machine_draws_the_same() -> None:
    np.testing.assert_allclose(Rotation(SEED, 4).turn(np.eye(4, dtype=np.float32))[0], PINNED, atol=1e-6)


@pytest.mark.parametrize("dim", [1, 2, 3, 127, 512])
def test_it_is_orthogonal(dim: int) -> None:
    matrix = Rotation(SEED, dim).turn(np.eye(dim, dtype=np.float32))
    np.testing.assert_allclose(matrix @ matrix.T, np.eye(dim), atol=1e-5)
