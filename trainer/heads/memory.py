"""What the classification layer needs on each rank, measured in a step on real processes."""

from __future__ import annotations

import os
import resource
import socket
import sys
from dataclasses import dataclass
from typing import Any

import torch
from torch import multiprocessing
from torch.multiprocessing.spawn import ProcessExitedException, spawn

from trainer.distributed import Ranks, join_ranks
from trainer.errors import TrainerError
from trainer.heads.layer import ClassificationLayer
from trainer.heads.registry import create
from trainer.heads.row_sgd import RowSGD
from trainer.heads.shard import Shard


@dataclass(frozen=True)
class HeadMemory:
    """Of the rank that needs most, in bytes."""

    classes: int
    ranks: int
    state: int
    """Centres, their gradient and momentum."""
    peak: int
    """By how much the memory in use grew at most while a step was taken: also logits and what they are made from."""


def measure(*, classes: int, ranks: int, dim: int, batch: int, rate: float) -> HeadMemory:
    """Take a training step of the layer alone with so many processes, on GPUs where each can have one.

    Args:
        classes: of the data.
        ranks: processes that share them.
        dim: elements of an embedding.
        batch: pictures of a step, over all ranks.
        rate: share of the centres that a step compares with.

    Raises:
        TrainerError: fewer classes or pictures than ranks, or a process failed.
    """
    if batch < ranks or batch % ranks:
        raise TrainerError(f"a batch of {batch} can't be shared by {ranks} ranks")
    Shard(classes, 0, ranks)
    context = multiprocessing.get_context("spawn")
    found = context.SimpleQueue()
    with socket.socket() as free:
        free.bind(("localhost", 0))
        port = free.getsockname()[1]
    try:
        spawn(_rank, (port, ranks, classes, dim, batch, rate, found), nprocs=ranks)  # type: ignore[no-untyped-call]
    except ProcessExitedException as error:
        raise TrainerError(f"a process of {ranks} ended while measuring (too little memory?): {error}") from None
    states, peaks = zip(*(found.get() for _ in range(ranks)), strict=True)
    return HeadMemory(classes, ranks, max(states), max(peaks))


def _rank(rank: int, port: int, ranks: int, classes: int, dim: int, batch: int, rate: float, found: Any) -> None:
    os.environ |= {
        "RANK": str(rank),
        "LOCAL_RANK": str(rank),
        "WORLD_SIZE": str(ranks),
        "MASTER_ADDR": "localhost",
        "MASTER_PORT": str(port),
    }
    torch.set_num_threads(max(1, torch.get_num_threads() // ranks))
    with join_ranks("auto" if torch.cuda.device_count() >= ranks else "cpu") as joined:
        before = _in_use(joined)
        layer = ClassificationLayer(create("elasticface_arc"), dim, Shard(classes, rank, ranks), rate=rate)
        layer.to(joined.device)
        optimiser = RowSGD([layer.centres], lr=0.1)
        draws = torch.Generator().manual_seed(rank)
        embeddings = torch.randn(batch // ranks, dim, generator=draws).to(joined.device).requires_grad_()
        labels = torch.randint(classes, (batch // ranks,), generator=draws).to(joined.device)
        for step in range(2):  # the momentum is made in the first
            layer(embeddings, labels, step).loss.backward()
            optimiser.step()
            gradient = layer.centres.grad
            assert gradient is not None
            held = (layer.centres, gradient, optimiser.state[layer.centres]["momentum_buffer"])
            state = sum(_size(tensor) for tensor in held)
            optimiser.zero_grad()
        found.put((state, _in_use(joined) - before))


def _size(tensor: torch.Tensor) -> int:
    values = tensor.coalesce().values() if tensor.is_sparse else tensor
    return values.numel() * values.element_size()


def _in_use(joined: Ranks) -> int:
    """The most memory that was in use so far: of a GPU, else of this process."""
    if joined.device.type == "cuda":
        return torch.cuda.max_memory_allocated()
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
