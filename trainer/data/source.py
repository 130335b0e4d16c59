"""What a collection of face pictures is to `trainer prepare`, and which kind lies in a folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from trainer.errors import TrainerError


@dataclass(frozen=True)
class Picture:
    """One picture as the collection stores it."""

    encoded: bytes
    """JPEG, PNG or another format that OpenCV reads."""
    person: str
    origin: str
    """The file or record it comes from, for lists and messages."""


class FaceDataset(Protocol):
    """A collection with random access. Instances are pickled to worker processes, which read at the same time."""

    @property
    def aligned(self) -> bool:
        """Whether the pictures are aligned crops already, not photographs."""
        ...

    @property
    def fingerprint(self) -> str:
        """SHA-256 of what is in it and in what order: another when pictures come, go or move."""
        ...

    def __len__(self) -> int:
        """Number of pictures."""
        ...

    def read(self, index: int) -> Picture:
        """One picture, 0 <= index < len.

        Raises:
            TrainerError: it can't be read; the file, and the offset in a container, are named.
        """
        ...


def open_collection(path: Path, *, only: Path | None = None, unknown: bool = False) -> FaceDataset:
    """Open a collection as `trainer prepare` is asked to.

    Args:
        path: of the collection.
        only: a file that names the people to take, one a line, from a folder of identities.
        unknown: pictures lie in `path` itself, and each is a person of its own.

    Raises:
        TrainerError: the collection or the list can't be read.
    """
    from trainer.data.folder import IdentityFolder, LooseFolder

    if unknown:
        return LooseFolder(path)
    if only is None:
        return open_dataset(path)
    try:
        names = only.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise TrainerError(f"the list {only} can't be read: {error}") from None
    return IdentityFolder(path, only=frozenset(names))


def open_dataset(path: Path) -> FaceDataset:
    """Open a folder of identities, or a folder that holds an MXNet `train.rec` (or such a file itself).

    Raises:
        TrainerError: there is neither.
    """
    from trainer.data.folder import IdentityFolder
    from trainer.data.mxnet_faces import MxnetFaces

    record = path if path.suffix == ".rec" else path / "train.rec"
    if record.is_file():
        return MxnetFaces(record)
    if not path.is_dir():
        raise TrainerError(f"{path} is neither a folder of identities nor an MXNet train.rec")
    return IdentityFolder(path)
