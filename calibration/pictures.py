"""What is measured on: image files, and encoded images that came packed in one file."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np

from engines.card import file_digest
from gate.vision.errors import ImageError
from gate.vision.image_io import read_image
from gate.vision.types import Image


@dataclass(frozen=True)
class Packed:
    """An encoded image of a file that holds many."""

    name: str
    """Tells it from the others, and a person where to look: `lfw.bin, image 17`."""
    encoded: bytes = field(repr=False, compare=False)

    def __str__(self) -> str:
        return self.name


Picture = Path | Packed


@dataclass(frozen=True)
class Masked:
    """The same picture with a mask drawn on it."""

    picture: Picture

    def __str__(self) -> str:
        return f"{self.picture}, masked"


Sample = Picture | Masked
"""What a template is made of (biometric sample, ISO/IEC 2382-37)."""


def picture_of(sample: Sample) -> Picture:
    """The picture without the mask that was drawn on it."""
    return sample.picture if isinstance(sample, Masked) else sample


def load(picture: Picture) -> Image:
    """Decode a picture.

    Raises:
        ImageError: missing, broken, or no image.
    """
    if isinstance(picture, Path):
        return read_image(picture)
    data = np.frombuffer(picture.encoded, np.uint8)
    image = cv2.imdecode(data, cv2.IMREAD_COLOR) if data.size else None
    if image is None:
        raise ImageError(f"{picture.name} is no image that can be read")
    return np.asarray(image, np.uint8)


def digest(picture: Picture) -> str:
    """SHA-256 of its encoded bytes, in hexadecimal.

    Raises:
        OSError: a file can't be read.
    """
    return file_digest(picture) if isinstance(picture, Path) else hashlib.sha256(picture.encoded).hexdigest()
