from __future__ import annotations

import numpy as np
import pytest

from calibration.all_against_all import all_against_all
from calibration.bootstrap import draws, fmr_intervals, fnmr_intervals, metric_samples
from calibration.comparisons import Comparisons, ImageSet
from calibration.metrics.intervals import clopper_pearson, percentile_interval
from calibration.metrics.rates import fmr, fnmr, point_at_fmr
from calibration.metrics.scores import Scores


def _images(people: int, looks: int, seed: int = 0) -> ImageSet:
    random = np.random.default_rng(seed)
    owner = np.repeat(np.arange(people), looks)
    vectors = random.normal(size=(people, 8))[owner] + 0.5 * random.normal(size=(owner.size, 8))
    return ImageSet((vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32), owner)


def _resampled(images: ImageSet, drawn: np.ndarray, threshold: float) -> float:
    """The false match rate with every drawn person's images really copied; copies of one person stay one person."""
    rows = np.concatenate([np.flatnonzero(images.people == p) for p in np.repeat(np.arange(drawn.size), drawn)])
    vectors, people = images.vectors[rows], images.people[rows]
    cross = np.triu(people[:, None] != people, k=1)
    return float(((vectors @ vectors.T)[cross] >= threshold).mean())


def test_draws_as_many_people_as_there_are_and_the_same_again() -> None:
    first, again = list(draws(7, replicates=5, seed=3)), list(draws(7, replicates=5, seed=3))
    assert all(drawn.sum() == 7 for drawn in first)
    np.testing.assert_array_equal(first, again)


def test_weights_equal_copies() -> None:
    images = _images(12, 3)
    table = all_against_all(images, tail=1.0)
    threshold = 0.5
    lows, highs = zip(
        *[percentile_interval([_resampled(images, drawn, threshold) for drawn in draws(12, replicates=40)])],
        strict=True,
    )
    assert fmr_intervals(table, [threshold], replicates=40)[0] == pytest.approx((lows[0], highs[0]), abs=1e-6)


def test_two_sets_and_left_out_people() -> None:
    probes, references = _images(10, 2), _images(10, 3, seed=1)
    table = all_against_all(probes, references, excluded=[(0, 1)], tail=1.0)
    samples = []
    for drawn in draws(10, replicates=40):
        weight = np.outer(drawn[probes.people], drawn[references.people])
        cross = probes.people[:, None] != references.people
        cross &= ~np.isin(probes.people[:, None] + 10 * references.people, [1, 10])
        accepted = probes.vectors @ references.vectors.T >= 0.3
        samples.append((weight * cross * accepted).sum() / (weight * cross).sum())
    assert fmr_intervals(table, [0.3], replicates=40)[0] == pytest.approx(percentile_interval(samples), abs=1e-6)


def test_every_replicate_has_its_own_thresholds() -> None:
    images = _images(12, 3)
    people, scores = images.people, images.vectors @ images.vectors.T
    rows, columns = np.triu_indices(len(people), k=1)
    same = people[rows] == people[columns]
    targets = [0.01, 0.05]
    samples = []
    for drawn in draws(12, replicates=40):
        first, second = drawn[people[rows]], drawn[people[columns]]
        genuines = Scores.of(np.repeat(scores[rows, columns][same], first[same]))
        impostors = Scores.of(np.repeat(scores[rows, columns][~same], (first * second)[~same]))
        samples.append([point_at_fmr(genuines, impostors, target).fnmr for target in targets])
    expected = [percentile_interval(column) for column in np.transpose(samples)]
    table = all_against_all(images, tail=1.0)
    assert np.allclose(fnmr_intervals(table, targets, replicates=40), expected)


def test_no_false_non_match_takes_the_exact_interval() -> None:
    vectors = np.repeat(np.eye(8, dtype=np.float32), 2, axis=0)
    table = all_against_all(ImageSet(vectors, np.repeat(np.arange(8), 2)), tail=1.0)
    assert fnmr_intervals(table, [0.01], replicates=10) == [clopper_pearson(0, 8)]


def test_no_false_match_takes_the_exact_interval() -> None:
    table = all_against_all(_images(10, 2))
    assert fmr_intervals(table, [1.5]) == [clopper_pearson(0, table.impostors)]


def test_people_vary_more_than_comparisons() -> None:
    """With few people and many looks each, the interval is wider than if comparisons were independent."""
    images = _images(15, 20)
    table = all_against_all(images, tail=1.0)
    rate = float(fmr(table.impostor_scores(), 0.5))
    (low, high) = fmr_intervals(table, [0.5])[0]
    assert low < rate < high
    binomial = clopper_pearson(round(rate * table.impostors), table.impostors)
    assert high - low > 3 * (binomial[1] - binomial[0])


def test_metric_samples_are_what_copying_gives() -> None:
    images = _images(9, 3)
    people, scores = images.people, images.vectors @ images.vectors.T
    rows, columns = (side.astype(np.int32) for side in np.triu_indices(len(people), k=1))
    pairs = Comparisons(scores[rows, columns], rows, columns)
    same = people[rows] == people[columns]
    samples = metric_samples(
        pairs.pick(same),
        pairs.pick(~same),
        people,
        lambda genuines, impostors: [float(fnmr(genuines, 0.6)), float(fmr(impostors, 0.6))],
        replicates=20,
    )
    for drawn, sample in zip(draws(9, replicates=20), samples, strict=True):
        genuine = np.repeat(pairs.scores[same], drawn[people[rows[same]]])
        impostor = np.repeat(pairs.scores[~same], drawn[people[rows[~same]]] * drawn[people[columns[~same]]])
        assert sample == pytest.approx([(genuine < 0.6).mean(), (impostor >= 0.6).mean()])


def test_a_replicate_without_a_genuine_comparison_keeps_its_place() -> None:
    """Only one of two people has two images; in a quarter of the replicates nobody is drawn but the other one."""
    genuine = Comparisons(np.float32([0.5]), np.int32([0]), np.int32([1]))
    impostor = Comparisons(np.float32([0.1]), np.int32([0]), np.int32([2]))
    samples = metric_samples(
        genuine, impostor, np.array([0, 0, 1]), lambda genuines, _: [genuines.mean(), 1.0], replicates=100
    )
    both = np.array([drawn.all() for drawn in draws(2, replicates=100)])
    np.testing.assert_array_equal(np.isfinite(samples), np.stack([both, both], axis=1))


def test_the_same_people_are_drawn_for_two_models() -> None:
    images = _images(9, 3)
    people, scores = images.people, images.vectors @ images.vectors.T
    rows, columns = (side.astype(np.int32) for side in np.triu_indices(len(people), k=1))
    same = people[rows] == people[columns]

    def samples(shift: float) -> np.ndarray:
        pairs = Comparisons((scores[rows, columns] + shift).astype(np.float32), rows, columns)

        def metric(genuines: Scores, impostors: Scores) -> list[float]:
            return [point_at_fmr(genuines, impostors, 0.05).fnmr, genuines.mean()]

        return metric_samples(pairs.pick(same), pairs.pick(~same), people, metric, replicates=50)

    difference = samples(0.125) - samples(0.0)
    assert percentile_interval(difference[:, 0]) == pytest.approx((0, 0), abs=1e-9)
    assert percentile_interval(difference[:, 1]) == pytest.approx((0.125, 0.125), abs=1e-6)
