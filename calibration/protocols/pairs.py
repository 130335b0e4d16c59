"""Verification pairs: what a protocol asks to compare."""

from __future__ import annotations

from dataclasses import dataclass

from calibration.pictures import Sample


@dataclass(frozen=True)
class Pair:
    """Two samples, whether they show one person, and the fold of the protocol they belong to."""

    first: Sample
    second: Sample
    genuine: bool
    fold: int
