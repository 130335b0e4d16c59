"""Recorded tests of a door's liveness: what to show, and how one presentation is kept on the disk.

A presentation is a folder: `presentation.json` (what was shown, and the numbers its challenge was drawn with) and
`frames/`, one lossless picture for each frame, named by its time in milliseconds. Drawn again with the same numbers the
same challenge is asked at the same moments, so a recording can be judged again, by other limits too.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import cv2
import numpy as np

from gate.capture.errors import CaptureError
from gate.vision.liveness.orders import Dice
from gate.vision.types import Image

SPECIES = {
    "flat-print": "Hold a photograph of an enrolled person flat, on matt paper, face life-size; tilt as is asked.",
    "curved-print": "Bend the same print around the vertical axis, about as strongly as a face; turn it as is asked.",
    "cut-out-eyes": "Cut the eyes out of a print, hold it before your face, look through and move as is asked.",
    "phone": "Play a video of an enrolled person answering an earlier challenge on a phone, at full brightness.",
    "tablet": "The same on a tablet, held so that its frame is out of view.",
    "laptop": "The same on a laptop or monitor that stands, so near that it fills the view.",
    "paper-mask": "Wear a print of an enrolled person's face, cut along the face and bent around your own.",
}
"""What an attacker does, by species."""

GENUINE = "genuine"
_FILE = "presentation.json"
_SCHEMA = 4
"""Before, challenges were drawn otherwise, so their numbers mean something else."""


@dataclass(frozen=True)
class Presentation:
    """One thing shown to the camera."""

    species: str
    """A key of `SPECIES`, or `GENUINE`."""
    person: str
    """Whose face is shown, as enrolled."""
    recorded: datetime
    steps: int
    """Movements of its challenge."""
    numbers: tuple[int, ...]
    """That its challenge was drawn with."""


class RecordingDice:
    """Passes another's chance on, and remembers it."""

    def __init__(self, dice: Dice) -> None:
        self._dice = dice
        self.numbers: list[int] = []

    def below(self, count: int) -> int:
        """See `Dice.below`."""
        number = self._dice.below(count)
        self.numbers.append(number)
        return number


class Recorder:
    """Writes one presentation.

    Args:
        folder: A new one.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        try:
            (folder / "frames").mkdir(parents=True)
        except OSError as error:
            raise CaptureError(f"{folder} can't be written: {error.strerror}") from None

    def frame(self, image: Image, seconds: float) -> None:
        """Keep a frame.

        Raises:
            CaptureError: the disk takes no more.
        """
        path = self._folder / "frames" / f"{round(seconds * 1000):08d}.png"
        try:
            written = cv2.imwrite(str(path), image, [cv2.IMWRITE_PNG_COMPRESSION, 1])
        except cv2.error:
            written = False
        if not written:
            raise CaptureError(f"{path} can't be written: is the disk full?")

    def close(self, presentation: Presentation) -> None:
        """What it was; without this a folder counts as no presentation.

        Raises:
            CaptureError: the disk takes no more.
        """
        said = {**presentation.__dict__, "recorded": presentation.recorded.isoformat(), "schema": _SCHEMA}
        try:
            (self._folder / _FILE).write_text(json.dumps(said, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        except OSError as error:
            raise CaptureError(f"{self._folder / _FILE} can't be written: {error.strerror}") from None


def presentations(folder: Path) -> Iterator[tuple[Path, Presentation]]:
    """All presentations in a folder, by name.

    Raises:
        CaptureError: there is none, or one can't be read.
    """
    try:
        files = sorted(folder.glob(f"**/{_FILE}"))
    except OSError as error:
        raise CaptureError(f"{folder} can't be read: {error.strerror}") from None
    if not files:
        raise CaptureError(f"{folder} holds no presentation: `gate pad record` makes some")
    for file in files:
        yield file.parent, _read(file)


def _read(file: Path) -> Presentation:
    try:
        said = json.loads(file.read_text(encoding="utf-8"))
        if said["schema"] != _SCHEMA:
            raise CaptureError(f"{file} was recorded by another version of MaskGate: record it again")
        species = said["species"]
        if species != GENUINE and species not in SPECIES:
            raise CaptureError(f"{file}: there is no species {species}: use {GENUINE}, {', '.join(SPECIES)}")
        return Presentation(
            species,
            str(said["person"]),
            datetime.fromisoformat(said["recorded"]),
            int(said["steps"]),
            tuple(int(number) for number in said["numbers"]),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CaptureError(f"{file} can't be read: {type(error).__name__}") from None


def frames(folder: Path) -> Iterator[tuple[float, Image]]:
    """The frames of a presentation, in order: seconds and picture.

    Raises:
        CaptureError: one can't be read, or there are none.
    """
    paths = sorted((folder / "frames").glob("*.png"))
    if not paths:
        raise CaptureError(f"{folder} holds no frames")
    for path in paths:
        image = cv2.imread(str(path), cv2.IMREAD_COLOR)
        if image is None or not path.stem.isdecimal():
            raise CaptureError(f"{path} can't be read as a frame")
        yield int(path.stem) / 1000, np.asarray(image, np.uint8)
