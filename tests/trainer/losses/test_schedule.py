from __future__ import annotations

import pytest

from trainer.losses.schedule import by_steps, constant, cosine, linear


def test_constant() -> None:
    assert [constant(100)(step) for step in (0, 10**6)] == [100, 100]


def test_linear() -> None:
    assert [linear(0, 100, steps=10)(step) for step in (0, 1, 5, 10, 999)] == pytest.approx([0, 10, 50, 100, 100])
    assert linear(100, 0, steps=4)(3) == pytest.approx(25)


def test_cosine() -> None:
    weight = cosine(3000, 100, steps=8)
    assert [weight(step) for step in (0, 4, 8, 9)] == pytest.approx([3000, 1550, 100, 100])
    assert weight(1) > linear(3000, 100, steps=8)(1), "slow at first"


def test_by_steps() -> None:
    weight = by_steps({5000: 3000, 0: 100})
    assert [weight(step) for step in (0, 4999, 5000, 10**6)] == [100, 100, 3000, 3000]
    with pytest.raises(ValueError, match="step 0"):
        by_steps({10: 1})


@pytest.mark.parametrize("schedule", [linear, cosine])
def test_a_ramp_of_no_steps_is_over_at_once(schedule) -> None:
    assert schedule(1, 2, steps=0)(0) == 2
