"""The first pass in bytes: its bound holds, and what it leaves gives the answer of comparing all."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from engines.operating_point import Mask
from gate.gallery import coarse
from gate.gallery.coarse import CoarseScan
from gate.gallery.index import Index
from gate.gallery.types import Lookalike
from gate.vision.types import Template

SPACE = "5" * 64


def _clustered(seed: int, rows: int, dim: int) -> NDArray[np.float32]:
    """Directions that crowd around a few, as look-alikes do, of lengths that fusing leaves."""
    rng = np.random.default_rng(seed)
    centres = rng.normal(size=(3, dim))
    vectors = centres[rng.integers(0, 3, rows)] + rng.choice([0.01, 0.3, 3.0]) * rng.normal(size=(rows, dim))
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), dim=st.sampled_from([4, 16, 128]), length=st.floats(0.1, 2.0))
def test_no_product_is_off_by_more_than_the_bound(seed: int, dim: int, length: float) -> None:
    rng = np.random.default_rng(seed)
    vectors = _clustered(seed, 200, dim) * rng.uniform(0.3, 1.1, (200, 1)).astype(np.float32)
    probe = (_clustered(seed + 1, 1, dim)[0] * length).astype(np.float32)
    approximate, bound = CoarseScan(vectors).scan(probe)
    exact = vectors.astype(np.float64) @ probe.astype(np.float64)
    assert np.abs(approximate - exact).max() <= bound
    assert bound < 0.6 * length, "a bound that says something"


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), masks=st.booleans(), alike=st.booleans())
def test_the_first_two_are_those_of_comparing_all(seed: int, masks: bool, alike: bool) -> None:
    rng = np.random.default_rng(seed)
    vectors = _clustered(seed, 400, 32)
    owners = [f"p{row // 2}" for row in range(400)]
    worn: list[Mask | None] | None = ["masked" if row % 2 else "unmasked" for row in range(400)] if masks else None
    pairs = [Lookalike(f"p{a}", f"p{a + 1}", 0.2, second_factor=False) for a in range(0, 198, 2)] if alike else []

    def made() -> Index:
        return Index(
            revision=1, template_space=SPACE, names={o: o for o in owners}, owners=owners, vectors=vectors,
            masks=worn, lookalikes=pairs,
        )  # fmt: skip

    plain = made()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(coarse, "WORTH", 1)
        quick = made()
    assert plain._coarse is None
    assert quick._coarse is not None
    near = vectors[int(rng.integers(400))] + 0.05 * rng.normal(size=32)
    probe = Template((near / np.linalg.norm(near)).astype(np.float32), SPACE, 1.0)
    thresholds: dict[Mask | None, float] = {"masked": 0.2, "unmasked": 0.4, None: 0.4}
    for asked in (None, thresholds):
        one, other = plain.search(probe, asked), quick.search(probe, asked)
        assert one
        assert other
        assert one.runner_up
        assert other.runner_up
        assert other.best.cosine == pytest.approx(one.best.cosine, abs=1e-6)
        assert other.runner_up.cosine == pytest.approx(one.runner_up.cosine, abs=1e-6)
        assert other.extra_margin == one.extra_margin
        assert other.best.person == one.best.person


def test_few_are_left_and_a_damaged_probe_matches_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coarse, "WORTH", 1)
    rng = np.random.default_rng(1)
    vectors = rng.normal(size=(5000, 128)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    owners = [f"p{row}" for row in range(5000)]
    index = Index(revision=1, template_space=SPACE, names={o: o for o in owners}, owners=owners, vectors=vectors)
    compared = np.isfinite(index._near(vectors[7], None))
    assert compared[7]
    assert compared.sum() <= 100, "of 5,000"
    match = index.search(Template(np.full(128, np.nan, np.float32), SPACE, 1.0))
    assert match
    assert np.isnan(match.best.cosine)
