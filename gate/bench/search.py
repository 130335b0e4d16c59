"""Exact search beside numpy and faiss: time of one search, memory of a template."""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gate.bench.compare import Comparison, compare
from gate.gallery.index import Index
from gate.vision.types import Template

SIZES = (1_000, 10_000, 100_000, 1_000_000)
DIMS = (128, 512)
_COPIES = 5
"""Of the templates as float32: so much memory is needed at most, peers' indexes one after the other; names on top."""
_NAMES = 2_000
"""Bytes for each person."""


@dataclass(frozen=True)
class Searched:
    """Our search beside one peer's."""

    templates: int
    dim: int
    comparison: Comparison
    same: bool
    """The peer finds the same first two; of SQ8, which is not exact, it need not."""
    ours_bytes: float
    """Of the index, for each template, beside the vectors themselves as float32 (4 bytes a number)."""


def search(*, templates: int, dim: int, per_person: int = 1, pairs: int = 100) -> Iterator[Searched]:
    """Search a gallery of random templates, in turn with each peer.

    One thread each: what is compared is the work, and the machine may be shared.

    Args:
        templates: How many.
        dim: Their length.
        per_person: How many belong to one person. Peers search templates and know nothing of people: with one for each
            person both do the same job.
        pairs: How often.
    """
    vectors = _templates(templates, dim)
    owners = [f"person {row // per_person}" for row in range(templates)]
    before = resident()
    index = Index(
        revision=1, template_space="space", names=dict(zip(owners, owners, strict=True)), owners=owners, vectors=vectors
    )
    spent = (resident() - before) / templates
    probe = Template(vectors[0], "space", 1.0)
    match = index.search(probe)
    assert match is not None
    assert match.runner_up is not None
    first = {match.best.person, match.runner_up.person}
    for name, peer in _peers(vectors, per_person):
        result = compare(
            f"search {templates:,} x {dim}",
            lambda: index.search(probe),
            partial(peer, probe.vector),
            name,
            pairs,
        )
        theirs = {owners[row] for row in peer(probe.vector)}
        yield Searched(templates, dim, result, first == theirs, spent)


def all_sizes(pairs: int = 60) -> Iterator[Searched]:
    """The sizes and lengths of the report that fit into memory now."""
    for dim in DIMS:
        for templates in SIZES:
            if templates * (_COPIES * 4 * dim + _NAMES) < _free():
                yield from search(templates=templates, dim=dim, pairs=max(pairs * 10_000 // (templates + 10_000), 10))


def _templates(count: int, dim: int) -> NDArray[np.float32]:
    vectors = np.random.default_rng(0).standard_normal((count, dim), dtype=np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors


def _peers(
    vectors: NDArray[np.float32], per_person: int
) -> Iterator[tuple[str, Callable[[NDArray[np.float32]], NDArray[np.intp]]]]:
    starts = np.arange(0, len(vectors), per_person)

    def by_numpy(probe: NDArray[np.float32]) -> NDArray[np.intp]:
        scores = vectors @ probe
        best = np.maximum.reduceat(scores, starts) if per_person > 1 else scores
        return np.argpartition(best, -2)[-2:] * per_person

    yield "numpy", by_numpy
    try:
        faiss: Any = importlib.import_module("faiss")
    except ImportError:
        return
    faiss.omp_set_num_threads(1)
    dim = vectors.shape[1]
    quantised = partial(faiss.IndexScalarQuantizer, dim, faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT)
    for name, make in (("faiss Flat", partial(faiss.IndexFlatIP, dim)), ("faiss SQ8", quantised)):
        index = make()
        if not index.is_trained:
            index.train(vectors[:20_000])
        index.add(vectors)
        yield name, partial(_by_faiss, index)
        index.reset()


def _by_faiss(index: Any, probe: NDArray[np.float32]) -> NDArray[np.intp]:
    first_two: NDArray[np.intp] = index.search(probe[None], 2)[1][0]
    return first_two


def resident() -> int:
    """Bytes of memory that this process holds for itself: not the pages of files, which a kernel takes back at will."""
    pages = Path("/proc/self/statm").read_text().split()
    return (int(pages[1]) - int(pages[2])) * os.sysconf("SC_PAGE_SIZE")


def _free() -> int:
    """Bytes of memory that can be had."""
    lines = Path("/proc/meminfo").read_text().splitlines()
    return next(1024 * int(line.split()[1]) for line in lines if line.startswith("MemAvailable"))
