"""Views in batches, made by worker processes while the networks compute."""

from __future__ import annotations

import atexit
import os
import signal
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.utils.data import DataLoader

from gate.vision.types import Crop
from trainer.data.crop import clean_crop
from trainer.data.prepared import PreparedFaces
from trainer.data.sampler import Batches
from trainer.data.views import View, Views
from trainer.errors import TrainerError

_Key = TypeVar("_Key")
_KeyIn = TypeVar("_KeyIn", contravariant=True)
_Item = TypeVar("_Item")
_ItemOut = TypeVar("_ItemOut", covariant=True)
_Batch = TypeVar("_Batch")


class _Items(Protocol[_KeyIn, _ItemOut]):
    def __getitem__(self, key: _KeyIn) -> _ItemOut: ...


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
        )


def batches(views: Views, order: Batches, *, workers: int, pin: bool) -> Generator[Batch, None, None]:
    """All batches of a run, in order. Closing it ends the worker processes.

    Args:
        views: the pictures.
        order: which in which batch.
        workers: processes; 0 works in this one.
        pin: for a GPU.

    Raises:
        TrainerError: a picture can't be read.
    """
    return load(views, order, _collate, workers=workers, pin=pin)


def crops(faces: PreparedFaces, pictures: Sequence[int], *, batch: int, workers: int) -> Iterator[Tensor]:
    """The faces of some pictures as they were photographed: (N, 3, H, W) uint8 RGB, in order.

    Raises:
        TrainerError: a picture can't be read.
    """
    parts = [list(pictures[start : start + batch]) for start in range(0, len(pictures), batch)]
    return load(_Crops(faces), parts, stack, workers=workers, pin=False)


class _Crops:
    def __init__(self, faces: PreparedFaces) -> None:
        self._faces = faces

    def __getitem__(self, picture: int) -> Crop:
        return clean_crop(self._faces.photo(picture))


def load(
    items: _Items[_Key, _Item],
    order: Iterable[list[_Key]],
    collate: Callable[[Sequence[_Item]], _Batch],
    *,
    workers: int,
    pin: bool,
) -> Generator[_Batch, None, None]:
    """Items in batches, made by worker processes. Closing it ends them.

    Args:
        items: by key; they may raise TrainerError.
        order: the keys of each batch.
        collate: makes a batch of items.
        workers: processes; 0 works in this one.
        pin: for a GPU.

    Raises:
        TrainerError: as the items do.
    """
    loader: DataLoader[_Batch | TrainerError] = DataLoader(
        _Caught(items),  # type: ignore[arg-type]  # keys need not be numbers
        batch_sampler=order,
        num_workers=workers,
        collate_fn=_Collate(collate),
        pin_memory=pin,
        worker_init_fn=_start_worker,
        multiprocessing_context="spawn" if workers else None,  # a fork would copy the locks of our threads
        prefetch_factor=4 if workers else None,
    )
    with _signals_held_back():
        made = iter(loader)
    for batch in made:
        if isinstance(batch, TrainerError):
            raise batch
        yield batch


_STOPPING = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def _signals_held_back() -> Iterator[None]:
    """Processes started in this block begin with the signals blocked that ask a run to stop."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _STOPPING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _start_worker(_worker: int) -> None:
    """Leave the run's process group: Ctrl-C and `torchrun` signal all of it, but only the run decides when to stop."""
    os.setpgid(0, 0)
    for number in _STOPPING:
        signal.signal(number, signal.SIG_IGN)  # forgets one that came meanwhile
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPPING)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # from the run itself
    cv2.setNumThreads(0)  # there are as many workers as cores to use
    torch.set_num_threads(1)
    # The thread that hands batches on may be in C++ when the interpreter is taken down, and the process aborts then.
    atexit.register(os._exit, 0)


class _Caught(Generic[_Key, _Item]):
    """Hands errors on as values: raised in a worker they would arrive with its traceback in their text."""

    def __init__(self, items: _Items[_Key, _Item]) -> None:
        self._items = items

    def __getitem__(self, key: _Key) -> _Item | TrainerError:
        try:
            return self._items[key]
        except TrainerError as error:
            return error


class _Collate(Generic[_Item, _Batch]):
    """Makes a batch, or hands an error on."""

    def __init__(self, collate: Callable[[Sequence[_Item]], _Batch]) -> None:
        self._collate = collate

    def __call__(self, items: Sequence[_Item | TrainerError]) -> _Batch | TrainerError:
        made = []
        for item in items:
            if isinstance(item, TrainerError):
                return item
            made.append(item)
        return self._collate(made)


def _collate(views: Sequence[View]) -> Batch:
    for_teacher = [view.teacher for view in views if view.teacher is not None]
    return Batch(
        picture=torch.tensor([view.picture for view in views]),
        student=stack([view.student for view in views]),
        teacher=stack(for_teacher) if for_teacher else None,
        mirrored=torch.tensor([view.mirrored for view in views]),
    )


def stack(crops: Sequence[NDArray[np.uint8]]) -> Tensor:
    """Equal (H, W, 3) crops as (N, 3, H, W) uint8, strided as channels_last."""
    return torch.from_numpy(np.stack(crops)).permute(0, 3, 1, 2)
