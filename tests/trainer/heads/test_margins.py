"""Each head against its paper's formula, written again in numpy float64."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from trainer.heads.arcface import ArcFace
from trainer.heads.cosface import CosFace
from trainer.heads.elastic import by_rank
from trainer.heads.elastic_arcface import ElasticArcFace
from trainer.heads.elastic_cosface import ElasticCosFace
from trainer.heads.head import Head, Samples
from trainer.heads.magface import MagFace

COSINES = np.cos(np.linspace(0.01, np.pi - 0.01, 201))


def _samples(cosine: np.ndarray, length: np.ndarray | None = None, seed: int = 0) -> Samples:
    length = np.ones_like(cosine) if length is None else length
    return Samples(torch.tensor(cosine), torch.tensor(length), torch.Generator().manual_seed(seed))


def _penalised(head: Head, samples: Samples) -> np.ndarray:
    return head.penalise(samples.cosine, head.margins(samples)).numpy()


@pytest.mark.parametrize("margin", [0.0, 0.3, 0.5, 0.8])
def test_arcface_adds_to_the_angle_up_to_pi(margin: float) -> None:
    theta = np.arccos(COSINES)
    inside = theta + margin < np.pi
    actual = _penalised(ArcFace(margin=margin), _samples(COSINES))
    np.testing.assert_allclose(actual[inside], np.cos(theta + margin)[inside], rtol=0, atol=1e-9)
    np.testing.assert_allclose(actual[~inside], (np.cos(theta) - margin * np.sin(margin))[~inside], rtol=0, atol=1e-9)


def test_a_worse_sample_never_scores_better() -> None:
    assert (np.diff(_penalised(ArcFace(margin=0.5), _samples(COSINES))) < 0).all()


def test_cosface_subtracts_from_the_cosine() -> None:
    np.testing.assert_allclose(_penalised(CosFace(margin=0.35), _samples(COSINES)), COSINES - 0.35, rtol=0, atol=1e-12)


@pytest.mark.parametrize(
    ("elastic", "plain"),
    [(ElasticArcFace(std=0), ArcFace()), (ElasticCosFace(std=0), CosFace())],
    ids=["Arc", "Cos"],
)
def test_elastic_margins_of_deviation_zero_are_the_fixed_ones(elastic: Head, plain: Head) -> None:
    expected = _penalised(plain, _samples(COSINES))
    np.testing.assert_allclose(_penalised(elastic, _samples(COSINES)), expected, rtol=0, atol=1e-7)  # drawn in float32


@pytest.mark.parametrize("head", [ElasticArcFace(), ElasticCosFace()], ids=["Arc", "Cos"])
def test_elastic_margins_are_normal_and_follow_the_generator(head: ElasticArcFace | ElasticCosFace) -> None:
    samples = np.zeros(40_000)
    drawn = head.margins(_samples(samples, seed=1)).numpy()
    assert abs(drawn.mean() - head.margin) < 4 * head.std / np.sqrt(len(drawn))
    assert abs(drawn.std() - head.std) < 4 * head.std / np.sqrt(2 * len(drawn))
    np.testing.assert_array_equal(drawn, head.margins(_samples(samples, seed=1)).numpy())
    assert (drawn != head.margins(_samples(samples, seed=2)).numpy()).any()


def test_the_worked_example_of_rank_matching() -> None:
    cosine = torch.tensor([0.9, 0.1, 0.5, 0.3])
    margins = torch.tensor([0.51, 0.47, 0.53, 0.49])
    assert by_rank(margins, cosine).tolist() == pytest.approx([0.47, 0.53, 0.49, 0.51])


@settings(max_examples=50, deadline=None)
@given(count=st.integers(1, 12), unknown=st.integers(0, 4), seed=st.integers(0, 999))
def test_the_farther_from_its_centre_the_larger_the_margin(count: int, unknown: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    cosine = rng.permutation(np.concatenate([rng.uniform(-1, 1, count), np.full(unknown, np.nan)]))
    drawn = rng.normal(0.5, 0.05, len(cosine))
    given_out = by_rank(torch.tensor(drawn), torch.tensor(cosine)).numpy()
    known = ~np.isnan(cosine)
    expected = np.empty(count)
    for rank, sample in enumerate(sorted(range(count), key=lambda i: -cosine[known][i])):
        expected[sample] = sorted(drawn[known])[rank]
    np.testing.assert_allclose(given_out[known], expected, rtol=0, atol=1e-12)
    assert (given_out[~known] == 0).all()


@pytest.mark.parametrize("head", [ElasticArcFace(ranked=True), ElasticCosFace(ranked=True)], ids=["Arc", "Cos"])
def test_the_plus_variants_give_out_the_same_margins_by_rank(head: ElasticArcFace | ElasticCosFace) -> None:
    cosine = np.random.default_rng(0).uniform(-1, 1, 50)
    ranked = head.margins(_samples(cosine)).numpy()
    unranked = type(head)().margins(_samples(cosine)).numpy()
    np.testing.assert_array_equal(np.sort(ranked), np.sort(unranked))
    np.testing.assert_array_equal(ranked[np.argsort(-cosine)], np.sort(unranked))


def test_magface_margin_and_regulariser() -> None:
    length = np.array([1.0, 10.0, 35.0, 60.0, 110.0, 500.0])
    clamped = np.clip(length, 10, 110)
    head = MagFace(weight=35)
    margins = 0.45 + (0.8 - 0.45) / (110 - 10) * (clamped - 10)
    np.testing.assert_allclose(head.margins(_samples(np.zeros(6), length)), margins, rtol=1e-12)
    assert head.margins(_samples(np.zeros(1), np.array([60.0]))).item() == pytest.approx(0.625)
    np.testing.assert_allclose(
        head.regulariser(torch.tensor(length)), 35 * (1 / clamped + clamped / 110**2), rtol=1e-12
    )
    assert head.regulariser(torch.tensor(length)).argmin() in (4, 5)


def test_magfaces_margin_has_a_gradient_to_the_length() -> None:
    length = torch.tensor([60.0], requires_grad=True)
    MagFace().margins(Samples(torch.zeros(1), length, torch.Generator())).sum().backward()
    assert length.grad.item() == pytest.approx(0.35 / 100)


@pytest.mark.parametrize(
    "head", [ArcFace(), CosFace(), ElasticArcFace(), ElasticCosFace()], ids=lambda h: type(h).__name__
)
def test_only_magface_regularises(head: Head) -> None:
    assert head.regulariser(torch.rand(3)).tolist() == [0, 0, 0]


@pytest.mark.parametrize("cosine", [1.0, -1.0, 1 + 1e-7, -1 - 1e-7, 0.0])
def test_gradients_stay_finite_where_half_precision_puts_cosines(cosine: float) -> None:
    own = torch.tensor([cosine], requires_grad=True)
    ArcFace().penalise(own, torch.tensor([0.5])).sum().backward()
    assert own.grad.isfinite().all()
    assert own.grad.item() >= 0
