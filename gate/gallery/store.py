"""How a template becomes the bytes at rest, and comes back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

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
    """Keeps templates at rest. What it needs (keys) it brings along; the database never holds them.

    Keys come in generations: a gallery names the one that its rows are kept under, and passes it in.
    """

    @property
    def name(self) -> str:
        """Recorded in the gallery, which opens only with the store that wrote it."""
        ...

    @property
    def keyring(self) -> str:
        """Which keys, recorded in the gallery; empty without keys."""
        ...

    @property
    def files(self) -> Sequence[Path]:
        """Where the keys are."""
        ...

    def current(self) -> int:
        """The newest generation."""
        ...

    def begin(self) -> int:
        """A new generation, to keep everything anew under it."""
        ...

    def keep(self, generation: int, people: Sequence[str]) -> None:
        """Forget all other generations, and the keys of everybody else."""
        ...

    def admit(self, people: Sequence[str], generation: int) -> None:
        """Be ready to keep these people's templates."""
        ...

    def destroy(self, person: str) -> None:
        """Make whatever was kept of a person unreadable, in this file and in every copy of it.

        Raises:
            GalleryError: it could not be done for certain; try again.
        """
        ...

    def encode(self, vector: Vector, place: Place, generation: int) -> bytes:
        """The bytes to store at `place`."""
        ...

    def decode(self, blobs: Sequence[bytes], places: Sequence[Place], generation: int) -> NDArray[np.float32]:
        """The templates, (N, D) float32, back from their bytes.

        Raises:
            GalleryError: the bytes are damaged, or were written for another place.
        """
        ...

    def sign(self, state: bytes, generation: int) -> bytes:
        """A seal over the state of the whole gallery; empty if this store has no key to make one."""
        ...

    def confirm(self, revision: int) -> None:
        """Remember, outside the gallery, that it has reached this revision."""
        ...

    def confirmed(self) -> int:
        """The newest revision that was confirmed: a gallery that is older is an old copy put back."""
        ...


class PlainStore:
    """Templates as little-endian float32, unsealed: whoever has the disk has the templates.

    Galleries of the first version were kept like this. No command writes one any more; tests do.
    """

    name = "plain"
    keyring = ""
    files: Sequence[Path] = ()

    def current(self) -> int:
        """There is one generation."""
        return 0

    def begin(self) -> int:
        """There is one generation."""
        return 0

    def keep(self, generation: int, people: Sequence[str]) -> None:
        """There are no keys."""

    def admit(self, people: Sequence[str], generation: int) -> None:
        """There are no keys."""

    def destroy(self, person: str) -> None:
        """There are no keys."""

    def encode(self, vector: Vector, place: Place, generation: int) -> bytes:  # noqa: ARG002 - nothing is bound
        """The vector's bytes."""
        return vector.astype("<f4").tobytes()

    def decode(
        self,
        blobs: Sequence[bytes],
        places: Sequence[Place],
        generation: int,  # noqa: ARG002 - nothing is bound
    ) -> NDArray[np.float32]:
        """The vectors; their length is all that can be checked here."""
        return stack(blobs, places)

    def sign(self, state: bytes, generation: int) -> bytes:  # noqa: ARG002 - nobody could check it
        """None."""
        return b""

    def confirm(self, revision: int) -> None:
        """Nothing remembers it."""

    def confirmed(self) -> int:
        """None was."""
        return 0


def stack(blobs: Sequence[bytes], places: Sequence[Place]) -> NDArray[np.float32]:
    """Little-endian float32 vectors from their bytes, (N, D).

    Raises:
        GalleryError: one has another length than the first, or none.
    """
    if not blobs:
        return np.empty((0, 0), dtype=np.float32)
    size = len(blobs[0])
    for blob, place in zip(blobs, places, strict=True):
        if not blob or len(blob) % 4 or len(blob) != size:
            raise GalleryError(f"the template {place.template} in the gallery is damaged: restore a backup")
    return np.frombuffer(b"".join(blobs), dtype="<f4").reshape(len(blobs), -1).astype(np.float32, copy=False)
