"""Pictures of the windows, small enough for a repository."""

from __future__ import annotations

from pathlib import Path

from PIL import Image
from PyQt5.QtGui import QImage

from tests.tour.hands import front

WIDTH = 960
COLOURS = 128


class Album:
    """A folder of pictures, numbered in the order in which they were taken."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._number = 0
        folder.mkdir(parents=True, exist_ok=True)

    def keep(self, name: str) -> None:
        """Take a picture of the window in front."""
        self._number += 1
        shot = front().grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
        bits = shot.constBits()
        bits.setsize(shot.sizeInBytes())
        picture = Image.frombuffer("RGB", (shot.width(), shot.height()), bytes(bits), "raw", "RGB", shot.bytesPerLine())
        if picture.width > WIDTH:
            picture = picture.resize((WIDTH, round(picture.height * WIDTH / picture.width)), Image.Resampling.LANCZOS)
        small = picture.quantize(COLOURS, dither=Image.Dither.NONE)
        small.save(self._folder / f"tour-{self._number:02}-{name}.png", optimize=True)
