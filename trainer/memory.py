"""Keeps the memory that a step on a CPU has freed for the next step."""

from __future__ import annotations

import contextlib
import ctypes

_TRIM_THRESHOLD, _MMAP_MAX = -1, -4
"""Parameters of glibc's `mallopt` (`malloc.h`)."""


def keep_freed_memory() -> None:
    """Never hand freed memory back to the system; nothing happens where the C library is not glibc.

    The activations of a batch are tens of megabytes each. glibc maps and unmaps each of them anew, and the system
    zeroes every page: a third of the processor time of a step.
    """
    with contextlib.suppress(OSError, AttributeError):
        mallopt = ctypes.CDLL(None).mallopt
        mallopt(_MMAP_MAX, 0)
        mallopt(_TRIM_THRESHOLD, -1)
