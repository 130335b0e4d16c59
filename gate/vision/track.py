"""Follows faces from frame to frame: constant velocity, the best assignment of all, looks where motion can't tell.

Distances are measured in face sizes and times in seconds, so that neither resolution nor frame rate matters.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from gate.vision.types import Face

FloatArray = NDArray[np.float64]
Pair = tuple[int, int]

Appearance = Callable[[Sequence[Pair]], Sequence[float]]
"""Cosines between tracks and faces, asked for as (track id, index of the face): NaN where nothing can be compared."""

REACH = 0.8
"""How far from its predicted place a face may be found, in face sizes, ..."""
SPEED = 4.0
"""... and by how much more after each second: people walk up to eight face widths a second, half of it foreseen."""
MAX_GROWTH = 2.0
"""Sizes that differ by more than this factor are of two faces."""
AMBIGUOUS = 0.5
"""Costs that differ by less than this are a toss-up: what is compared lies within half a face size of each other."""
LOOKS_WEIGHT = 2.0
"""What a difference in cosine weighs against a distance: 0.5 more outweighs a whole face size."""
NEUTRAL_COSINE = 0.4
"""Between strangers (about 0) and a person's own looks (about 0.7): the value of a look that could not be taken."""
VELOCITY_HALF_LIFE = 0.1
"""Seconds after which half of a velocity's memory is made of newer observations."""

_IMPOSSIBLE = 1e6


@dataclass(frozen=True, eq=False)
class Sighting:
    """A live track after a frame."""

    track: int
    face: Face
    """As it was seen last."""
    index: int | None
    """Of the face in this frame; None while the track is out of sight."""
    doubtful: bool
    """It might be somebody else: the track was out of sight before, or motion alone could not tell."""


class Tracker:
    """Gives every face an id that stays with it through short occlusion and crossing paths.

    Args:
        lost_timeout: seconds out of sight after which a track ends.
    """

    def __init__(self, *, lost_timeout: float = 1.0) -> None:
        self._lost_timeout = lost_timeout
        self._paths: list[_Path] = []
        self._last_id = 0
        self._updated = 0.0

    def update(self, faces: Sequence[Face], time: float, appearance: Appearance | None = None) -> list[Sighting]:
        """Continue the tracks with the faces of a frame.

        Args:
            faces: all of the frame's.
            time: the frame's, in seconds.
            appearance: decides what motion leaves open; None leaves it to motion.

        Returns:
            All live tracks by id: seen in this frame, or lost for no longer than the time-out.
        """
        self._paths = [path for path in self._paths if time - path.seen <= self._lost_timeout]
        returning = {path.track for path in self._paths if path.seen < self._updated}
        self._updated = time
        cost = _motion_cost(self._paths, faces, time)
        open_pairs = _toss_ups(cost, _assign(cost))
        if open_pairs and appearance:
            cosines = appearance([(self._paths[row].track, column) for row, column in open_pairs])
            for pair, cosine in zip(open_pairs, cosines, strict=True):
                if np.isfinite(cosine):
                    cost[pair] += LOOKS_WEIGHT * (NEUTRAL_COSINE - cosine)
        indices = dict(_assign(cost))
        doubtful = returning | {self._paths[row].track for row, _ in open_pairs}
        for row, column in indices.items():
            self._paths[row].move(faces[column], time)
        for column in sorted(set(range(len(faces))) - set(indices.values())):
            indices[len(self._paths)] = column
            self._paths.append(_Path(self._new_id(), faces[column], time))
        return [
            Sighting(path.track, path.face, indices.get(row), row in indices and path.track in doubtful)
            for row, path in enumerate(self._paths)
        ]

    def follow(self, faces: Mapping[int, Face], time: float) -> None:
        """Continue tracks with faces that are known to be theirs.

        Args:
            faces: by track; all live tracks have one.
            time: the frame's, in seconds.
        """
        for path in self._paths:
            path.move(faces[path.track], time)
        self._updated = time

    def restart(self, track: int) -> int:
        """Give a live track a new id, because it has turned out to be somebody else."""
        row = next(row for row, path in enumerate(self._paths) if path.track == track)
        path = self._paths.pop(row)
        path.track = self._new_id()
        self._paths.append(path)
        return path.track

    def _new_id(self) -> int:
        self._last_id += 1
        return self._last_id


class _Path:
    """Where a track was, how fast it moved, and so where it will be."""

    def __init__(self, track: int, face: Face, seen: float) -> None:
        self.track = track
        self.face = face
        self.seen = seen
        self._velocity = np.zeros(2)

    def predict(self, time: float) -> FloatArray:
        """The box at a time: (4,)."""
        shift = self._velocity * max(time - self.seen, 0.0)
        return np.asarray(self.face.box + np.tile(shift, 2), dtype=np.float64)

    def move(self, face: Face, time: float) -> None:
        """Take in where it was seen."""
        elapsed = time - self.seen
        if elapsed > 0:
            kept = 0.5 ** (elapsed / VELOCITY_HALF_LIFE)
            moved = _centres(face.box.astype(np.float64)) - _centres(self.face.box.astype(np.float64))
            self._velocity = kept * self._velocity + (1 - kept) * moved / elapsed
        self.face, self.seen = face, time


def _motion_cost(paths: Sequence[_Path], faces: Sequence[Face], time: float) -> FloatArray:
    """(paths, faces): distance in face sizes plus the logarithm of growth; `_IMPOSSIBLE` out of reach."""
    if not paths or not faces:
        return np.empty((len(paths), len(faces)))
    predicted = np.array([path.predict(time) for path in paths])[:, None]
    found = np.array([face.box for face in faces], dtype=np.float64)[None]
    path_sizes, face_sizes = _sizes(predicted), _sizes(found)
    distance = np.linalg.norm(_centres(predicted) - _centres(found), axis=-1) / np.sqrt(path_sizes * face_sizes)
    reach = REACH + SPEED * np.array([[time - path.seen] for path in paths])
    growth = np.abs(np.log(path_sizes / face_sizes))
    possible = (distance <= reach) & (growth <= np.log(MAX_GROWTH))
    return np.where(possible, distance + growth, _IMPOSSIBLE)


def _assign(cost: FloatArray) -> list[Pair]:
    """The possible pairs (row, column) of the cheapest assignment."""
    rows, columns = linear_sum_assignment(cost)
    return [(int(r), int(c)) for r, c in zip(rows, columns, strict=True) if cost[r, c] < _IMPOSSIBLE / 2]


def _toss_ups(cost: FloatArray, pairs: Sequence[Pair]) -> list[Pair]:
    """The assigned pairs that have a rival in their row or column at nearly the same cost, and those rivals."""
    found: set[Pair] = set()
    for row, column in pairs if cost.size > 1 else ():
        limit = min(cost[row, column] + AMBIGUOUS, _IMPOSSIBLE / 2)
        rivals = {(row, int(other)) for other in np.flatnonzero(cost[row] < limit)}
        rivals |= {(int(other), column) for other in np.flatnonzero(cost[:, column] < limit)}
        if len(rivals) > 1:
            found |= rivals
    return sorted(found)


def _centres(boxes: FloatArray) -> FloatArray:
    return (boxes[..., :2] + boxes[..., 2:]) / 2


def _sizes(boxes: FloatArray) -> FloatArray:
    sides = np.maximum(boxes[..., 2:] - boxes[..., :2], 1.0)
    return np.asarray(np.sqrt(sides[..., 0] * sides[..., 1]))
