"""Whether the kernel knows of something that keeps the wall clock right (NTP, PTP, GPS)."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from functools import cache

_TIME_ERROR = 5
"""What adjtimex(2) returns while the clock is not synchronised."""

_TIMEX_BYTES = 512
"""More than `struct timex` has on any Linux; all zero, it asks and changes nothing."""


def synchronised() -> bool | None:
    """True or False, by adjtimex(2); None where the kernel does not say (another system, a sealed container)."""
    adjtimex = _adjtimex()
    if adjtimex is None:
        return None
    state = int(adjtimex(ctypes.create_string_buffer(_TIMEX_BYTES)))
    return None if state < 0 else state != _TIME_ERROR


@cache
def _adjtimex() -> Callable[[object], int] | None:
    """Looked up once: the gate asks at every picture."""
    try:
        return ctypes.CDLL(None).adjtimex
    except (OSError, AttributeError):
        return None
