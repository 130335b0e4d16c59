"""Who stands in two places: training people among a report set's, one person under two names, one picture twice.

A recogniser that has seen the people it is reported on looks better than it is, and one person under two names teaches
it to tell a face from itself. Labels don't show it; the teacher's templates do, and a person decides by eye.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trainer.data.judged import Kind, Pair

_ROWS = 1024
"""Pictures that are compared with all others at once."""


@dataclass(frozen=True, eq=False)
class Gathered:
    """Pictures of several people with their templates. N pictures."""

    vectors: NDArray[np.float32]
    """(N, D), norm 1 each."""
    people: NDArray[np.str_]
    """(N,) COLLECTION/PERSON."""
    pictures: Sequence[str]
    """(N,) each one's name in its collection."""

    def typical(self, person: str) -> int:
        """The person's picture that is nearest to the mean of all of theirs."""
        rows = np.flatnonzero(self.people == person)
        return int(rows[np.argmax(self.vectors[rows] @ self.vectors[rows].sum(axis=0))])


@dataclass(frozen=True)
class Candidate:
    """Two people who may be one, or two pictures."""

    pair: Pair
    rows: tuple[int, int]
    """The two pictures that are most alike: of the training pictures, and of those or the report pictures."""


def find_candidates(training: Gathered, report: Gathered | None, *, threshold: float, near: float) -> list[Candidate]:
    """All pairs worth a look, by kind, and within a kind the most alike first.

    Args:
        training: what is trained on.
        report: what is reported on, if it is to be compared.
        threshold: the cosine of any two pictures from which two people are candidates.
        near: the cosine from which two training pictures are nearly one.
    """
    found = [] if report is None else _of_people("report", training, report, threshold)
    found += _of_people("double", training, training, threshold)
    rows, columns, scores = _alike(training.vectors, training.vectors, near)
    below = rows < columns
    for row, column, score in zip(rows[below], columns[below], scores[below], strict=True):
        found.append(_candidate("duplicate", training, training, int(row), int(column), float(score)))
    order = {"report": 0, "double": 1, "duplicate": 2}
    return sorted(found, key=lambda one: (order[one.pair.kind], -one.pair.cosine, one.pair.people))


def _of_people(kind: Kind, first: Gathered, second: Gathered, threshold: float) -> list[Candidate]:
    """The most similar two pictures of every two people who reach the threshold."""
    rows, columns, scores = _alike(first.vectors, second.vectors, threshold)
    if first is second:
        other = (rows < columns) & (first.people[rows] != first.people[columns])
        rows, columns, scores = rows[other], columns[other], scores[other]
    best: dict[tuple[str, str], tuple[int, int, float]] = {}
    for place in np.argsort(-scores, kind="stable").tolist():
        row, column = int(rows[place]), int(columns[place])
        best.setdefault((str(first.people[row]), str(second.people[column])), (row, column, float(scores[place])))
    return [_candidate(kind, first, second, *place) for place in best.values()]


def _candidate(kind: Kind, first: Gathered, second: Gathered, row: int, column: int, score: float) -> Candidate:
    pair = Pair(
        kind,
        str(first.people[row]),
        str(second.people[column]),
        score,
        first.pictures[row],
        second.pictures[column],
    )
    return Candidate(pair, (row, column))


def _alike(
    first: NDArray[np.float32], second: NDArray[np.float32], threshold: float
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float32]]:
    """Rows, columns and cosines of all that reach a threshold."""
    parts = [(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0, np.float32))]
    for start in range(0, len(first), _ROWS):
        cosine = first[start : start + _ROWS] @ second.T
        rows, columns = np.nonzero(cosine >= threshold)
        parts.append((rows + start, columns, cosine[rows, columns]))
    rows, columns, scores = (np.concatenate(part) for part in zip(*parts, strict=True))
    return rows, columns, scores
