"""Templates under AES-256-GCM: turned by a secret rotation, sealed with the person's key, bound to their row."""

from __future__ import annotations

import hmac
import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gate.gallery.errors import GalleryError
from gate.gallery.keys.aead import Sealer, SealError, place
from gate.gallery.keys.keyring import Keyring
from gate.gallery.keys.rotation import Rotation
from gate.gallery.store import Place, stack
from gate.vision.types import Vector


class SealedStore:
    """Keeps templates under an unlocked keyring. Any thread may use it.

    Opened data keys are cached for as long as the keyring holds them; Python can't promise to overwrite them in memory.
    """

    name = "sealed"

    def __init__(self, keyring: Keyring) -> None:
        """Take an unlocked keyring."""
        self.keys = keyring
        self._lock = threading.RLock()
        self._loaded = 0
        self._sealers: dict[str, tuple[bytes, Sealer]] = {}
        self._rotations: dict[tuple[int, int], Rotation] = {}

    @property
    def keyring(self) -> str:
        """The keyring's id."""
        return self.keys.uuid

    @property
    def files(self) -> tuple[Path, ...]:
        """The keyring's file."""
        return (self.keys.path,)

    def current(self) -> int:
        """The keyring's newest generation."""
        return self.keys.newest()

    def begin(self) -> int:
        """New keys and a new rotation for everything."""
        return self.keys.begin_generation()

    def keep(self, generation: int, people: Sequence[str]) -> None:
        """Finish what a kill may have left: keys of a generation or a person that the gallery does not hold go."""
        self.keys.keep_generation(generation)
        if orphans := self.keys.people() - set(people):
            self.keys.destroy(sorted(orphans))

    def admit(self, people: Sequence[str], generation: int) -> None:
        """Make their data keys."""
        self.keys.admit(people, generation)

    def destroy(self, person: str) -> None:
        """Destroy the person's data key."""
        self.keys.destroy([person])
        with self._lock:
            self._sealers.pop(person, None)

    def encode(self, vector: Vector, place: Place, generation: int) -> bytes:
        """Turn, then seal at its place."""
        with self._lock:
            turned = self._rotation(len(vector), generation).turn(vector)
            return self._sealer(place, generation).seal(turned.astype("<f4").tobytes(), self._bound(place, generation))

    def decode(self, blobs: Sequence[bytes], places: Sequence[Place], generation: int) -> NDArray[np.float32]:
        """Open each at its place, then turn all back at once."""
        with self._lock:
            self._refresh(generation)
            opened = [self._open(*row, generation) for row in zip(blobs, places, strict=True)]
            turned = stack(opened, places)
            return self._rotation(turned.shape[1], generation).turn_back(turned) if len(turned) else turned

    def sign(self, state: bytes, generation: int) -> bytes:
        """HMAC-SHA256 (RFC 2104) over the gallery's state."""
        return hmac.digest(self.keys.generation(generation).signing, place(self.keyring) + state, "sha256")

    def confirm(self, revision: int) -> None:
        """Note the revision in the keyring."""
        self.keys.confirm(revision)

    def confirmed(self) -> int:
        """The revision noted in the keyring."""
        return self.keys.confirmed()

    def _open(self, blob: bytes, at: Place, generation: int) -> bytes:
        try:
            return self._sealer(at, generation).open(blob, self._bound(at, generation))
        except SealError:
            raise SealError(
                f"the template {at.template} in the gallery was changed or does not belong there: restore a backup"
            ) from None

    def _bound(self, at: Place, generation: int) -> bytes:
        return place("template", self.keyring, generation, at.person, at.template, at.template_space, at.revision)

    def _sealer(self, at: Place, generation: int) -> Sealer:
        if self._loaded != generation or at.person not in self._sealers:
            self._refresh(generation)
        if at.person not in self._sealers:
            raise GalleryError(f"the key of the template {at.template} is missing: restore a backup")
        return self._sealers[at.person][1]

    def _refresh(self, generation: int) -> None:
        """Follow the keyring: new keys are opened, those that were destroyed are let go of."""
        sealers = {}
        for person, wrapped in self.keys.data_keys(generation).items():
            known = self._sealers.get(person)
            if known is None or known[0] != wrapped:
                known = wrapped, Sealer(self.keys.open_data_key(person, generation, wrapped))
            sealers[person] = known
        self._loaded, self._sealers = generation, sealers

    def _rotation(self, dim: int, generation: int) -> Rotation:
        if (dim, generation) not in self._rotations:
            self._rotations[dim, generation] = Rotation(self.keys.generation(generation).seed, dim)
        return self._rotations[dim, generation]
