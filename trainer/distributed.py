"""The ranks of a run: one process, or those that `torchrun` started."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

import torch
from torch import distributed

from trainer.errors import TrainerError
from trainer.memory import keep_freed_memory

_LONGEST_WAIT = timedelta(hours=3)
"""For each other: the first rank may compute a teacher's templates of a whole collection meanwhile."""


@dataclass(frozen=True)
class Ranks:
    """This process among the others."""

    rank: int
    ranks: int
    device: torch.device

    @property
    def first(self) -> bool:
        """Whether this process writes and prints."""
        return self.rank == 0

    def wait(self) -> None:
        """Until all ranks are here."""
        if self.ranks > 1:
            distributed.barrier()

    def any(self, flag: bool) -> bool:
        """Whether a flag is up on any rank; all must ask."""
        if self.ranks == 1:
            return flag
        flags = torch.tensor(float(flag), device=self.device)
        distributed.all_reduce(flags, distributed.ReduceOp.MAX)
        return bool(flags.item())

    def mean(self, values: torch.Tensor) -> torch.Tensor:
        """The mean over ranks; all must ask."""
        if self.ranks == 1:
            return values
        values = values.clone()
        distributed.all_reduce(values)
        return values / self.ranks


ALONE = Ranks(0, 1, torch.device("cpu"))
"""A process without others, that needs no GPU."""


@contextmanager
def join_ranks(device: str) -> Iterator[Ranks]:
    """Join the group that `torchrun` names in the environment, if it does; leave it in the end.

    Args:
        device: "auto", "cpu" or "cuda"; each process of a machine takes the GPU of its local rank.

    Raises:
        TrainerError: a GPU was asked for, and there is none for this process.
    """
    chosen = _device(device, int(os.environ.get("LOCAL_RANK", "0")))
    if chosen.type == "cuda":
        torch.cuda.set_device(chosen)
        torch.backends.cudnn.benchmark = True  # all batches have one size
    else:
        keep_freed_memory()
    if int(os.environ.get("WORLD_SIZE", "1")) == 1:
        yield Ranks(0, 1, chosen)
        return
    distributed.init_process_group("nccl" if chosen.type == "cuda" else "gloo", timeout=_LONGEST_WAIT)
    try:
        yield Ranks(distributed.get_rank(), distributed.get_world_size(), chosen)
    finally:
        distributed.destroy_process_group()


def _device(name: str, local_rank: int) -> torch.device:
    gpus = torch.cuda.device_count()
    if name == "cpu" or (name == "auto" and gpus == 0):
        return torch.device("cpu")
    if local_rank >= gpus:
        raise TrainerError(
            f"GPU {local_rank} was asked for (training.device: {name}), but torch sees {gpus}: install a driver and a "
            "torch built for it, start fewer processes, or say --set training.device=cpu"
        )
    return torch.device("cuda", local_rank)
