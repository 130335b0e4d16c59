"""What every command does first: embed the images."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from calibration.cutting import Masking
from calibration.embed import Embedded, embed_images
from calibration.face_path import open_recogniser, photograph_path
from engines.registry import Model


def embed_files(
    paths: Iterable[Path], masking: Masking | None = None, *, model: Model, cache: Path | None, threads: int | None
) -> Embedded:
    """Embed image files with a model, by way of the cache where there is one.

    Raises:
        CalibrationError: nothing can be embedded, or the cache can't be written.
        ModelError: a model can't be loaded.
    """
    face_path = photograph_path(open_recogniser(model, threads=threads), masking, threads=threads)
    return embed_images(list(paths), face_path, cache=cache)
