"""A folder of images, played in the natural order of their names: frame2.png before frame10.png."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import cv2
import numpy as np

from gate.capture.errors import CaptureError
from gate.capture.types import RECORDING, Deadlines, Image, Picture, Pictures

SUFFIXES = frozenset({".bmp", ".jpeg", ".jpg", ".png", ".tif", ".tiff", ".webp"})
FPS = 10.0
"""Images have no rate of their own."""


@dataclass(frozen=True)
class FolderSource:
    """The images of one folder; other files in it, and hidden ones, are passed over."""

    path: str
    """Absolute."""
    fps: float = FPS
    live: ClassVar[bool] = False
    deadlines: ClassVar[Deadlines] = RECORDING

    @property
    def description(self) -> str:
        """The path."""
        return self.path

    def pictures(self) -> Pictures:
        """See `Source.pictures`. Grey, CMYK and 16-bit images become BGR of 8 bits; a camera's rotation is applied."""
        files = [file for file in Path(self.path).iterdir() if _is_image(file)]
        if not files:
            raise CaptureError(f"the folder {self.path} holds no images ({', '.join(sorted(SUFFIXES))})")
        for number, file in enumerate(sorted(files, key=lambda file: natural(file.name))):
            yield Picture(_read(file), number / self.fps)


def natural(name: str) -> tuple[list[str | int], str]:
    """A sort key that reads digits as numbers; names that differ in nothing else keep a fixed order."""
    parts = re.split(r"(\d+)", name.casefold())
    return [int(part) if odd % 2 else part for odd, part in enumerate(parts)], name


def _is_image(file: Path) -> bool:
    return file.suffix.lower() in SUFFIXES and not file.name.startswith(".") and file.is_file()


def _read(file: Path) -> Image:
    try:
        image = cv2.imread(str(file), cv2.IMREAD_COLOR)
    except cv2.error:  # too large
        image = None
    if image is None:
        raise CaptureError(f"{file} can't be read as an image: it is damaged, of another kind, or larger than 8K")
    return np.asarray(image, np.uint8)
