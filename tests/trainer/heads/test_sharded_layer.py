"""Two gloo processes against one, on the same global batches: losses, gradients and trained weights agree."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, distributed, multiprocessing, nn
from torch.nn.parallel import DistributedDataParallel

from trainer.heads.layer import ClassificationLayer
from trainer.heads.registry import HEADS, create
from trainer.heads.row_sgd import RowSGD
from trainer.heads.shard import Shard
from trainer.losses.distillation import distillation_loss

RANKS, N, D, C, STEPS = 2, 6, 8, 21, 3
EVEN = 40  # classes, when shares shall be of one size
Run = dict[str, Any]


def _batch(step: int) -> tuple[Tensor, Tensor]:
    rng = np.random.default_rng(step)
    labels = rng.integers(0, C, RANKS * N)
    labels[[1, 8, 9]] = -1  # unevenly spread over the ranks
    return torch.tensor(rng.normal(size=(RANKS * N, 5))), torch.tensor(labels)


def _train(name: str, *, rate: float = 1.0, distillation: float = 0.0, classes: int = C, labelled: bool = True) -> Run:
    """A few steps of a linear backbone under a head, by this process or by all of its group."""
    torch.manual_seed(0)
    backbone: nn.Module = nn.Linear(5, D).double()
    with torch.no_grad():
        backbone.weight.mul_(40)  # lengths within MagFace's range
    shard = Shard.of_this_process(classes)
    layer = ClassificationLayer(create(name, scale=16), D, shard, rate=rate, seed=1).double()
    layer.start_from(torch.randn(classes, D, dtype=torch.float64))
    if shard.ranks > 1:
        backbone = DistributedDataParallel(backbone)
    optimisers = (
        torch.optim.SGD(backbone.parameters(), lr=0.1, momentum=0.9),
        RowSGD(layer.parameters(), lr=0.1, weight_decay=5e-4),
    )
    run: Run = {"rate": rate, "losses": [], "gradients": [], "chosen": []}
    for step in range(STEPS):
        x, labels = (part[shard.rank * N : (shard.rank + 1) * N] if shard.ranks > 1 else part for part in _batch(step))
        labels = labels if labelled else torch.full_like(labels, -1)
        embeddings = backbone(x)
        result = layer(embeddings, labels, step)
        loss = result.loss + distillation * distillation_loss(embeddings, x @ torch.ones(5, D, dtype=x.dtype))
        for optimiser in optimisers:
            optimiser.zero_grad()
        loss.backward()
        run["losses"].append([result.cross_entropy.item(), result.regulariser.item(), result.own_cosine.item()])
        run["gradients"].append([p.grad.clone() for p in backbone.parameters()])
        if rate == 1:
            run["gradients"][-1].append(shard.collect(layer.centres.grad))
        else:
            run["chosen"].append((layer.centres.grad.coalesce().indices()[0] + shard.start).tolist())
        for optimiser in optimisers:
            optimiser.step()
    run["backbone"] = [p.detach() for p in backbone.parameters()]
    run["centres"] = shard.collect(layer.centres)
    run["momentum"] = shard.collect(optimisers[1].state[layer.centres]["momentum_buffer"])
    return run


CASES: dict[str, dict[str, Any]] = {
    **{name: {"name": name} for name in HEADS},
    "distillation": {"name": "elasticface_arc", "distillation": 100.0},
    "sampled": {"name": "elasticface_arc", "rate": 0.3},
    "unlabelled": {"name": "elasticface_arc", "rate": 0.4, "classes": EVEN, "labelled": False},
}


def _worker(rank: int, folder: Path) -> None:
    torch.set_num_threads(1)
    distributed.init_process_group("gloo", init_method=f"file://{folder}/store", rank=rank, world_size=RANKS)
    torch.save({case: _train(**options) for case, options in CASES.items()}, folder / f"{rank}.pt")
    distributed.destroy_process_group()


@pytest.fixture(scope="module")
def two_ranks(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Run]]:
    folder = tmp_path_factory.mktemp("ranks")
    multiprocessing.spawn(_worker, args=(folder,), nprocs=RANKS)
    return [torch.load(folder / f"{rank}.pt", weights_only=True) for rank in range(RANKS)]


@pytest.mark.parametrize("case", [*HEADS, "distillation"])
def test_two_ranks_equal_one_at_the_same_global_batch(case: str, two_ranks: list[dict[str, Run]]) -> None:
    one = _train(**CASES[case])
    for rank in range(RANKS):
        two = two_ranks[rank][case]
        np.testing.assert_allclose(two["losses"], one["losses"], rtol=1e-9, atol=1e-9)
        torch.testing.assert_close(two["backbone"], one["backbone"], rtol=1e-9, atol=1e-9)
        for ours, expected in zip(two["gradients"], one["gradients"], strict=True):
            torch.testing.assert_close(ours[:2], expected[:2], rtol=1e-9, atol=1e-9)
    first = two_ranks[0][case]
    for ours, expected in zip(first["gradients"], one["gradients"], strict=True):
        torch.testing.assert_close(ours[2], expected[2], rtol=1e-9, atol=1e-9)
    for part in ("centres", "momentum"):
        torch.testing.assert_close(first[part], one[part], rtol=1e-9, atol=1e-9)
        assert two_ranks[1][case][part] is None


def test_each_rank_samples_its_own_classes_and_keeps_the_batchs(two_ranks: list[dict[str, Run]]) -> None:
    for step in range(STEPS):
        own = {label for label in _batch(step)[1].tolist() if label >= 0}
        shares = [set(two_ranks[rank]["sampled"]["chosen"][step]) for rank in range(RANKS)]
        assert own <= shares[0] | shares[1]
        assert max(shares[0]) < C // RANKS <= min(shares[1])
    losses = [two_ranks[rank]["sampled"]["losses"] for rank in range(RANKS)]
    np.testing.assert_allclose(losses[0], losses[1])


def test_ranks_draw_different_negatives(two_ranks: list[dict[str, Run]]) -> None:
    first, second = (two_ranks[rank]["unlabelled"]["chosen"][0] for rank in range(RANKS))
    assert first != [label - EVEN // RANKS for label in second]


def test_one_process_needs_no_process_group() -> None:
    assert not distributed.is_initialized()
    assert np.isfinite(_train("elasticface_arc", rate=0.3)["losses"]).all()
