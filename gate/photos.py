"""Faces in still photographs: the same detection, alignment, quality and embedding as in the camera's frames."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from engines.operating_point import Mask
from gate.gallery.errors import GalleryError
from gate.gallery.types import Sample
from gate.networks import Networks
from gate.vision.align import align
from gate.vision.image_io import read_image
from gate.vision.quality import assess
from gate.vision.types import Face, Template


@dataclass(frozen=True, eq=False)
class Seen:
    """A face in a photograph."""

    face: Face
    template: Template


def look_at(path: Path, networks: Networks) -> list[Seen]:
    """All faces of a photograph, the surest first.

    Raises:
        ImageError: the file is missing or no usable image.
    """
    image = read_image(path)
    faces = networks.detector.detect(image)
    preprocessing = networks.model.card.preprocessing
    crops = [align(image, face.landmarks, preprocessing) for face in faces]
    vectors = networks.recogniser.embed(crops)
    space = networks.recogniser.template_space
    return [
        Seen(face, Template(vector, space, assess(face, crop, image.shape[:2]).overall))
        for face, crop, vector in zip(faces, crops, vectors, strict=True)
    ]


def samples_for_enrolment(paths: Sequence[Path], networks: Networks, mask: Mask | None = None) -> list[Sample]:
    """One template from each photograph, which must show exactly one face.

    Args:
        paths: The photographs.
        networks: Make the templates.
        mask: What the person wears on them; None: unknown.

    Raises:
        ImageError: a file is missing or no usable image.
        GalleryError: a photograph shows no face or several.
    """
    samples = []
    for path in paths:
        seen = look_at(path, networks)
        if len(seen) != 1:
            found = "no face" if not seen else f"{len(seen)} faces"
            raise GalleryError(f"{path.name} shows {found}, but enrolment needs exactly one: choose another picture")
        samples.append(Sample(seen[0].template, networks.model.card.digest, path.name, mask))
    return samples
