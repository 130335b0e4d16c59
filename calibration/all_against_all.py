"""All images against all, in blocks: genuine comparisons in full, impostors as an exact tail and a histogram."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calibration.comparisons import Comparisons, ImageSet, join
from calibration.metrics.scores import Scores
from calibration.tail import Tail

BINS = 1 << 16
"""Bins of the histogram below the tail, over cosines -1 to 1: 3.1e-5 wide."""

TAIL = 0.02
"""The share of the comparisons that is kept exactly: thresholds for a false match rate of 1e-2 and less lie there.

Twice that rate, so that the replicates of a bootstrap, whose people weigh differently, find theirs there too.
"""

_BLOCK = 1 << 22
"""Scores computed at once: 16 MiB."""


@dataclass(frozen=True, eq=False)
class AllAgainstAll:
    """Every probe against every reference, or every two images of one set once."""

    genuine: Comparisons
    tail: Comparisons
    """The highest impostor scores, the highest first."""
    histogram: NDArray[np.int64]
    """(BINS,): how many of the other impostor scores lie in each bin."""
    probe_people: NDArray[np.int64]
    reference_people: NDArray[np.int64]
    symmetric: bool
    """Whether every two images are compared once: probes and references show the same images, row by row."""
    excluded: tuple[tuple[int, int], ...]

    @property
    def impostors(self) -> int:
        """Number of impostor comparisons."""
        return int(self.histogram.sum()) + len(self.tail)

    @property
    def subjects(self) -> int:
        """Number of people on the images."""
        return int(np.union1d(self.probe_people, self.reference_people).size)

    def genuine_scores(self) -> Scores:
        """All genuine scores."""
        return Scores.of(self.genuine.scores)

    def impostor_scores(self) -> Scores:
        """All impostor scores: exact in the tail; below it each stands for its bin, within 1.6e-5 of the score."""
        centres = ((np.arange(BINS) + 0.5) * (2 / BINS) - 1).astype(np.float32)
        if len(self.tail):
            centres = np.minimum(centres, self.tail.scores[-1])
        return Scores.of(
            np.concatenate([centres, self.tail.scores]), np.concatenate([self.histogram, np.ones(len(self.tail))])
        )

    def impostor_weight(self, drawn: NDArray[np.int64]) -> float:
        """The weight of all impostor comparisons when each person was drawn so often: products of both people's."""
        probes = drawn * np.bincount(self.probe_people, minlength=drawn.size)
        references = drawn * np.bincount(self.reference_people, minlength=drawn.size)
        weight = probes.sum() * references.sum() - probes @ references
        for a, b in self.excluded:
            weight -= probes[a] * references[b] + probes[b] * references[a]
        return float(weight) / (2 if self.symmetric else 1)


def all_against_all(
    probes: ImageSet,
    references: ImageSet | None = None,
    *,
    once: bool = False,
    excluded: Sequence[tuple[int, int]] = (),
    tail: float = TAIL,
) -> AllAgainstAll:
    """Compare every probe with every reference, or every two images of one set once.

    Time grows with the number of comparisons (some 30 ns each on one core), memory only with the tail and the genuine
    pairs.

    Args:
        probes: the probe images; compared among themselves where `references` is None.
        references: the reference images, in any order: people, not rows, tell genuine from impostor.
        once: probes and references show the same images, row by row, in two states (masked and bare): compare every
            two images once, each image as often as probe and as reference, and none with itself.
        excluded: pairs of people whose comparisons count neither as genuine nor as impostor (doubtful labels).
        tail: the share of the comparisons whose scores are kept exactly.
    """
    alone = references is None
    symmetric = alone or once
    other = references or probes
    rows, columns = len(probes.vectors), len(other.vectors)
    comparisons = rows * (rows - 1) // 2 if symmetric else rows * columns
    highest = Tail(keep=math.ceil(comparisons * tail) + 1)
    histogram = np.zeros(BINS, dtype=np.int64)
    genuine: list[Comparisons] = []
    step = max(1, _BLOCK // max(columns, 1))
    for row in range(0, rows, step):
        column = row if alone else 0  # left of its diagonal a symmetric table was seen before
        scores = probes.vectors[row : row + step] @ other.vectors[column:].T
        here, there = probes.people[row : row + step], other.people[column:]
        wanted = np.ones(scores.shape, dtype=bool)
        if alone:
            wanted = np.triu(wanted, k=1)
        elif once:
            wanted = _once(row, *scores.shape)
        for a, b in excluded:
            wanted[np.ix_(here == a, there == b)] = False
            wanted[np.ix_(here == b, there == a)] = False
        same = here[:, None] == there
        genuine.append(_pick(scores, wanted & same, row, column))
        wanted &= ~same
        histogram += np.bincount(_bins(scores[wanted]), minlength=BINS)
        highest.add(_pick(scores, wanted & (scores >= highest.cutoff), row, column))
    top = highest.highest_first()
    return AllAgainstAll(
        genuine=join(genuine),
        tail=top,
        histogram=histogram - np.bincount(_bins(top.scores), minlength=BINS),
        probe_people=probes.people,
        reference_people=other.people,
        symmetric=symmetric,
        excluded=tuple(excluded),
    )


def _once(row: int, rows: int, columns: int) -> NDArray[np.bool_]:
    """(rows, columns), from a row on: of (i, j) and (j, i) just one, in turn the one below and above the diagonal."""
    i, j = np.arange(row, row + rows)[:, None], np.arange(columns)
    wanted: NDArray[np.bool_] = (i != j) & ((i < j) == ((i + j) % 2 == 0))
    return wanted


def _pick(scores: NDArray[np.float32], mask: NDArray[np.bool_], row: int, column: int) -> Comparisons:
    probes, references = np.nonzero(mask)
    return Comparisons(scores[mask], (probes + row).astype(np.int32), (references + column).astype(np.int32))


def _bins(scores: NDArray[np.float32]) -> NDArray[np.int32]:
    """Which bin each cosine falls in; rounding may carry the product of unit vectors a little beyond 1."""
    scaled = (scores + np.float32(1)) * np.float32(BINS / 2)
    bins: NDArray[np.int32] = np.clip(scaled, 0, BINS - 1).astype(np.int32)
    return bins
