"""Every number that liveness decides by. Chosen on one half of the generated attempts (docs/results/liveness.md)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Lengths are distances between the eyes, times are seconds, parallax is about the sine of a head's turn."""

    smallest: float = 28.0
    """Pixels between the eyes below which a face is asked to come closer."""
    still: float = 0.6
    """A challenge begins while the face moves by less than this in a second."""
    face_points: int = 36
    """Points on the face that must be there at the start of a step (upper face alone: half of them)."""
    all_points: int = 60
    """Points on face and background together."""
    kept_share: float = 0.5
    """Of a step's points on the face; with fewer the face was lost."""
    turned: float = 0.22
    """Parallax at which a movement counts."""
    early: float = 0.15
    """Parallax before anything was asked for that counts as a movement of its own."""
    neutral: float = 0.12
    """Below this the face looks straight again, ..."""
    rest: float = 0.025
    """... once the parallax changes by no more than this from frame to frame."""
    relief: float = 0.11
    """Parallax that no bent sheet explains, at the moment when the movement counts."""
    relief_upper: float = 0.08
    """The same where a mask leaves the upper face alone."""
    relief_error: float = 2.0
    """And by how many of its standard errors it must exceed zero."""
    plane_moved: float = 0.12
    """Median movement of a face that never turned, after which it is called flat and not late."""
    residual: float = 0.06
    """Median distance of the points from the best head: beyond, no rigid head moved."""
    glued: float = 0.5
    """Share of the background's points that move with the face: a picture with its background."""
    drift: float = 0.035
    """Movement of seven in ten of the background's points: the camera stands still."""
    reaction: float = 0.15
    """Nobody answers sooner than this."""
    answer: float = 2.5
    """Time for each movement."""
    back: float = 2.5
    """Time to look straight again."""
    approach: float = 8.0
    """Time until a face stands where a challenge can begin."""
    gap: float = 0.6
    """Between two frames of one attempt."""
    same_person: float = 0.30
    """Cosine of two looks of one attempt; 99 % of pairs of strangers stay below."""


LIMITS = Limits()
