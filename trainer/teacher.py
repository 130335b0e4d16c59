"""The teacher's templates: computed in every step, or once for all pictures and kept beside the prepared data."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from trainer.data.loader import Batch, crops
from trainer.data.prepared import PreparedFaces
from trainer.distributed import Ranks
from trainer.errors import TrainerError
from trainer.networks import Embedder, weights_digest

_AT_ONCE = 64
"""Pictures in one pass when templates are computed beforehand."""

Table = NDArray[np.float32]
"""(2, N, D): each picture's template, and that of its mirror image."""


class Teacher(Protocol):
    """Gives targets."""

    def templates(self, batch: Batch) -> Tensor:
        """(N, D) for the pictures of a batch: seen without masks, mirrored as the batch says, without gradient."""
        ...


@dataclass(frozen=True, eq=False)
class LiveTeacher:
    """Looks at each picture again.

    Args:
        network: frozen, in evaluation.
        flip_average: give the mean over picture and mirror image.
    """

    network: Embedder
    flip_average: bool = False

    @torch.no_grad()
    def templates(self, batch: Batch) -> Tensor:
        """Embed."""
        assert batch.teacher is not None
        templates: Tensor = self.network(batch.teacher)
        if self.flip_average:
            mirrored: Tensor = self.network(batch.teacher.flip(3))
            templates = functional.normalize(templates) + functional.normalize(mirrored)
        return templates


@dataclass(frozen=True, eq=False)
class CachedTeacher:
    """Looks templates up.

    Args:
        table: by picture.
        flip_average: give the mean over picture and mirror image.
    """

    table: Table
    flip_average: bool = False

    def templates(self, batch: Batch) -> Tensor:
        """Look up."""
        pictures, mirrored = batch.picture.cpu().numpy(), batch.mirrored.cpu().numpy()
        rows = self.average(pictures) if self.flip_average else self.table[mirrored.astype(int), pictures]
        return torch.from_numpy(rows).to(batch.picture.device)

    def average(self, pictures: NDArray[np.int64]) -> Table:
        """(N, D) means of the normalised templates of pictures and their mirror images."""
        rows = self.table[:, pictures]
        mean: Table = (rows / np.linalg.norm(rows, axis=2, keepdims=True)).mean(axis=0)
        return mean


def cached_table(
    network: Embedder,
    faces: PreparedFaces,
    ranks: Ranks,
    *,
    workers: int,
    report: Callable[[int, int], None] = lambda _done, _total: None,
) -> Table:
    """All templates of a teacher, computed by the first rank if they are not there yet.

    Args:
        network: the teacher.
        faces: the pictures; each prepared folder keeps its templates in `templates/`.
        ranks: others wait for the first and read what it wrote.
        workers: processes that read pictures.
        report: called with the pictures done and all.

    Raises:
        TrainerError: the folder can't be written, or another rank can't see what the first one wrote.
    """
    digest = weights_digest(network)
    parts = []
    for folder, manifest in zip(faces.folders, faces.manifests, strict=True):
        path = folder / "templates" / f"{digest[:16]}-{manifest.fingerprint[:16]}.npy"
        if ranks.first and not path.is_file():
            _compute(network, PreparedFaces([folder]), path, ranks.device, workers, report)
        ranks.wait()
        try:
            parts.append(np.load(path, mmap_mode="r"))
        except (OSError, ValueError) as error:
            raise TrainerError(
                f"the teacher's templates {path} can't be read ({error}): every machine must see the prepared folder"
            ) from None
    return parts[0] if len(parts) == 1 else np.concatenate(parts, axis=1)


@torch.no_grad()
def _compute(
    network: Embedder,
    faces: PreparedFaces,
    path: Path,
    device: torch.device,
    workers: int,
    report: Callable[[int, int], None],
) -> None:
    temporary = path.with_suffix(f".{os.getpid()}")
    try:
        path.parent.mkdir(exist_ok=True)
        shape = (2, len(faces), network.backbone.dim)
        table = np.lib.format.open_memmap(temporary, mode="w+", dtype=np.float32, shape=shape)
        done = 0
        for pixels in crops(faces, range(len(faces)), batch=_AT_ONCE, workers=workers):
            here = pixels.to(device)
            end = done + len(pixels)
            table[0, done:end] = network(here).cpu().numpy()
            table[1, done:end] = network(here.flip(3)).cpu().numpy()
            done = end
            report(done, len(faces))
        table.flush()
        temporary.replace(path)
    except OSError as error:
        raise TrainerError(f"the teacher's templates can't be kept in {path.parent}: {error.strerror}") from None
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink()
