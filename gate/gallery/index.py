"""Exact cosine search over everybody enrolled: an immutable snapshot in memory.

The score of a person with several templates t_i is the probe's product with one vector, m / |m|^0.7, where m is the
mean of the t_i. With one template that is the cosine. With several it lies between the mean of their cosines (power 0)
and the cosine to their mean direction (power 1), the nearer to the latter the more they agree.

Why this rule: `docs/results/person-score.md`. At equal false match rates the mean direction nearly always beats the
best and the two best single templates, but at a threshold that was measured on single images it lets strangers match
two to four times too often (the best template: up to seven times). The damping takes just that back, so that the false
match rate beside a threshold (law 4) holds for everybody, however many templates they have.

Pictures with a mask, without one, and those of which it isn't known are joined apart, so that each product belongs to
one cell of thresholds: a person has up to three vectors, and counts with the one that exceeds its threshold the most.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from engines.operating_point import Mask
from gate.gallery.coarse import CoarseScan, fits
from gate.gallery.errors import GalleryError, WrongModelError
from gate.gallery.types import Lookalike
from gate.vision.types import Template, Vector

DAMPING = 0.7
"""Power of the mean's norm. Chosen on one half of CelebA's training people, confirmed on the other."""

MASKS: tuple[Mask | None, ...] = ("unmasked", "masked", None)
"""What a person may wear on an enrolled picture; None: unknown."""


@dataclass(frozen=True)
class Candidate:
    """One enrolled person and the cosine to a probe."""

    person: str
    """Person id."""
    name: str
    cosine: float
    """The person's score; with one template, the cosine itself."""
    reference: Mask | None
    """What the person wears on the pictures that the score comes from."""


