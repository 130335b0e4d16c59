from __future__ import annotations

import pytest

from gate.vision.mask_state import MaskReading, MaskState
from trainer.mask_state.confusion import confusion

NONE, WORN, BELOW, OTHER = MaskState


def test_figures_of_a_small_table() -> None:
    pairs = [
        *[(NONE, MaskReading(NONE, 0.99))] * 8,
        (NONE, MaskReading(WORN, 0.95)),
        (NONE, MaskReading(OTHER, 0.95)),
        *[(WORN, MaskReading(WORN, 0.99))] * 6,
        (WORN, MaskReading(BELOW, 0.5)),
        (WORN, MaskReading(NONE, 0.97)),
        (BELOW, MaskReading(BELOW, 0.99)),
        (BELOW, MaskReading(WORN, 0.99)),
        (OTHER, MaskReading(NONE, 0.99)),
    ]
    found = confusion(pairs)
    assert found.balanced_accuracy == pytest.approx((9 / 10 + 8 / 10) / 2)  # below the nose is masked, too
    errors, faces, (low, high) = found.bare_taken_for_masked
    assert (errors, faces) == (1, 10)
    assert low < 0.1 < high
    assert found.counts[WORN] == {NONE: 1, WORN: 6, BELOW: 1, OTHER: 0}
    assert found.uncertain == {NONE: 1, WORN: 1, BELOW: 1, OTHER: 0}
    assert found.wrong == {NONE: 1, WORN: 1, BELOW: 1, OTHER: 1}


def test_nobody_is_no_division_by_zero() -> None:
    assert confusion([]).balanced_accuracy == 0
