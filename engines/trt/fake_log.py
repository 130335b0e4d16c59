"""What the two halves of the fake TensorRT share: its log, and the head of a plan."""

from __future__ import annotations

import enum
from typing import Any

MAGIC = b"fake plan\0"
"""A plan begins with it."""


class Severity(enum.IntEnum):
    """As TensorRT numbers them."""

    INTERNAL_ERROR, ERROR, WARNING, INFO, VERBOSE = range(5)


class ILogger:
    """What a logger is derived from."""

    INTERNAL_ERROR, ERROR, WARNING, INFO, VERBOSE = Severity

    def __init__(self) -> None:
        pass


def error(logger: Any, message: str) -> None:
    """Fail as TensorRT does: with a line in the log, and None for an answer."""
    logger.log(Severity.ERROR, message)
