from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.data.sampler import Batches
from trainer.errors import TrainerError


def _batches(pictures: int = 53, batch: int = 12, steps: int = 9, seed: int = 3) -> Batches:
    return Batches(np.arange(100, 100 + pictures), batch=batch, steps=steps, seed=seed)


def test_an_epoch_takes_every_picture_once_and_leaves_the_rest_out() -> None:
    order = _batches()
    assert order.steps_per_epoch == 4
    steps = list(order)
    for epoch in (0, 1):
        keys = [key for batch in steps[4 * epoch : 4 * epoch + 4] for key in batch]
        assert {e for e, _ in keys} == {epoch}
        assert len({picture for _, picture in keys}) == 48
    assert len(steps) == len(order) == 9
    assert steps[0] != [(0, picture) for _, picture in steps[4]]


@given(
    ranks=st.sampled_from([1, 2, 3]),
    accumulate=st.sampled_from([1, 2]),
    first=st.integers(0, 9),
    seed=st.integers(0, 5),
)
def test_ranks_and_parts_together_are_the_batch_of_one(ranks: int, accumulate: int, first: int, seed: int) -> None:
    alone = list(replace(_batches(seed=seed), first_step=first))
    shares = [
        list(replace(_batches(seed=seed), first_step=first, rank=rank, ranks=ranks, accumulate=accumulate))
        for rank in range(ranks)
    ]
    for number, batch in enumerate(alone):
        parts = range(number * accumulate, (number + 1) * accumulate)
        assert [key for part in parts for share in shares for key in share[part]] == batch


def test_going_on_is_the_same_as_going_through() -> None:
    assert list(replace(_batches(), first_step=5)) == list(_batches())[5:]


def test_what_cant_be_shared_is_refused() -> None:
    with pytest.raises(TrainerError, match="a batch of 12 can't be shared by 5 ranks in 1 parts"):
        replace(_batches(), ranks=5)
    with pytest.raises(TrainerError, match="fewer than one batch of 60"):
        _batches(batch=60)
