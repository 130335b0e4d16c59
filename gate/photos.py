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
from gate.vision.mask_state import MaskReading
from gate.vision.quality import Quality, assess
from gate.vision.quality_gate import ENROLMENT, Flaw, flaws
from gate.vision.types import Face, Template


@dataclass(frozen=True, eq=False)
class Seen:
    """A face in a photograph."""

    face: Face
    template: Template
    quality: Quality
    reading: MaskReading | None
    """What hides the lower face; None: nobody tells."""

    @property
    def mask(self) -> Mask | None:
        """What the face counts as."""
        return self.reading.mask if self.reading else None


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
    landmarks = [face.landmarks for face in faces]
    readings = networks.masks.read(image, landmarks) if networks.masks else [None] * len(faces)
    seen = []
    for face, crop, vector, reading in zip(faces, crops, vectors, readings, strict=True):
        quality = assess(face, crop, image.shape[:2], faces=len(faces))
        seen.append(Seen(face, Template(vector, space, quality.overall), quality, reading))
    return seen


def samples_for_enrolment(paths: Sequence[Path], networks: Networks, mask: Mask | None = None) -> list[Sample]:
    """One template from each photograph, which must show exactly one face.

    Args:
        paths: The photographs.
        networks: Make the templates.
        mask: What the person wears on them; None: what the classifier says of each.

    Raises:
        ImageError: a file is missing or no usable image.
        GalleryError: a photograph shows no face or several, or the face has a flaw.
    """
    samples = []
    for path in paths:
        seen = look_at(path, networks)
        if len(seen) != 1:
            found = "no face" if not seen else f"{len(seen)} faces"
            raise GalleryError(f"{path.name} shows {found}, but enrolment needs exactly one: choose another picture")
        _refuse_flawed(seen[0], path.name)
        samples.append(Sample(seen[0].template, networks.model.card.digest, path.name, mask or seen[0].mask))
    return samples


_TO_MEND: dict[Flaw, str] = {
    Flaw.TOO_FAR: "is too small, come closer",
    Flaw.AT_EDGE: "is cut off by the picture's edge, step to the middle",
    Flaw.TURNED: "is turned away, look into the camera",
    Flaw.TILTED: "leans to a side, hold the head upright",
    Flaw.TOO_DARK: "is too dark, turn it to the light",
    Flaw.TOO_BRIGHT: "is too bright, step out of the light",
    Flaw.FLAT: "has hardly any contrast, clean the lens",
    Flaw.BLURRED: "is blurred, hold still",
    Flaw.COVERED: "is covered by something that is no mask, take it away",
}


def _refuse_flawed(seen: Seen, name: str) -> None:
    for flaw in flaws(seen.quality, ENROLMENT, mask=seen.reading):
        raise GalleryError(f"the face in {name} {_TO_MEND[flaw]}: choose another picture")
