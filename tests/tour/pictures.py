"""Pictures of the windows, small enough for a repository."""

from __future__ import annotations

from pathlib import Path

from PIL import Image
from PyQt5.QtGui import QImage, QPixmap

from tests.tour.hands import front, pause

WIDTH = 960
COLOURS = 128


class Album:
    """Pictures by their names."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._taken: dict[str, QPixmap] = {}
        folder.mkdir(parents=True, exist_ok=True)

    def keep(self, name: str) -> None:
        """Take a picture of the window in front; a later one of the same name takes its place."""
        pause(0.3)  # until everything has found its place
        self._taken[name] = front().grab()

    def save(self) -> None:
        """Write them all, as `tour-NAME.png`."""
        for name, taken in self._taken.items():
            _small(taken).save(self._folder / f"tour-{name}.png", optimize=True)


def _small(taken: QPixmap) -> Image.Image:
    shot = taken.toImage().convertToFormat(QImage.Format.Format_RGB888)
    bits = shot.constBits()
    bits.setsize(shot.sizeInBytes())
    picture = Image.frombuffer("RGB", (shot.width(), shot.height()), bytes(bits), "raw", "RGB", shot.bytesPerLine(), 1)
    if picture.width > WIDTH:
        picture = picture.resize((WIDTH, round(picture.height * WIDTH / picture.width)), Image.Resampling.LANCZOS)
    return picture.quantize(COLOURS, dither=Image.Dither.NONE)
