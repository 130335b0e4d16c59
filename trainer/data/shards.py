"""Shards: what one process makes of a stretch of a collection, in two files that appear whole or not at all."""

from __future__ import annotations

import hashlib
import io
import multiprocessing
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engines.files import write_atomically
from gate.vision.detector import Detector
from trainer.data.detect import open_detector
from trainer.data.prepared import FACE, shard_path
from trainer.data.source import FaceDataset
from trainer.data.usable import Unusable, make_usable

SHARD = 512
"""Pictures of the collection in one shard: what a kill can cost each process."""


@dataclass(frozen=True, eq=False)
class Found:
    """What the work on a shard found; its `.npz`."""

    rows: NDArray[np.void]
    """(n,) `FACE`; `person` is not known yet."""
    people: NDArray[np.str_]
    """(n,) the name of the person on each."""
    unusable: NDArray[np.str_]
    """(m, 2) where a picture that can't be used comes from, and why."""
    digest: NDArray[np.uint8]
    """SHA-256 of the pictures."""

    @classmethod
    def read(cls, path: Path) -> Found:
        """Read a finished shard's file."""
        with np.load(path) as arrays:
            return cls(**arrays)

    def write(self, path: Path) -> None:
        """Write it."""
        buffer = io.BytesIO()
        np.savez(buffer, **vars(self))
        write_atomically(path, buffer.getvalue())


def found_path(folder: Path, shard: int) -> Path:
    """Where a shard's findings lie; the file is there when the shard is finished."""
    return shard_path(folder, shard).with_suffix(".npz")


class ShardMaker:
    """Makes shards by number. Pickled to worker processes, where it opens its own detector."""

    def __init__(self, dataset: FaceDataset, out: Path, *, aligned: bool) -> None:
        self._dataset, self._out, self._aligned = dataset, out, aligned
        self._detector: Detector | None = None

    def __call__(self, shard: int) -> tuple[int, int]:
        """Make the shard unless it is there; the numbers of its pictures and of the unusable ones among them."""
        path = found_path(self._out, shard)
        if not path.is_file():
            self._make(shard).write(path)
        found = Found.read(path)
        return len(found.rows) + len(found.unusable), len(found.unusable)

    def _make(self, shard: int) -> Found:
        self._detector = self._detector or open_detector()
        data = bytearray()
        rows, people, unusable = [], [], []
        for index in range(shard * SHARD, min((shard + 1) * SHARD, len(self._dataset))):
            picture = self._dataset.read(index)
            made = make_usable(picture.encoded, self._detector, aligned=self._aligned)
            if isinstance(made, Unusable):
                unusable.append((picture.origin, made.reason))
                continue
            rows.append((shard, len(data), len(made.encoded), -1, index, made.landmarks))
            people.append(picture.person)
            data += made.encoded
        write_atomically(shard_path(self._out, shard), bytes(data))
        return Found(
            np.array(rows, FACE),
            np.array(people, np.str_),
            np.array(unusable, np.str_).reshape(-1, 2),
            np.frombuffer(hashlib.sha256(data).digest(), np.uint8),
        )


@contextmanager
def pool(make: ShardMaker, workers: int) -> Iterator[Callable[[Iterable[int]], Iterable[tuple[int, int]]]]:
    """Makes several shards at once: gives a function from their numbers to their counts, in the same order.

    Args:
        make: the work.
        workers: processes; 1 works in this one.
    """
    if workers == 1:
        yield lambda shards: map(make, shards)
        return
    context = multiprocessing.get_context("spawn")  # a fork would copy the locks of this process's threads
    with context.Pool(workers, _start_process, (make,)) as processes:
        yield lambda shards: processes.imap(_make_here, shards)


_make: ShardMaker
"""Of this worker process: sent once, not with every shard."""


def _start_process(make: ShardMaker) -> None:
    global _make
    _make = make


def _make_here(shard: int) -> tuple[int, int]:
    return _make(shard)