@dataclass(frozen=True)
class Match:
    """The two people most like a probe. It says nothing about whether the likeness is enough."""

    best: Candidate
    runner_up: Candidate | None
    """Who comes closest to the first place, a known look-alike's extra margin counted; None: only one is enrolled."""
    extra_margin: float = 0.0
    """How much more lead the best one needs over this runner-up."""
    second_factor: bool = False
    """The best one has a look-alike whom only a second factor tells from them."""


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
        masks: Sequence[Mask | None] | None = None,
        lookalikes: Sequence[Lookalike] = (),
        floor: float | None = None,
    ) -> None:
        """Take the rows of a gallery.

        Args:
            revision: The gallery's revision that the rows come from.
            template_space: What the vectors can be compared with.
            names: Name by person id.
            owners: Person id of each row; a person's rows stand together, and among them those with the same mask.
            vectors: (N, D) float32, each of norm 1.
            masks: What the person wears, for each row; None: unknown of all.
            lookalikes: Pairs that need more than others to be told apart.
            floor: No threshold may lie below it; None: there is none.

        Raises:
            GalleryError: a vector is not finite or not of norm 1.
            ValueError: rows that belong together stand apart.
        """
        norms = np.linalg.norm(vectors, axis=1)
        if not np.allclose(norms, 1.0, atol=1e-3):
            raise GalleryError("the gallery holds damaged templates: restore a backup")
        self.revision = revision
        self.template_space = template_space
        self._matrix = np.array(vectors, dtype=np.float32, order="C")
        self._matrix.setflags(write=False)
        self._names = dict(names)
        self.floor = floor
        self._masks = tuple(masks or [None] * len(owners))
        rows = list(zip(owners, self._masks, strict=True))
        changes = [row for row, reference in enumerate(rows) if row == 0 or reference != rows[row - 1]]
        self.references: tuple[tuple[str, Mask | None], ...] = tuple(rows[row] for row in changes)
        """Person id and mask of each joined vector, the columns of `scores`."""
        if len(set(self.references)) != len(self.references):
            raise ValueError("the rows of a person with the same mask must stand together")
        self._fused = _fuse(self._matrix, np.array([*changes, len(rows)], dtype=np.intp))
        self._tags = np.array([MASKS.index(mask) for _, mask in self.references], dtype=np.intp)
        self._one_tag = len(set(self._tags.tolist())) <= 1
        self._columns = _spans([person for person, _ in self.references])
        self._rows = _spans(owners)
        self.people: tuple[str, ...] = tuple(self._columns)
        """Person ids with at least one template."""
        self._lookalikes = _by_person(lookalikes)
        self._coarse = CoarseScan(self._fused) if fits(self._fused) else None

    def __len__(self) -> int:
        """How many people can be found."""
        return len(self.people)

    def knows(self, person: str) -> bool:
        """Whether somebody of this id is in the gallery, with templates or without."""
        return person in self._names

    def only(self, person: str) -> Index:
        """This index with one person alone, for comparing with nobody else (1:1).

        Empty if they have no templates, or have been removed.

        Look-alikes are left out: whoever has said who they are by badge or PIN has shown the second factor.
        """
        rows = self._rows.get(person, slice(0))
        return Index(
            revision=self.revision,
            template_space=self.template_space,
            names={person: self._names[person]} if self.knows(person) else {},
            owners=[person] * len(self._matrix[rows]),
            vectors=self._matrix[rows],
            masks=self._masks[rows],
            floor=self.floor,
        )

    def name(self, person: str) -> str:
        """The name that belongs to a person id; KeyError if there is none."""
        return self._names[person]

    def vectors(self, person: str) -> NDArray[np.float32]:
        """A person's templates, (k, D), read-only; (0, D) for somebody who has none."""
        return self._matrix[self._rows.get(person, slice(0))]

    def scores(self, probes: NDArray[np.float32]) -> NDArray[np.float32]:
        """How much each probe is like each joined vector; accepted from a threshold in cosine on.

        Args:
            probes: (N, D) float32 of norm 1, or (D,) for one.

        Returns:
            (N, V) or (V,) float32, columns as in `references`.
        """
        if not self.people:
            return np.empty((*probes.shape[:-1], 0), dtype=np.float32)
        # matrix @ vector is the product that BLAS reads straight through memory
        return self._fused @ probes if probes.ndim == 1 else probes @ self._fused.T

    def search(self, template: Template, thresholds: Mapping[Mask | None, float] | None = None) -> Match | None:
        """The two people who exceed their thresholds the most; None if nobody is enrolled.

        A NaN in the probe comes out as a NaN cosine, which no decision accepts.

        Args:
            template: The probe.
            thresholds: Of this probe against pictures with each mask; None: the same against all.

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
        offsets = None if thresholds is None or self._one_tag else self._offsets(thresholds)
        scores = self.scores(template.vector) if self._coarse is None else self._near(template.vector, offsets)
        ranked = scores if offsets is None else scores - offsets
        first = int(ranked.argmax())
        best = self._candidate(first, scores)
        known = self._lookalikes.get(best.person, {})
        second_factor = any(pair.second_factor for pair in known.values())
        if len(self) == 1:
            return Match(best, None, second_factor=second_factor)
        if known and ranked is scores:
            ranked = scores.copy()  # the runner-up's own score is wanted below
        ranked[self._columns[best.person]] = -np.inf
        for other, pair in known.items():
            if other in self._columns:
                ranked[self._columns[other]] += np.float32(pair.extra_margin)
        runner_up = self._candidate(int(ranked.argmax()), scores)
        extra_margin = known[runner_up.person].extra_margin if runner_up.person in known else 0.0
        return Match(best, runner_up, extra_margin, second_factor)

    def _near(self, probe: Vector, offsets: NDArray[np.float32] | None) -> NDArray[np.float32]:
        """The scores of whoever may be among the first two, and -inf for everybody else.

        With every approximate value off by B at most, the second person's is at least S - B, where S is the second
        person's approximate one: nobody below S - 2B can be first or second. Look-alikes, whom an extra margin lifts,
        are always compared.
        """
        assert self._coarse is not None
        ranked, bound = self._coarse.scan(probe)
        if not np.isfinite(bound):
            return self.scores(probe)
        if offsets is not None:
            ranked -= offsets
        own = self._columns[self.references[int(ranked.argmax())][0]]
        first = ranked[own].copy()
        ranked[own] = -np.inf
        second = float(ranked.max())
        ranked[own] = first
        near = set(np.flatnonzero(ranked >= second - 2 * bound).tolist()) | set(range(own.start, own.stop))
        if len(near) > len(ranked) // 20:
            return self.scores(probe)
        for column in tuple(near) if self._lookalikes else ():
            for other in self._lookalikes.get(self.references[column][0], {}):
                span = self._columns.get(other, slice(0, 0))
                near |= set(range(span.start, span.stop))
        compared = np.array(sorted(near), dtype=np.intp)
        scores = np.full(len(ranked), -np.inf, dtype=np.float32)
        scores[compared] = self._fused[compared] @ probe
        return scores

    def _offsets(self, thresholds: Mapping[Mask | None, float]) -> NDArray[np.float32]:
        return np.array([thresholds[mask] for mask in MASKS], dtype=np.float32)[self._tags]

    def _candidate(self, column: int, scores: NDArray[np.float32]) -> Candidate:
        person, mask = self.references[column]
        return Candidate(person, self._names[person], float(scores[column]), mask)


def join(vectors: NDArray[np.float32]) -> Vector:
    """A person's templates, (k, D), as the one vector that probes are compared with, (D,)."""
    return np.asarray(_fuse(vectors, np.array([0, len(vectors)], dtype=np.intp))[0], dtype=np.float32)


def _spans(owners: Sequence[str]) -> dict[str, slice]:
    """Where each person's rows stand, by person id."""
    bounds = [row for row, owner in enumerate(owners) if row == 0 or owner != owners[row - 1]] + [len(owners)]
    spans = {owners[start]: slice(start, stop) for start, stop in pairwise(bounds)}
    if len(spans) != len(bounds) - 1:
        raise ValueError("the rows of a person must stand together")
    return spans


def _by_person(lookalikes: Sequence[Lookalike]) -> dict[str, dict[str, Lookalike]]:
    """Each person's pairs, by the other person."""
    found: dict[str, dict[str, Lookalike]] = {}
    for pair in lookalikes:
        for one, other in ((pair.first, pair.second), (pair.second, pair.first)):
            found.setdefault(one, {})[other] = pair
    return found


def _fuse(matrix: NDArray[np.float32], bounds: NDArray[np.intp]) -> NDArray[np.float32]:
    """One vector, (V, D), from the rows between each two bounds."""
    if len(bounds) == 1:
        return matrix
    means = np.add.reduceat(matrix, bounds[:-1], axis=0) / np.diff(bounds)[:, None].astype(np.float32)
    norms = np.linalg.norm(means, axis=1, keepdims=True)
    return np.asarray(means / np.maximum(norms, 1e-6) ** DAMPING, dtype=np.float32)
