"""Who of the prepared people is trained on, and which of them are classes."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trainer.data.prepared import PreparedFaces


@dataclass(frozen=True, eq=False)
class People:
    """Pictures by their use. All arrays are int64."""

    training: NDArray[np.int64]
    """Pictures of people that are trained on."""
    held_out: NDArray[np.int64]
    """Pictures of the others."""
    label: NDArray[np.int64]
    """(N,) each picture's class, 0 and up; -1: the person is no class."""
    classes: tuple[str, ...]
    """The classes' names."""

    @property
    def digest(self) -> str:
        """SHA-256 of the classes in their order: class centres belong to it."""
        return hashlib.sha256(json.dumps(self.classes).encode("ascii")).hexdigest()


def divide(faces: PreparedFaces, *, min_images: int) -> People:
    """Leave out the held-out people, and number the others that have enough pictures."""
    count = np.bincount(faces.person, minlength=len(faces.people))
    able = ~faces.held_out & (count >= max(min_images, 1))
    label = np.where(able, np.cumsum(able) - 1, -1)
    held_out = faces.held_out[faces.person]
    return People(
        training=np.flatnonzero(~held_out),
        held_out=np.flatnonzero(held_out),
        label=label[faces.person],
        classes=tuple(faces.people[i] for i in np.flatnonzero(able)),
    )
