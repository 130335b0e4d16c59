"""Every number that liveness decides by: those of the protocol, chosen, and those of evidence, derived by a rule."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

DERIVED = Path(__file__).resolve().parents[2] / "assets" / "liveness_limits.json"
"""What `gate pad limits` made of one half of the generated attempts (docs/results/liveness.md)."""


@dataclass(frozen=True)
class Limits:
    """Lengths are distances between the eyes, times are seconds, parallax is about the sine of a head's turn."""

    turned: float
    """Parallax at which a turn counts."""
    relief: float
    """Share of the turns' parallax that no bent sheet explains."""
    residual: float
    """Median distance of the points from the best head: beyond, no rigid head moved."""
    glued: float
    """Share of the background's points that move with the face: a picture with its background."""
    drift: float
    """Movement of seven in ten of the background's points: the camera stands still."""
    repeated: float
    """Correlation of changes between frames, three in a row, with earlier ones: noise never comes twice."""

    each: float = 0.35
    """The same of each turn by itself, of a bare face."""
    smallest: float = 28.0
    """Pixels between the eyes below which a face is asked to come closer."""
    still: float = 0.6
    """A challenge begins while the face moves by less than this in a second."""
    face_points: int = 36
    """Points on the face that must be there at the start (upper face alone: half of them)."""
    all_points: int = 60
    """Points on face and background together."""
    kept_share: float = 0.5
    """Of the points on the face; with fewer the face was lost."""
    begun: float = 0.08
    """Parallax, or radians of a tilt, at which the next pose is asked for."""
    clearly: float = 0.3
    """Share of what is left of the pose before that the new one must come to by then."""
    tilted: float = 0.2
    """Radians towards a shoulder that count as a tilt."""
    relief_error: float = 2.0
    """By how many of its standard errors the relief must exceed what is needed, to be judged at once."""
    plane_moved: float = 0.12
    """Median movement of a face that never turned, after which it is called flat and not late."""
    reaction: float = 0.15
    """Nobody answers sooner than this."""
    passing: float = 0.2
    """A pose that lasts less was passed on the way to another."""
    answer: float = 2.5
    """Time for each movement."""
    judged: float = 0.4
    """Time for which the last turn is watched at the most, unless the relief is beyond doubt before."""
    approach: float = 8.0
    """Time until a face stands where a challenge can begin."""
    gap: float = 0.6
    """Between two frames of one attempt."""
    same_person: float = 0.30
    """Cosine of two looks of one attempt; 99 % of pairs of strangers stay below."""


def read_limits(file: Path = DERIVED) -> Limits:
    """The derived limits of a file, with the chosen ones.

    Raises:
        OSError: there is no such file.
        ValueError: it is damaged.
    """
    try:
        said = json.loads(file.read_text("utf-8"))["limits"]
        return Limits(
            turned=float(said["turned"]),
            relief=float(said["relief"]),
            residual=float(said["residual"]),
            glued=float(said["glued"]),
            drift=float(said["drift"]),
            repeated=float(said["repeated"]),
        )
    except (KeyError, TypeError) as error:
        raise ValueError(f"{file} is damaged: {error}") from None


LIMITS = read_limits()
