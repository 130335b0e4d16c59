"""Scores between the people of a gallery, as the gate would judge them: each in its own cell."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from engines.operating_point import Mask
from gate.gallery.index import MASKS, Index
from gate.gallery.types import Stored

BLOCK = 1024
"""Templates compared with all others at a time: bounds the memory."""

ThresholdFor = Callable[[Mask | None, Mask | None], float]
"""The threshold of a probe's mask and a reference's."""

Pair = frozenset[str]
"""Two person ids."""


def index_of(stored: Sequence[Stored]) -> Index:
    """These templates alone, as an index that names nobody."""
    return Index(
        revision=0,
        template_space="",
        names={},
        owners=[template.person for template in stored],
        vectors=matrix_of(stored),
        masks=[template.mask for template in stored],
    )


def matrix_of(stored: Sequence[Stored]) -> NDArray[np.float32]:
    """Their vectors, (N, D)."""
    return np.stack([template.vector for template in stored]) if stored else np.empty((0, 0), dtype=np.float32)


def cross_scores(
    stored: Sequence[Stored], index: Index, threshold_for: ThresholdFor
) -> Iterator[tuple[int, NDArray[np.float32]]]:
    """For each template, by how much it exceeds the threshold with each of the index's vectors; -inf with its own."""
    owners = np.array([person for person, _ in index.references])
    matrix = matrix_of(stored)
    offsets = {
        mask: np.array([threshold_for(mask, reference) for _, reference in index.references], dtype=np.float32)
        for mask in MASKS
    }
    for start in range(0, len(stored), BLOCK):
        block = index.scores(matrix[start : start + BLOCK])
        for row, scores in enumerate(block, start):
            excess = scores - offsets[stored[row].mask]
            excess[owners == stored[row].person] = -np.inf
            yield row, excess
