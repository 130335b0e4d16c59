"""The folder that `trainer prepare` makes and everything else reads.

prepared.json      the manifest; written last, so a folder without it is not finished
faces.npy          one row for each picture, memory-mapped
people.json        names; a row's `person` is the name's place, from 0
unusable.csv       pictures that could not be used, and why
changes.csv        people who were dropped or merged, and pictures that are nearly one, as they were judged
shards/000000.bin  encoded pictures, one behind the other (beside it, 000000.npz: what the shard's work found)
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, ValidationError

from gate.vision.types import Image, Landmarks
from trainer.errors import TrainerError

FACE = np.dtype(
    [
        ("shard", "<u4"),
        ("offset", "<u8"),
        ("length", "<u4"),
        ("person", "<i4"),
        ("picture", "<i8"),  # its place in the collection
        ("landmarks", "<f4", (5, 2)),  # of the unmasked face, in pixels of the stored picture
    ]
)


class Manifest(BaseModel):
    """`prepared.json`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    schema_version: Literal[1] = 1
    source: str
    aligned: bool
    """Pictures are aligned crops: a network takes them as they are."""
    pictures: int
    people: int
    unusable: int
    masked: bool = False
    """Real masks are worn on the pictures, so none is drawn there."""
    dropped: int = 0
    """People who were left out as judged (`changes.csv`)."""
    merged: int = 0
    """Names that went under another one."""
    held_out: tuple[str, ...]
    """People that no network may be trained on: for validation, choices and operating points."""
    detector: str
    """Digest of the detector that found the landmarks."""
    fingerprint: str
    """SHA-256 of rows, people and pictures."""


@dataclass(frozen=True, eq=False)
class Photo:
    """A decoded picture."""

    image: Image
    landmarks: Landmarks
    aligned: bool
    masked: bool = False
    """A real mask is worn."""


class PreparedFaces:
    """One prepared folder, or several as if they were one; people of the same name in two folders stay two people.

    Instances are small when pickled: worker processes map the rows anew.

    Args:
        folders: at least one.

    Attributes:
        people: (P,) names.
        person: (N,) int64, who is on each picture: a number into `people`.
        held_out: (P,) bool.

    Raises:
        TrainerError: a folder is not prepared, not finished or damaged.
    """

    def __init__(self, folders: Sequence[Path]) -> None:
        self.folders = tuple(folders)
        self.manifests = tuple(_read_manifest(folder) for folder in self.folders)
        self._rows = [_read_rows(folder) for folder in self.folders]
        names = [_read_people(folder) for folder in self.folders]
        self.people = tuple(name for part in names for name in part)
        self._first_people = first = np.cumsum([0, *map(len, names)])[:-1]
        self.person: NDArray[np.int64] = np.concatenate(
            [rows["person"].astype(np.int64) + start for rows, start in zip(self._rows, first, strict=True)]
        )
        self.held_out = np.array(
            [name in held_out
             for part, held_out in zip(names, (set(m.held_out) for m in self.manifests), strict=True)
             for name in part], dtype=bool
        )  # fmt: skip
        self._ends = np.cumsum([len(rows) for rows in self._rows])

    def __getstate__(self) -> tuple[Path, ...]:
        return self.folders

    def __setstate__(self, folders: tuple[Path, ...]) -> None:
        self.__init__(folders)  # type: ignore[misc]

    def __len__(self) -> int:
        return int(self._ends[-1])

    @property
    def fingerprints(self) -> tuple[str, ...]:
        """Of each folder."""
        return tuple(manifest.fingerprint for manifest in self.manifests)

    @property
    def places(self) -> NDArray[np.int64]:
        """(N,) each picture's place in its collection."""
        return np.concatenate([rows["picture"] for rows in self._rows])

    def folder_of(self, person: int) -> int:
        """Which of the folders a person is in."""
        return int(np.searchsorted(self._first_people, person, side="right")) - 1

    def photo(self, index: int) -> Photo:
        """Decode one picture.

        Raises:
            TrainerError: the shard is missing, cut short or damaged.
        """
        part = int(np.searchsorted(self._ends, index, side="right"))
        start = int(self._ends[part - 1]) if part else 0
        row = self._rows[part][index - start]
        path = shard_path(self.folders[part], int(row["shard"]))
        try:
            with path.open("rb") as file:
                file.seek(int(row["offset"]))
                encoded = file.read(int(row["length"]))
        except OSError as error:
            raise TrainerError(f"{path} can't be read: {error.strerror}") from None
        image = decode(encoded)
        if image is None:
            raise TrainerError(f"{path} is damaged at offset {row['offset']}: prepare the data again")
        manifest = self.manifests[part]
        return Photo(image, np.array(row["landmarks"]), manifest.aligned, manifest.masked)


def decode(encoded: bytes) -> Image | None:
    """An encoded picture as BGR uint8, turned as its EXIF says; None if it is no picture."""
    if not encoded:
        return None
    try:
        image = cv2.imdecode(np.frombuffer(encoded, np.uint8), cv2.IMREAD_COLOR)
    except cv2.error:  # for example more pixels than OpenCV allows
        return None
    return image  # type: ignore[return-value]  # None where it can't be decoded, whatever the stubs say


def shard_path(folder: Path, number: int) -> Path:
    """Where a shard's pictures lie."""
    return folder / "shards" / f"{number:06d}.bin"


def _read_manifest(folder: Path) -> Manifest:
    path = folder / "prepared.json"
    try:
        return Manifest.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        raise TrainerError(f"{folder} is not a finished `trainer prepare` folder: it has no prepared.json") from None
    except OSError as error:
        raise TrainerError(f"{path} can't be read: {error.strerror}") from None
    except ValidationError as error:
        first = error.errors()[0]
        raise TrainerError(f"{path} is damaged: {'.'.join(map(str, first['loc']))}: {first['msg']}") from None


def _read_rows(folder: Path) -> NDArray[np.void]:
    path = folder / "faces.npy"
    try:
        rows: NDArray[np.void] = np.load(path, mmap_mode="r")
    except (OSError, ValueError, EOFError) as error:
        raise TrainerError(f"{path} can't be read: {error}") from None
    if rows.dtype != FACE or rows.ndim != 1 or not len(rows):
        raise TrainerError(f"{path} is damaged: prepare the data again")
    return rows


def _read_people(folder: Path) -> list[str]:
    path = folder / "people.json"
    try:
        people: list[str] = json.loads(path.read_text(encoding="ascii"))
    except (OSError, ValueError) as error:
        raise TrainerError(f"{path} can't be read: {error}") from None
    return people
