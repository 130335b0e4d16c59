"""A person's card number for a panel: the badge of the access rules, so that it is written down once. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from gate.access.wiegand import Bits, encode


def card_read(badges: Iterable[str], bits: Bits, *, facility: int) -> bytes | None:
    """The card read of the first badge that is a card number of this format; None: none is.

    Args:
        badges: Badge numbers; `4711`, or `12:4711` with a facility code of its own.
        bits: The panel's Wiegand format.
        facility: Facility code of badges that name none.
    """
    for badge in badges:
        if found := re.fullmatch(r"(?:([0-9]{1,12}):)?([0-9]{1,12})", badge):
            try:
                return encode(bits, facility=int(found[1] or facility), card=int(found[2]))
            except ValueError:  # a number that this format has no room for
                continue
    return None
