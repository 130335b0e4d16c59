from __future__ import annotations

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from trainer.errors import TrainerError
from trainer.heads.shard import Shard


@given(classes=st.integers(1, 200), ranks=st.integers(1, 16))
def test_shares_cover_every_class_once_and_are_even(classes: int, ranks: int) -> None:
    if classes < ranks:
        with pytest.raises(TrainerError, match="can't be shared by"):
            Shard(classes, 0, ranks)
        return
    shards = [Shard(classes, rank, ranks) for rank in range(ranks)]
    rows = torch.arange(classes)
    assert torch.cat([shard.share(rows) for shard in shards]).tolist() == list(range(classes))
    sizes = {shard.size for shard in shards}
    assert max(sizes) - min(sizes) <= 1
    assert all(len(shard.share(rows)) == shard.size for shard in shards)


def test_one_process_holds_all() -> None:
    shard = Shard.of_this_process(7)
    assert shard == Shard(7, 0, 1)
    rows = torch.rand(7, 2, requires_grad=True)
    collected = shard.collect(rows)
    assert collected is not None
    assert torch.equal(collected, rows)
    assert not collected.requires_grad
