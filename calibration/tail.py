"""The highest scores of a long stream, kept exactly."""

from __future__ import annotations

import math

import numpy as np

from calibration.comparisons import Comparisons, join


class Tail:
    """The highest `keep` comparisons seen so far, in memory for at most twice as many plus one part.

    Scores below `cutoff` can't be among the highest any more: the caller may leave them out of what it adds.
    """

    def __init__(self, keep: int) -> None:
        self._keep = keep
        self._parts: list[Comparisons] = []
        self._size = 0
        self.cutoff = -math.inf

    def add(self, part: Comparisons) -> None:
        """Take in some comparisons; once there are twice as many as wanted, the lower half goes."""
        self._parts.append(part)
        self._size += len(part)
        if self._size >= 2 * self._keep:
            self._shrink()

    def highest_first(self) -> Comparisons:
        """The highest comparisons, in descending order of score."""
        self._shrink()
        everything = self._parts[0]
        return everything.pick(np.argsort(-everything.scores, kind="stable"))

    def _shrink(self) -> None:
        everything = join(self._parts)
        if (surplus := len(everything) - self._keep) > 0:
            everything = everything.pick(np.argpartition(everything.scores, surplus)[surplus:])
            self.cutoff = float(everything.scores.min())
        self._parts, self._size = [everything], len(everything)
