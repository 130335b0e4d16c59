"""How a template becomes the bytes at rest, and comes back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from gate.gallery.errors import GalleryError
from gate.vision.types import Vector


@dataclass(frozen=True)
class Place:
    """The row that a template belongs to. A store that seals binds the bytes to it, so that none can be moved."""

    person: str
    template: str
    template_space: str
    revision: int
    """The gallery's revision that wrote the row."""


class TemplateStore(Protocol):
    """Encodes templates at rest. What it needs (keys) it brings along; the database never holds them."""

    @property
    def name(self) -> str:
        """Recorded in the gallery, which opens only with the store that wrote it."""
        ...

    def encode(self, vector: Vector, place: Place) -> bytes:
        """The bytes to store at `place`."""
        ...

    def decode(self, blob: bytes, place: Place) -> Vector:
        """The template, (D,) float32, back from its bytes.

        Raises:
            GalleryError: the bytes are damaged, or were written for another place.
        """
        ...


class PlainStore:
    """Templates as little-endian float32, unsealed: whoever has the disk has the templates."""

    name = "plain"

    def encode(self, vector: Vector, place: Place) -> bytes:  # noqa: ARG002 - nothing is bound to the place
        """The vector's bytes."""
        return vector.astype("<f4").tobytes()

    def decode(self, blob: bytes, place: Place) -> Vector:
        """The vector; its length is all that can be checked here."""
        if not blob or len(blob) % 4:
            raise GalleryError(f"the template {place.template} in the gallery is damaged: restore a backup")
        return np.frombuffer(blob, dtype="<f4").astype(np.float32, copy=False)
