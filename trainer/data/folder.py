"""A folder of identities: `PERSON/picture.jpg`, the layout of LFW, MFR2 and most own collections."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection
from pathlib import Path

from trainer.data.source import Picture
from trainer.errors import TrainerError

SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".webp", ".bmp"})


class IdentityFolder:
    """All pictures, by person and name.

    Args:
        root: holds one folder for each person.
        only: take these people alone.

    Raises:
        TrainerError: unreadable, or without a picture.
    """

    aligned = False

    def __init__(self, root: Path, only: Collection[str] | None = None) -> None:
        self._root = root
        try:
            self._files = [
                f"{person.name}/{picture.name}"
                for person in sorted(root.iterdir())
                if person.is_dir() and (only is None or person.name in only)
                for picture in sorted(person.iterdir())
                if picture.suffix.lower() in SUFFIXES
            ]
        except OSError as error:
            raise TrainerError(f"the folder {error.filename} can't be read: {error.strerror}") from None
        if not self._files:
            raise TrainerError(f"{root} holds no picture in a person's folder ({', '.join(sorted(SUFFIXES))})")

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the pictures' names."""
        return hashlib.sha256(os.fsencode("\0".join(self._files))).hexdigest()

    def __len__(self) -> int:
        return len(self._files)

    def read(self, index: int) -> Picture:
        """Read a picture's file; one that can't be read is empty, so that it gets on the list of unusable pictures."""
        name = self._files[index]
        try:
            encoded = (self._root / name).read_bytes()
        except OSError:
            encoded = b""
        return Picture(encoded, name.split("/", 1)[0], name)
