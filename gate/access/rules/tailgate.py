"""A second face while the door is open for somebody: noticed, so that it is on record. It denies nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

NEAR = 0.5
"""A face of less than this share of the entrant's size stands further back."""


@dataclass(frozen=True)
class Passage:
    """Somebody was let in."""

    track: int | None
    """Their face; None: they came by badge or PIN, and nobody knows which face is theirs."""
    size: float
    """Distance between their eyes at that time, pixels; 0: unknown."""
    until: float
    """`Clock.mono` at which the door is closed again."""
    noticed: frozenset[int] = frozenset()
    """Faces that were noticed already."""


def followers(passage: Passage, sizes: Mapping[int, float], now: float) -> tuple[int, ...]:
    """Tracks that could slip in behind somebody, and were not noticed yet.

    Args:
        passage: The newest grant.
        sizes: Distance between the eyes of each track in view, pixels.
        now: `Clock.mono`.
    """
    if not now < passage.until:
        return ()
    near = [track for track, size in sorted(sizes.items()) if size >= NEAR * passage.size and track != passage.track]
    if passage.track is None:
        near = near[1:]  # one face is the entrant's own
    return tuple(track for track in near if track not in passage.noticed)
