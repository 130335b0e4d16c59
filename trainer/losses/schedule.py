"""The weight lambda of the distillation loss as a function of the step."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

Schedule = Callable[[int], float]
"""From the step, counted from 0, to the weight."""


def constant(value: float) -> Schedule:
    """The same at every step."""
    return lambda _: value


def linear(start: float, end: float, *, steps: int) -> Schedule:
    """From `start` to `end` on a straight line over `steps` steps, then `end`."""
    return lambda step: start + (end - start) * _progress(step, steps)


def cosine(start: float, end: float, *, steps: int) -> Schedule:
    """From `start` to `end` along half a cosine wave over `steps` steps, then `end`."""
    return lambda step: end + (start - end) * (1 + math.cos(math.pi * _progress(step, steps))) / 2


def by_steps(values: Mapping[int, float]) -> Schedule:
    """The value of the last step passed: {0: 100, 5000: 3000} is 100, and 3000 from step 5000 on."""
    if 0 not in values:
        raise ValueError("a schedule by steps needs a value for step 0")
    return lambda step: values[max(start for start in values if start <= step)]


def _progress(step: int, steps: int) -> float:
    return min(step / steps, 1.0) if steps > 0 else 1.0
