from __future__ import annotations

import time
import tracemalloc

import numpy as np
import pytest

from calibration.all_against_all import all_against_all
from calibration.comparisons import ImageSet
from calibration.metrics.rates import threshold_at_fmr
from calibration.metrics.scores import Scores


def _images(count: int, people: int, seed: int = 0, dim: int = 16) -> ImageSet:
    """Noisy looks at `people` directions, shuffled."""
    random = np.random.default_rng(seed)
    owner = np.concatenate([np.arange(people), random.integers(people, size=count - people)])
    random.shuffle(owner)
    vectors = np.random.default_rng(99).normal(size=(people, dim))[owner] + random.normal(size=(count, dim))
    return ImageSet((vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32), owner)


def _naive(
    probes: ImageSet, references: ImageSet | None, excluded: list[tuple[int, int]]
) -> tuple[dict[tuple[int, int], float], dict[tuple[int, int], float]]:
    """Genuine and impostor scores by their two rows, one pair at a time."""
    other = references or probes
    genuine, impostor = {}, {}
    for i, p in enumerate(probes.people):
        for j, q in enumerate(other.people):
            if (references is None and j <= i) or (p, q) in excluded or (q, p) in excluded:
                continue
            (genuine if p == q else impostor)[i, j] = float(probes.vectors[i] @ other.vectors[j])
    return genuine, impostor


@pytest.fixture(params=[1 << 22, 700], ids=["one block", "many blocks"])
def _block(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("calibration.all_against_all._BLOCK", request.param)


@pytest.mark.usefixtures("_block")
@pytest.mark.parametrize("excluded", [[], [(0, 5), (7, 3)]], ids=["all", "some left out"])
@pytest.mark.parametrize("with_references", [False, True], ids=["one set", "two sets"])
def test_agrees_with_one_pair_at_a_time(with_references: bool, excluded: list[tuple[int, int]]) -> None:
    probes = _images(120, 30)
    references = _images(90, 30, seed=1) if with_references else None
    genuine, impostor = _naive(probes, references, excluded)
    table = all_against_all(probes, references, excluded=excluded, tail=0.02)
    assert table.impostors == len(impostor)
    found = dict(
        zip(
            zip(table.genuine.probes.tolist(), table.genuine.references.tolist(), strict=True),
            table.genuine.scores,
            strict=True,
        )
    )
    assert found.keys() == genuine.keys()
    assert all(found[pair] == pytest.approx(score, abs=1e-6) for pair, score in genuine.items())
    highest = sorted(impostor.values(), reverse=True)[: len(table.tail)]
    np.testing.assert_allclose(table.tail.scores, highest, atol=1e-6)
    for row, column, score in zip(table.tail.probes, table.tail.references, table.tail.scores, strict=True):
        assert impostor[row, column] == pytest.approx(score, abs=1e-6)


@pytest.mark.usefixtures("_block")
def test_the_reduced_scores_are_exact_in_the_tail_and_near_below() -> None:
    probes = _images(150, 40)
    exact = np.sort(np.float32(list(_naive(probes, None, [])[1].values())))
    reduced = all_against_all(probes, tail=0.02).impostor_scores()
    assert reduced.total == exact.size
    for target in (0.0, 1e-3, 1e-2, 0.02):
        assert threshold_at_fmr(reduced, target) == pytest.approx(threshold_at_fmr(Scores.of(exact), target), abs=1e-6)
    low = np.repeat(reduced.values, np.diff(reduced.cumulative).astype(int))
    np.testing.assert_allclose(low, exact, atol=1.7e-5)
    assert reduced.mean() == pytest.approx(exact.mean(), abs=1e-5)


def test_the_weight_of_all_impostors_is_their_number_when_everybody_is_drawn_once() -> None:
    probes, references = _images(60, 20), _images(45, 20, seed=1)
    for table in (
        all_against_all(probes),
        all_against_all(probes, references),
        all_against_all(probes, excluded=[(0, 1), (4, 2)]),
        all_against_all(probes, references, excluded=[(0, 1), (4, 2)]),
    ):
        assert table.impostor_weight(np.ones(20, dtype=np.int64)) == table.impostors


def test_equal_scores_at_the_edge_of_the_tail_stay_together() -> None:
    vectors = np.tile(np.eye(4, dtype=np.float32)[0], (50, 1))  # 1,225 comparisons, all of cosine 1
    scores = all_against_all(ImageSet(vectors, np.arange(50))).impostor_scores()
    assert scores.total == 1225
    assert threshold_at_fmr(scores, 0.01) > 1
    assert scores.reaching(1.0) >= 13  # the tail; the others stand just below, in their bin


@pytest.mark.parametrize("count", [0, 1])
def test_too_few_images_to_compare(count: int) -> None:
    table = all_against_all(ImageSet(np.eye(4, dtype=np.float32)[:count], np.arange(count)))
    assert (table.impostors, len(table.genuine)) == (0, 0)


@pytest.mark.slow
def test_a_hundred_million_comparisons_in_twenty_seconds_and_two_gigabytes() -> None:
    images = _images(14_143, 7_000, dim=128)
    tracemalloc.start()
    start = time.process_time()
    table = all_against_all(images)
    threshold_at_fmr(table.impostor_scores(), 1e-6)
    seconds = time.process_time() - start
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert table.impostors > 99_900_000
    assert seconds < 20
    assert peak < 2 << 30
