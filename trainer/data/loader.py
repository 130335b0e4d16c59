"""Views in batches, made by worker processes while the networks compute."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.utils.data import DataLoader

from trainer.data.sampler import Batches, Key
from trainer.data.views import View, Views
from trainer.errors import TrainerError


@dataclass(frozen=True, eq=False)
class Batch:
    """What one part of a step computes on."""

    picture: Tensor
    """(N,) int64."""
    student: Tensor
    """(N, 3, H, W) uint8 RGB, strided as channels_last."""
    teacher: Tensor | None
    """The same for the teacher."""
    mirrored: Tensor
    """(N,) bool."""
    masked: Tensor
    """(N,) bool."""

    def pin_memory(self) -> Batch:
        """In memory from which a GPU copies while the CPU goes on."""
        return self._each(Tensor.pin_memory)

    def to(self, device: torch.device) -> Batch:
        """On a device."""
        return self._each(lambda tensor: tensor.to(device, non_blocking=True))

    def _each(self, change: Callable[[Tensor], Tensor]) -> Batch:
        return Batch(
            change(self.picture),
            change(self.student),
            None if self.teacher is None else change(self.teacher),
            change(self.mirrored),
            change(self.masked),
        )


def batches(views: Views, order: Batches, *, workers: int, pin: bool) -> Iterator[Batch]:
    """All batches of a run, in order.

    Args:
        views: the pictures.
        order: which in which batch.
        workers: processes; 0 works in this one.
        pin: for a GPU.

    Raises:
        TrainerError: a picture can't be read.
    """
    loader: DataLoader[Batch | TrainerError] = DataLoader(
        _Caught(views),  # type: ignore[arg-type]  # keys need not be numbers
        batch_sampler=order,
        num_workers=workers,
        collate_fn=_collate,
        pin_memory=pin,
        worker_init_fn=_start_worker,
        multiprocessing_context="forkserver" if workers else None,  # a fork would copy the locks of our threads
        prefetch_factor=4 if workers else None,
    )
    for batch in loader:
        if isinstance(batch, TrainerError):
            raise batch
        yield batch


class _Caught:
    """Hands errors on as values: raised in a worker they would arrive with its traceback in their text."""

    def __init__(self, views: Views) -> None:
        self._views = views

    def __getitem__(self, key: Key) -> View | TrainerError:
        try:
            return self._views[key]
        except TrainerError as error:
            return error


def _collate(views: Sequence[View | TrainerError]) -> Batch | TrainerError:
    made = []
    for view in views:
        if isinstance(view, TrainerError):
            return view
        made.append(view)
    for_teacher = [view.teacher for view in made if view.teacher is not None]
    return Batch(
        picture=torch.tensor([view.picture for view in made]),
        student=stack([view.student for view in made]),
        teacher=stack(for_teacher) if for_teacher else None,
        mirrored=torch.tensor([view.mirrored for view in made]),
        masked=torch.tensor([view.masked for view in made]),
    )


def stack(crops: Sequence[NDArray[np.uint8]]) -> Tensor:
    """Equal (H, W, 3) crops as (N, 3, H, W) uint8, strided as channels_last."""
    return torch.from_numpy(np.stack(crops)).permute(0, 3, 1, 2)


def _start_worker(_worker: int) -> None:
    cv2.setNumThreads(0)  # there are as many workers as cores to use
    torch.set_num_threads(1)
