"""Random streams by name: one key always gives the same numbers, whatever was drawn before.

So a run that resumes at a step needs no saved generator states, and every rank can draw what all must agree on.
"""

from __future__ import annotations

import numpy as np
import torch


def generator(*key: int, device: torch.device | str = "cpu") -> torch.Generator:
    """A fresh generator for a key of non-negative integers, such as (seed, purpose, step, rank).

    The key is mixed by numpy's `SeedSequence`, so that neighbouring keys give unrelated streams.
    """
    length_and_key = (len(key), *key)  # SeedSequence can't tell (1,) from (1, 0)
    (seed,) = np.random.SeedSequence(length_and_key).generate_state(1, np.uint64)
    return torch.Generator(device).manual_seed(int(seed) >> 1)
