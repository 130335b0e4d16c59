"""Folders of pictures: `PERSON/picture.jpg`, the layout of LFW, MFR2 and most own collections, and loose pictures."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection, Sequence
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
        return _fingerprint(self._files)

    def __len__(self) -> int:
        return len(self._files)

    def read(self, index: int) -> Picture:
        """Read a picture's file; one that can't be read is empty, so that it gets on the list of unusable pictures."""
        name = self._files[index]
        return Picture(_bytes(self._root / name), name.split("/", 1)[0], name)


class LooseFolder:
    """Pictures of unknown people: each is taken for a person of its own, so it is no class and has no genuine pair.

    Args:
        root: holds the pictures.

    Raises:
        TrainerError: unreadable, or without a picture.
    """

    aligned = False

    def __init__(self, root: Path) -> None:
        self._root = root
        try:
            self._files = sorted(path.name for path in root.iterdir() if path.suffix.lower() in SUFFIXES)
        except OSError as error:
            raise TrainerError(f"the folder {error.filename} can't be read: {error.strerror}") from None
        if not self._files:
            raise TrainerError(f"{root} holds no picture ({', '.join(sorted(SUFFIXES))})")

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the pictures' names."""
        return _fingerprint(self._files)

    def __len__(self) -> int:
        return len(self._files)

    def read(self, index: int) -> Picture:
        """Read a picture's file; one that can't be read is empty, so that it gets on the list of unusable pictures."""
        name = self._files[index]
        return Picture(_bytes(self._root / name), name, name)


def _fingerprint(files: Sequence[str]) -> str:
    return hashlib.sha256(os.fsencode("\0".join(files))).hexdigest()


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""
