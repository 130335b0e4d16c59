"""Which orders were asked lately, so that none is asked again while a video of it may exist. Pure; a file comes in.

Remembered by person: a video of somebody answers only where they are looked for, and nobody else's visits may push
theirs out. People share rows, so that the memory neither grows nor names anybody: whoever shares one is asked among
fewer orders, of which enough are left. A row more is everybody's, for a face that is not yet compared.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from gate.vision.liveness.orders import Dice, Order, masked_orders, orders

Numbers = NDArray[np.uint16]
"""(ROWS, half of all orders): places among all orders, the newest first; anything else there is nothing remembered."""

ROWS = 257
_EVERYBODY = ROWS - 1


def nothing(steps: int) -> Numbers:
    """Where nothing was asked yet."""
    return np.full((ROWS, len(orders(steps)) // 2), np.iinfo(np.uint16).max, np.uint16)


class AskedBefore:
    """The orders of one gate. As half of all are remembered, half are left to draw from.

    Args:
        steps: Poses of a challenge.
        numbers: What is remembered; any values will do, also damaged ones. Changed in place.
        keep: Called with each row that has changed.
    """

    def __init__(
        self, steps: int, numbers: Numbers | None = None, keep: Callable[[int], None] = lambda _row: None
    ) -> None:
        self._orders = orders(steps)
        self._masked = masked_orders(steps)
        self._numbers = nothing(steps) if numbers is None else numbers
        self._keep = keep

    def lately(self, person: str | None, *, masked: bool = False) -> frozenset[Order]:
        """What somebody was asked lately, of half of all orders or of those for a mask; None: what anybody was."""
        known = self._numbers[_row(person)]
        before = [self._orders[number] for number in known[known < len(self._orders)].tolist()]
        every = frozenset(self._masked if masked else self._orders)
        return frozenset([order for order in before if order in every][: len(every) // 2])

    def draw(self, dice: Dice, person: str | None, *, masked: bool = False) -> Order:
        """One of the others, each as likely.

        Args:
            dice: Chance.
            person: Who is asked; None: not known yet.
            masked: They wear a mask.
        """
        lately = self.lately(person, masked=masked)
        left = [order for order in (self._masked if masked else self._orders) if order not in lately]
        return left[dice.below(len(left))]

    def remember(self, order: Order, person: str | None) -> None:
        """It was asked to its end."""
        for row in {_row(person), _EVERYBODY}:
            self._numbers[row, 1:] = self._numbers[row, :-1].copy()
            self._numbers[row, 0] = self._orders.index(order)
            self._keep(row)


class Forgetful(AskedBefore):
    """Draws from all orders, always: for tests, and for challenges that are asked again."""

    def remember(self, order: Order, person: str | None) -> None:
        """Nothing."""


def _row(person: str | None) -> int:
    return _EVERYBODY if person is None else blake2b(person.encode(), digest_size=1).digest()[0]
