"""Templates of many image files, in batches, with a progress bar and, if wanted, a cache."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track

from calibration.comparisons import ImageSet
from calibration.errors import CalibrationError
from calibration.face_path import FacePath
from calibration.template_cache import TemplateCache
from gate.vision.errors import ImageError
from gate.vision.image_io import read_image
from gate.vision.types import Image

BATCH = 16
"""Images in memory, and crops embedded, at once."""

MAX_UNREADABLE = 0.01
"""More missing or broken files than this share are no failures to acquire but a wrong folder."""


@dataclass(frozen=True, eq=False)
class Embedded:
    """Templates of the images that were acquired, and why the others were not."""

    rows: Mapping[Path, int]
    """Which row of `vectors` an image has."""
    vectors: NDArray[np.float32]
    """(n, D), norm 1 each."""
    lost: Mapping[Path, str]
    """Failures to acquire (FTA, ISO/IEC 19795-1), each with its reason."""

    def lost_within(self, folder: Path) -> dict[str, str]:
        """`lost` by names that hold on every machine: the paths inside the data folder."""
        return {str(path.relative_to(folder)): reason for path, reason in self.lost.items()}

    def image_set(self, people: Mapping[str, Iterable[Path]], numbers: Mapping[str, int]) -> ImageSet:
        """The acquired ones of some people's images.

        Args:
            people: images by name.
            numbers: a number for each name.
        """
        acquired = [(self.rows[path], numbers[name]) for name in people for path in people[name] if path in self.rows]
        rows, owners = np.array(acquired, dtype=np.int64).reshape(-1, 2).T
        return ImageSet(self.vectors[rows], owners)


def embed_images(paths: Sequence[Path], face_path: FacePath, *, cache: TemplateCache | None = None) -> Embedded:
    """Embed each image once, however often it is named.

    A missing or broken file is lost, like an image without a face.

    Raises:
        CalibrationError: there is nothing to embed, or too many files can't be read.
    """
    templates: dict[Path, NDArray[np.float32]] = {}
    broken: dict[Path, str] = {}
    unique = list(dict.fromkeys(paths))
    for start in track(range(0, len(unique), BATCH), "Embedding", console=Console(stderr=True), transient=True):
        images: dict[Path, Image] = {}
        for path in unique[start : start + BATCH]:
            if cache and (known := cache.get(path)) is not None:
                templates[path] = known
                continue
            try:
                images[path] = read_image(path)
            except ImageError as error:
                broken[path] = str(error)
        for path, template in zip(images, face_path.templates(list(images.values())), strict=True):
            templates[path] = template
            if cache:
                cache.put(path, template)
    return _gather(templates, broken)


def _gather(templates: Mapping[Path, NDArray[np.float32]], broken: Mapping[Path, str]) -> Embedded:
    images = len(templates) + len(broken)
    if len(broken) > MAX_UNREADABLE * images:
        first = next(iter(broken.values()))
        raise CalibrationError(f"{len(broken)} of {images} images can't be read, the first because {first}")
    acquired = {path: template for path, template in templates.items() if template.size}
    if not acquired:
        raise CalibrationError(f"no face was found in any of {images} images")
    return Embedded(
        rows={path: row for row, path in enumerate(acquired)},
        vectors=np.stack(list(acquired.values())),
        lost={path: "no face found" for path, template in templates.items() if not template.size} | dict(broken),
    )
