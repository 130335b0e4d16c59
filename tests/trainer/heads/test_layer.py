"""The dense and the sampled layer against a softmax written again in numpy, and against a peer library."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from torch import Tensor

from trainer.errors import TrainerError
from trainer.heads.head import Head
from trainer.heads.layer import ClassificationLayer
from trainer.heads.registry import HEADS, create
from trainer.heads.shard import Shard
from trainer.streams import generator

N, D, C = 12, 8, 30


@pytest.fixture
def batch() -> tuple[Tensor, Tensor]:
    rng = np.random.default_rng(0)
    embeddings = torch.tensor(rng.normal(size=(N, D)) * 20, requires_grad=True)  # lengths within MagFace's range
    return embeddings, torch.tensor(rng.integers(0, C, N))


def _layer(head: Head | str = "arcface", rate: float = 1.0, classes: int = C, dim: int = D) -> ClassificationLayer:
    head = create(head) if isinstance(head, str) else head
    return ClassificationLayer(head, dim, Shard(classes), rate=rate, seed=3).double()


def _unit(x: Tensor) -> np.ndarray:
    x = x.detach().numpy()
    return x / np.linalg.norm(x, axis=1, keepdims=True)


def _softmax_loss(logits: np.ndarray, own: np.ndarray) -> float:
    """Mean of -log(e^own / sum e^logits)."""
    return float(np.mean([math.log(np.exp(row - row[c]).sum()) for row, c in zip(logits, own, strict=True)]))


def _margin(name: str, cosine: np.ndarray, length: np.ndarray, drawn: np.ndarray) -> np.ndarray:
    if name.endswith("+"):
        rank = (-cosine).argsort().argsort()
        return np.sort(drawn)[rank]
    if name == "magface":
        return 0.45 + 0.35 * (np.clip(length, 10, 110) - 10) / 100
    return drawn


@pytest.mark.parametrize("name", HEADS)
def test_the_loss_is_the_papers(name: str, batch: tuple[Tensor, Tensor]) -> None:
    embeddings, labels = batch
    layer = _layer(create(name, scale=16))
    cosine = _unit(embeddings) @ _unit(layer.centres).T
    rows, own = np.arange(N), labels.numpy()
    mean, std = (0.35 if "cos" in name else 0.5), getattr(layer.head, "std", 0.0)
    drawn = np.full(N, mean)
    if std:
        drawn = torch.normal(mean, std, (N,), generator=generator(3, 1, 7)).double().numpy()
    length = np.linalg.norm(embeddings.detach().numpy(), axis=1)
    margin = _margin(name, cosine[rows, own], length, drawn)

    logits = cosine.copy()
    if "cos" in name:
        logits[rows, own] -= margin
    else:
        theta = np.arccos(cosine[rows, own])
        assert (theta + margin < np.pi).all()
        logits[rows, own] = np.cos(theta + margin)
    expected = _softmax_loss(16 * logits, own)
    penalty = np.mean(35 * (1 / length + length / 110**2)) if name == "magface" else 0.0

    result = layer(embeddings, labels, 7)
    assert result.cross_entropy.item() == pytest.approx(expected, abs=1e-9)
    assert result.regulariser.item() == pytest.approx(penalty, abs=1e-9)
    assert result.loss.item() == pytest.approx(expected + penalty, abs=1e-9)
    assert result.own_cosine.item() == pytest.approx(cosine[rows, own].mean(), abs=1e-9)


def test_without_a_margin_it_is_the_plain_softmax(batch: tuple[Tensor, Tensor]) -> None:
    embeddings, labels = batch
    layer = _layer(create("arcface", margin=0.0, scale=10))
    e, c = (torch.nn.functional.normalize(x) for x in (embeddings, layer.centres))
    plain = torch.nn.functional.cross_entropy(10 * e @ c.T, labels)
    wanted = torch.autograd.grad(plain, [embeddings, layer.centres])
    loss = layer(embeddings, labels, 0).loss
    torch.testing.assert_close(loss, plain)
    torch.testing.assert_close(torch.autograd.grad(loss, [embeddings, layer.centres]), wanted)


@pytest.mark.parametrize("name", HEADS)
def test_gradients(name: str, batch: tuple[Tensor, Tensor]) -> None:
    embeddings, labels = batch
    labels = labels.clone()
    labels[4] = -1
    layer = _layer(create(name, scale=16))

    def loss(embeddings: Tensor, centres: Tensor) -> Tensor:
        return torch.func.functional_call(layer, {"centres": centres}, (embeddings, labels, 1)).loss

    centres = layer.centres.detach().clone().requires_grad_()
    assert torch.autograd.gradcheck(loss, (embeddings, centres), eps=1e-7, atol=1e-5)


@pytest.mark.parametrize("name", ["ArcFaceLoss", "CosFaceLoss"])
def test_equals_pytorch_metric_learning(name: str, batch: tuple[Tensor, Tensor]) -> None:
    from pytorch_metric_learning import losses

    embeddings, labels = batch
    layer = _layer(name.removesuffix("Loss").lower())
    with torch.no_grad():
        layer.centres[labels[0]] = 0.1 - embeddings[0] / 20  # theta + m beyond pi, too
    options = {"margin": math.degrees(0.5)} if name == "ArcFaceLoss" else {}
    peer = getattr(losses, name)(num_classes=C, embedding_size=D, scale=64, **options).double()
    peer.W.data = layer.centres.detach().T.clone()
    theirs, ours = peer(embeddings, labels), layer(embeddings, labels, 0).loss
    torch.testing.assert_close(ours, theirs, rtol=1e-6, atol=1e-6)
    (of_ours,) = torch.autograd.grad(ours, embeddings)
    (of_theirs,) = torch.autograd.grad(theirs, embeddings)
    torch.testing.assert_close(of_ours, of_theirs, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("name", HEADS)
def test_samples_without_a_class_do_not_count(name: str, batch: tuple[Tensor, Tensor]) -> None:
    embeddings, labels = batch
    mixed = labels.clone()
    mixed[N // 2 :] = -1
    layer = _layer(create(name, scale=16))  # the margins of the first half are drawn first
    half = layer(embeddings[: N // 2], labels[: N // 2], 5)
    result = layer(embeddings, mixed, 5)
    for field in ("loss", "cross_entropy", "regulariser", "own_cosine"):
        torch.testing.assert_close(getattr(result, field), getattr(half, field))
    (gradient,) = torch.autograd.grad(result.loss, embeddings)
    assert (gradient[N // 2 :] == 0).all()
    assert gradient[: N // 2].abs().min(dim=1).values.all()


def test_a_batch_without_any_class_costs_nothing(batch: tuple[Tensor, Tensor]) -> None:
    embeddings, _ = batch
    result = _layer("elasticface_arc+")(embeddings, torch.full((N,), -1), 0)
    result.loss.backward()
    assert result.loss.item() == 0
    assert (embeddings.grad == 0).all()


def test_random_margins_follow_seed_and_step_alone(batch: tuple[Tensor, Tensor]) -> None:
    layer = _layer("elasticface_arc")
    first, other = layer(*batch, 0).loss.item(), layer(*batch, 1).loss.item()
    assert first != other
    torch.rand(5)
    assert layer(*batch, 0).loss.item() == first
    assert _layer("elasticface_arc")(*batch, 0).loss.item() == first


@pytest.mark.parametrize("name", HEADS)
@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
def test_half_precision_stays_finite(name: str, dtype: torch.dtype) -> None:
    layer = ClassificationLayer(create(name), 512, Shard(50))
    signs = torch.where(torch.arange(50) % 2 == 0, 40.0, -40.0).unsqueeze(1)
    embeddings = (layer.centres.detach() * signs / 0.226).to(dtype).requires_grad_()  # at 0 and pi from their centres
    with torch.autocast("cpu", torch.bfloat16):
        result = layer(embeddings, torch.arange(50), 0)
    result.loss.backward()
    assert result.loss.dtype == torch.float32
    assert result.loss.isfinite()
    assert embeddings.grad.isfinite().all()
    assert layer.centres.grad.isfinite().all()


def test_autocast_rounds_nothing(batch: tuple[Tensor, Tensor]) -> None:
    embeddings, labels = batch[0].float(), batch[1]
    layer = _layer().float()
    exact = layer(embeddings, labels, 0).loss
    with torch.autocast("cpu", torch.bfloat16):
        assert layer(embeddings, labels, 0).loss == exact


@pytest.mark.parametrize("rate", [0.1, 0.5])
def test_sampling_keeps_the_own_classes_and_is_a_softmax_over_the_sample(
    rate: float, batch: tuple[Tensor, Tensor]
) -> None:
    embeddings, labels = batch
    layer = _layer(create("cosface", scale=16), rate=rate)
    result = layer(embeddings, labels, 2)
    result.loss.backward()
    assert layer.centres.grad.is_sparse
    chosen = layer.centres.grad.coalesce().indices()[0].tolist()
    assert set(labels.tolist()) <= set(chosen)
    assert len(chosen) == max(math.ceil(rate * C), N)
    cosine = (_unit(embeddings) @ _unit(layer.centres).T)[:, chosen]
    own = np.array([chosen.index(label) for label in labels.tolist()])
    cosine[np.arange(N), own] -= 0.35
    assert result.loss.item() == pytest.approx(_softmax_loss(16 * cosine, own), abs=1e-9)


def test_negatives_change_with_the_step_and_all_get_their_turn() -> None:
    layer = _layer(rate=0.2)
    embeddings, labels = torch.randn(2, D, dtype=torch.float64), torch.tensor([0, 29])
    seen = []
    for step in range(60):
        layer.zero_grad()
        layer(embeddings, labels, step).loss.backward()
        seen.append(tuple(layer.centres.grad.coalesce().indices()[0].tolist()))
    assert len(set(seen)) > 50
    assert set().union(*seen) == set(range(C))


def test_evaluation_compares_with_all_classes(batch: tuple[Tensor, Tensor]) -> None:
    torch.testing.assert_close(_layer(rate=0.1).eval()(*batch, 0).loss, _layer()(*batch, 0).loss)


def test_random_centres_are_the_papers_and_the_same_for_any_number_of_ranks() -> None:
    classes = 10_000
    whole = ClassificationLayer(create("arcface"), 16, Shard(classes)).centres
    assert whole.mean().item() == pytest.approx(0, abs=1e-4)
    assert whole.std().item() == pytest.approx(0.01, rel=0.01)
    assert len(whole.unique(dim=0)) == classes
    parts = [ClassificationLayer(create("arcface"), 16, Shard(classes, rank, 3)).centres for rank in range(3)]
    assert torch.equal(torch.cat(parts), whole)
    assert not torch.equal(whole, ClassificationLayer(create("arcface"), 16, Shard(classes), seed=1).centres)


def test_centres_can_start_from_templates() -> None:
    templates = torch.randn(C, D) * 5
    templates[7] = 0
    layer = ClassificationLayer(create("arcface"), D, Shard(C, 1, 2))
    before = layer.centres.detach().clone()
    layer.start_from(templates)
    share = templates[C // 2 :]
    torch.testing.assert_close(torch.cosine_similarity(layer.centres, share), torch.ones(C // 2))
    torch.testing.assert_close(layer.centres.norm(dim=1), torch.full((C // 2,), 0.01 * math.sqrt(D)))
    layer = ClassificationLayer(create("arcface"), D, Shard(C, 0, 2))
    before = layer.centres.detach().clone()
    layer.start_from(templates)
    assert torch.equal(layer.centres[7], before[7])


def test_saved_centres_load_on_any_number_of_ranks_and_must_fit() -> None:
    saved = torch.randn(C, D)
    shares = [ClassificationLayer(create("arcface"), D, Shard(C, rank, 4)) for rank in range(4)]
    for layer in shares:
        layer.load_centres(saved)
    assert torch.equal(torch.cat([layer.centres.detach() for layer in shares]), saved)
    for wrong in (saved[:-1], saved[:, 1:]):
        for method in (shares[0].load_centres, shares[0].start_from):
            with pytest.raises(TrainerError, match=r"the data and the network need \(30, 8\)"):
                method(wrong)


@pytest.mark.parametrize("rate", [0, -0.5, 1.5])
def test_impossible_rates_are_refused(rate: float) -> None:
    with pytest.raises(TrainerError, match="sampling rate"):
        _layer(rate=rate)
