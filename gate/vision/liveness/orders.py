"""Poses of the head that tracked points can prove, and the orders in which they may be asked for. Chance by a protocol.

Left and right are the person's own.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from enum import Enum
from functools import lru_cache
from typing import Protocol


class Action(str, Enum):
    """What tracked points can prove; blinking is not among them: no eye-state model exists here."""

    TURN_LEFT = "turn_left"
    TURN_RIGHT = "turn_right"
    LOOK_UP = "look_up"
    LOOK_DOWN = "look_down"
    TILT_LEFT = "tilt_left"
    """Towards the shoulder. A picture can be tilted, too: the order is harder to foresee, and no depth is proved."""
    TILT_RIGHT = "tilt_right"


DIRECTION = {
    Action.TURN_LEFT: (1, 0),
    Action.TURN_RIGHT: (-1, 0),
    Action.LOOK_UP: (0, -1),
    Action.LOOK_DOWN: (0, 1),
}
"""Where a turn's parallax points."""
TURNS = tuple(DIRECTION)
"""Those in which a head shows its depth."""


class Dice(Protocol):
    """Chance."""

    def below(self, count: int) -> int:
        """0 to count - 1, each as likely."""
        ...


class SecretDice:
    """Nobody can foresee it: the operating system's randomness."""

    def below(self, count: int) -> int:
        """See `Dice.below`."""
        return secrets.randbelow(count)


class LoadedDice:
    """Always the same numbers, over and over: for tests, and for the demo, whose people can't hear what is asked."""

    def __init__(self, numbers: Iterable[int]) -> None:
        self._numbers, self._next = tuple(numbers), 0

    def below(self, count: int) -> int:
        """See `Dice.below`."""
        number = self._numbers[self._next % len(self._numbers)]
        self._next += 1
        return number % count


Order = tuple[Action, ...]
"""The poses of a challenge."""


@lru_cache
def orders(count: int) -> tuple[Order, ...]:
    """Every challenge of so many poses: none follows itself, and at least two (of two: one) are turns.

    An earlier challenge of as many poses answers none of these but its own, so the number of them is how many tries a
    video of it takes in the mean.
    """
    found: list[Order] = [()]
    for _ in range(count):
        found = [(*order, action) for order in found for action in Action if action not in order[-1:]]
    return tuple(order for order in found if sum(action in TURNS for action in order) >= min(2, count - 1))


@lru_cache
def masked_orders(count: int) -> tuple[Order, ...]:
    """Those for a face in a mask: turns in three directions (of two poses: two).

    An upper face shows little depth, and what goes wrong with its points goes wrong otherwise in each direction.
    """
    return tuple(order for order in orders(count) if len({*order} & {*TURNS}) >= min(3, count))
