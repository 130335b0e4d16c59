"""How often a state is taken for another: counts, and the figures made of them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from calibration.metrics.intervals import Interval, clopper_pearson
from gate.vision.mask_state import STATES, MaskReading, MaskState

_MASKED = (MaskState.WORN, MaskState.BELOW_NOSE)


@dataclass(frozen=True)
class Confusion:
    """True states against read ones."""

    counts: dict[MaskState, dict[MaskState, int]]
    """By true state, then by the state that was read."""
    uncertain: dict[MaskState, int]
    """By true state: faces whose cell stays unknown, so that the strictest threshold holds."""
    wrong: dict[MaskState, int]
    """By true state: faces that would be judged in a cell that is not theirs, or that has no meaning for them."""

    def total(self, *states: MaskState) -> int:
        """Faces that truly are in one of the states."""
        return sum(sum(self.counts[state].values()) for state in states)

    def read_masked(self, *states: MaskState) -> int:
        """Of these, how many were read as wearing a mask, over the nose or below it."""
        return sum(self.counts[state][masked] for state in states for masked in _MASKED)

    def read_bare(self, *states: MaskState) -> int:
        """Of these, how many were read as wearing none."""
        return sum(self.counts[state][MaskState.NONE] for state in states)

    @property
    def balanced_accuracy(self) -> float:
        """Of masked (over or below the nose) against bare; a face that is read as `other` counts as an error."""
        masked = self.read_masked(*_MASKED) / max(self.total(*_MASKED), 1)
        return (masked + self.read_bare(MaskState.NONE) / max(self.total(MaskState.NONE), 1)) / 2

    @property
    def bare_taken_for_masked(self) -> tuple[int, int, Interval]:
        """Errors, faces, and the 95 % interval of the rate."""
        errors, faces = self.read_masked(MaskState.NONE), self.total(MaskState.NONE)
        return errors, faces, clopper_pearson(errors, faces)


def confusion(pairs: Iterable[tuple[MaskState, MaskReading]]) -> Confusion:
    """Count what each face wears against what was read."""
    found: Sequence[tuple[MaskState, MaskReading]] = list(pairs)
    counts = {true: dict.fromkeys(STATES, 0) for true in STATES}
    uncertain, wrong = dict.fromkeys(STATES, 0), dict.fromkeys(STATES, 0)
    for true, reading in found:
        counts[true][reading.state] += 1
        uncertain[true] += reading.mask is None
        wrong[true] += reading.mask is not None and reading.mask != MaskReading(true, 1.0).mask
    return Confusion(counts, uncertain, wrong)
