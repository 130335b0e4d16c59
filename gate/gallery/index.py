"""Exact cosine search over everybody enrolled: an immutable snapshot in memory.

The score of a person with several templates t_i is the probe's product with one vector, m / |m|^0.7, where m is the
mean of the t_i. With one template that is the cosine. With several it lies between the mean of their cosines (power 0)
and the cosine to their mean direction (power 1), the nearer to the latter the more they agree.

Why this rule: `docs/results/person-score.md`. At equal false match rates the mean direction nearly always beats the
best and the two best single templates, but at a threshold that was measured on single images it lets strangers match
two to four times too often (the best template: up to seven times). The damping takes just that back, so that the false
match rate beside a threshold (law 4) holds for everybody, however many templates they have.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gate.gallery.errors import GalleryError, WrongModelError
from gate.vision.types import Template

DAMPING = 0.7
"""Power of the mean's norm. Chosen on one half of CelebA's training people, confirmed on the other."""


@dataclass(frozen=True)
class Candidate:
    """One enrolled person and the cosine to a probe."""

    person: str
    """Person id."""
    name: str
    cosine: float
    """The person's score; with one template, the cosine itself."""


@dataclass(frozen=True)
class Match:
    """The two people most like a probe. It says nothing about whether the likeness is enough."""

    best: Candidate
    runner_up: Candidate | None
    """None: only one person is enrolled."""


class Index:
    """One state of the gallery, grouped by person; never changes, so threads share it freely."""

    def __init__(
        self,
        *,
        revision: int,
        template_space: str,
        names: Mapping[str, str],
        owners: Sequence[str],
        vectors: NDArray[np.float32],
    ) -> None:
        """Take the rows of a gallery.

        Args:
            revision: The gallery's revision that the rows come from.
            template_space: What the vectors can be compared with.
            names: Name by person id.
            owners: Person id of each row; a person's rows stand together.
            vectors: (N, D) float32, each of norm 1.

        Raises:
            GalleryError: a vector is not finite or not of norm 1.
        """
        norms = np.linalg.norm(vectors, axis=1)
        if not np.allclose(norms, 1.0, atol=1e-3):
            raise GalleryError("the gallery holds damaged templates: restore a backup")
        self.revision = revision
        self.template_space = template_space
        self._matrix = np.array(vectors, dtype=np.float32, order="C")
        self._matrix.setflags(write=False)
        changes = [row for row, owner in enumerate(owners) if row == 0 or owner != owners[row - 1]]
        self._bounds = np.array([*changes, len(owners)], dtype=np.intp)
        self.people: tuple[str, ...] = tuple(owners[row] for row in changes)
        """Person ids with at least one template, in the order of the columns of `scores`."""
        self._names = dict(names)
        self._fused = _fuse(self._matrix, self._bounds)

    def __len__(self) -> int:
        """How many people can be found."""
        return len(self.people)

    def name(self, person: str) -> str:
        """The name that belongs to a person id; KeyError if there is none."""
        return self._names[person]

    def vectors(self, person: str) -> NDArray[np.float32]:
        """A person's templates, (k, D), read-only; (0, D) for somebody who has none."""
        if person not in self.people:
            return self._matrix[:0]
        at = self.people.index(person)
        return self._matrix[self._bounds[at] : self._bounds[at + 1]]

    def scores(self, probes: NDArray[np.float32]) -> NDArray[np.float32]:
        """How much each probe is like each person; accepted from a threshold in cosine on.

        Args:
            probes: (N, D) float32 of norm 1, or (D,) for one.

        Returns:
            (N, P) or (P,) float32, columns as in `people`.
        """
        if not self.people:
            return np.empty((*probes.shape[:-1], 0), dtype=np.float32)
        # matrix @ vector is the product that BLAS reads straight through memory
        return self._fused @ probes if probes.ndim == 1 else probes @ self._fused.T

    def search(self, template: Template) -> Match | None:
        """The two people most like a probe; None if nobody is enrolled.

        A NaN in the probe comes out as a NaN cosine, which no decision accepts.

        Raises:
            WrongModelError: the probe comes from another template space.
        """
        if template.template_space != self.template_space:
            raise WrongModelError(
                f"the face was embedded by another model ({template.template_space[:12]}…) than the gallery's "
                f"({self.template_space[:12]}…): choose the gallery's model or run `gate reenrol`"
            )
        if not self.people:
            return None
        scores = self.scores(template.vector)
        first = int(scores.argmax())
        best = self._candidate(first, scores)
        if len(self) == 1:
            return Match(best, None)
        scores[first] = -np.inf
        return Match(best, self._candidate(int(scores.argmax()), scores))

    def _candidate(self, column: int, scores: NDArray[np.float32]) -> Candidate:
        person = self.people[column]
        return Candidate(person, self._names[person], float(scores[column]))


def _fuse(matrix: NDArray[np.float32], bounds: NDArray[np.intp]) -> NDArray[np.float32]:
    """One vector for each person, (P, D), from the rows between each two bounds."""
    if len(bounds) == 1:
        return matrix
    means = np.add.reduceat(matrix, bounds[:-1], axis=0) / np.diff(bounds)[:, None].astype(np.float32)
    norms = np.linalg.norm(means, axis=1, keepdims=True)
    return np.asarray(means / np.maximum(norms, 1e-6) ** DAMPING, dtype=np.float32)
