"""Verification pairs: what a protocol asks to compare."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Pair:
    """Two images, whether they show one person, and the fold of the protocol they belong to."""

    first: Path
    second: Path
    genuine: bool
    fold: int
