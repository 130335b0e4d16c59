"""Templates of many pictures, in batches, with a progress bar and, if wanted, a cache."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track

from calibration.array_cache import ArrayCache
from calibration.comparisons import ImageSet
from calibration.errors import CalibrationError
from calibration.face_path import NO_FACE, FacePath
from calibration.pictures import Masked, Picture, Sample, load, picture_of
from gate.vision.errors import ImageError
from gate.vision.types import Crop, Image

BATCH = 16
"""Images in memory, and crops embedded, at once."""

MAX_UNREADABLE = 0.01
"""More missing or broken files than this share are no failures to acquire but a wrong folder."""

_NO_CROP = np.empty((0, 0, 0), np.uint8)


@dataclass(frozen=True, eq=False)
class Embedded:
    """Templates of the samples that were acquired, and why the others were not."""

    rows: Mapping[Sample, int]
    """Which row of `vectors` a sample has."""
    vectors: NDArray[np.float32]
    """(n, D), norm 1 each."""
    lost: Mapping[Sample, str]
    """Failures to acquire (FTA, ISO/IEC 19795-1), each with its reason."""

    def lost_within(self, folder: Path) -> dict[str, str]:
        """`lost` by names that hold on every machine: the paths inside the data folder."""
        return {_name(picture, folder): reason for picture, reason in self.lost.items()}

    def with_masked(self, masked: Embedded) -> Embedded:
        """These samples, and the same pictures with drawn masks as samples of their own."""
        offset = len(self.vectors)
        return Embedded(
            rows={**self.rows, **{Masked(picture_of(sample)): row + offset for sample, row in masked.rows.items()}},
            vectors=np.concatenate([self.vectors, masked.vectors]),
            lost={**self.lost, **{Masked(picture_of(sample)): reason for sample, reason in masked.lost.items()}},
        )

    def samples(self, samples: Iterable[Sample], people: Mapping[Sample, int]) -> ImageSet:
        """The acquired ones of some samples, in their order.

        Args:
            samples: which.
            people: number of the person on each.
        """
        acquired = [(self.rows[sample], people[sample]) for sample in samples if sample in self.rows]
        rows, owners = np.array(acquired, dtype=np.int64).reshape(-1, 2).T
        return ImageSet(self.vectors[rows], owners)

    def image_set(self, people: Mapping[str, Iterable[Picture]], numbers: Mapping[str, int]) -> ImageSet:
        """The acquired ones of some people's pictures.

        Args:
            people: pictures by name.
            numbers: a number for each name.
        """
        acquired = [(self.rows[path], numbers[name]) for name in people for path in people[name] if path in self.rows]
        rows, owners = np.array(acquired, dtype=np.int64).reshape(-1, 2).T
        return ImageSet(self.vectors[rows], owners)


@dataclass(frozen=True)
class Caches:
    """Crops, which serve every recogniser of one preprocessing, and templates."""

    crops: ArrayCache
    templates: ArrayCache

    @classmethod
    def of(cls, folder: Path, face_path: FacePath) -> Caches:
        """The caches of one path in a folder.

        Raises:
            CalibrationError: they can't be made.
        """
        return cls(
            ArrayCache(folder, face_path.cutter.way, dtype=np.uint8, ndim=3),
            ArrayCache(folder, face_path.way, dtype=np.float32, ndim=1),
        )


def embed_images(
    pictures: Sequence[Picture], face_path: FacePath, *, cache: Path | None = None, what: str = "Embedding"
) -> Embedded:
    """Embed each picture once, however often it is named.

    A missing or broken file is lost, like a picture without a face.

    Args:
        pictures: what to embed.
        face_path: how.
        cache: a folder that keeps crops and templates.
        what: said beside the progress bar.

    Raises:
        CalibrationError: there is nothing to embed, or too many files can't be read.
    """
    caches = None if cache is None else Caches.of(cache, face_path)
    templates: dict[Picture, NDArray[np.float32]] = {}
    broken: dict[Picture, str] = {}
    unique = list(dict.fromkeys(pictures))
    for start in track(range(0, len(unique), BATCH), what, console=Console(stderr=True), transient=True):
        batch = unique[start : start + BATCH]
        if caches:
            templates |= {p: known for p in batch if (known := caches.templates.get(p)) is not None}
        crops = _crops([p for p in batch if p not in templates], face_path, caches, broken)
        acquired = [(picture, crop) for picture, crop in crops.items() if crop is not None]
        vectors = face_path.recogniser.embed([crop for _, crop in acquired]) if acquired else ()
        made = dict.fromkeys(crops, NO_FACE) | {p: v for (p, _), v in zip(acquired, vectors, strict=True)}
        templates |= made
        if caches:
            for picture, template in made.items():
                caches.templates.put(picture, template)
    return _gather(templates, broken, face_path.cutter.lost)


def _crops(
    pictures: Sequence[Picture], face_path: FacePath, caches: Caches | None, broken: dict[Picture, str]
) -> dict[Picture, Crop | None]:
    """The crop of each picture, None where it was lost; pictures that can't be read go into `broken`."""
    crops: dict[Picture, Crop | None] = {}
    images: dict[Picture, Image] = {}
    for picture in pictures:
        if caches and (known := caches.crops.get(picture)) is not None:
            crops[picture] = known if known.size else None
            continue
        try:
            images[picture] = load(picture)
        except ImageError as error:
            broken[picture] = str(error)
    for picture, crop in zip(images, face_path.cutter.crops(list(images.values())), strict=True):
        crops[picture] = crop
        if caches:
            caches.crops.put(picture, _NO_CROP if crop is None else crop)
    return crops


def _gather(templates: Mapping[Picture, NDArray[np.float32]], broken: Mapping[Picture, str], lost: str) -> Embedded:
    images = len(templates) + len(broken)
    if len(broken) > MAX_UNREADABLE * images:
        first = next(iter(broken.values()))
        raise CalibrationError(f"{len(broken)} of {images} images can't be read, the first because {first}")
    acquired = {picture: template for picture, template in templates.items() if template.size}
    if not acquired:
        raise CalibrationError(f"no face was found in any of {images} images")
    reasons: dict[Sample, str] = {picture: lost for picture, template in templates.items() if not template.size}
    reasons.update((picture, reason) for picture, reason in broken.items())
    return Embedded(
        rows={picture: row for row, picture in enumerate(acquired)},
        vectors=np.stack(list(acquired.values())),
        lost=reasons,
    )


def _name(sample: Sample, folder: Path) -> str:
    picture = picture_of(sample)
    inside = isinstance(picture, Path) and picture.is_relative_to(folder)
    name = str(picture.relative_to(folder)) if isinstance(picture, Path) and inside else str(picture)
    return f"{name}, masked" if isinstance(sample, Masked) else name
