from __future__ import annotations

import numpy as np
import torch

from trainer.streams import generator


def _draw(*key: int) -> torch.Tensor:
    return torch.randn(1000, generator=generator(*key))


def test_a_key_always_gives_the_same_numbers() -> None:
    first = _draw(1, 2, 3)
    torch.rand(3)
    assert torch.equal(_draw(1, 2, 3), first)


def test_neighbouring_keys_give_unrelated_numbers() -> None:
    keys = [(0,), (1,), (0, 0), (0, 1), (1, 0), (2, 0), (0, 2)]
    correlation = np.corrcoef([_draw(*key).numpy() for key in keys])
    assert np.abs(correlation[~np.eye(len(keys), dtype=bool)]).max() < 0.15
