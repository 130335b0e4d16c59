"""Short videos with a known number of faces before a moving background; the same on every machine.

People come from a folder of photographs, one sub-folder each (LFW's layout), or else are the demo's two, each as often
as needed. The first photograph is in the clip, another one is enrolled; of the demo's people there is one.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from gate.capture.demo_people import ASSETS
from gate.vision.image_io import read_image
from gate.vision.types import Image

FPS = 30.0
SECONDS = 4.0
EMPTY = 0.3
"""Seconds until the first one comes; the others follow at an equal pace until `ALL_THERE`."""
ALL_THERE = 1.0
_QUALITY = 92
"""Of the pictures' JPEG compression: as a camera sends them."""
_VERSION = 1
"""Of what is drawn: another one makes all clips anew."""


@dataclass(frozen=True)
class Person:
    """Somebody in the clips."""

    name: str
    shown: Path
    enrolled: tuple[Path, ...]
    """The first of them that enrolment takes is enrolled."""
    crop: tuple[int, int, int] | None = None
    """Left, top and side of the square around the head; None: the whole picture."""


DEMO_PEOPLE = (
    Person("Eileen Collins", ASSETS / "astronaut.jpg", (ASSETS / "astronaut.jpg",), (116, 0, 220)),
    Person("Grace Hopper", ASSETS / "grace_hopper.jpg", (ASSETS / "grace_hopper.jpg",), (105, 40, 330)),
)


def people_of(folder: Path | None) -> tuple[Person, ...]:
    """Eight people with two photographs each from a folder of LFW's layout; without one the demo's."""
    if folder is None or not folder.is_dir():
        return DEMO_PEOPLE

    def several() -> Iterator[Person]:
        for own in sorted(path for path in folder.iterdir() if path.is_dir()):
            photographs = sorted(own.glob("*.jpg"))
            if len(photographs) >= 4:  # well-known faces: their photographs are mostly good ones
                yield Person(own.name.replace("_", " "), photographs[0], tuple(photographs[1:]))

    return tuple(islice(several(), 8)) or DEMO_PEOPLE


@dataclass(frozen=True)
class Clip:
    """One video file."""

    path: Path
    size: tuple[int, int]
    """Width and height."""
    faces: int
    people: tuple[Person, ...]
    """Whom it shows, from left to right; somebody may come twice."""
    first_seen: tuple[float, ...]
    """When each comes, in seconds."""

    @property
    def name(self) -> str:
        """Like `1280x720, 3 faces`."""
        return f"{self.size[0]}x{self.size[1]}, {self.faces} face{'s' * (self.faces != 1)}"

    def frames(self) -> Iterator[tuple[float, Image]]:
        """Seconds since the start and the frame, decoded one by one."""
        capture = cv2.VideoCapture(str(self.path), cv2.CAP_FFMPEG)
        try:
            number = 0
            while (image := self.grab(capture)) is not None:
                yield number / FPS, image
                number += 1
        finally:
            capture.release()

    def grab(self, capture: cv2.VideoCapture) -> Image | None:
        """The next frame; None: that was the last one."""
        found, image = capture.read()
        return np.asarray(image, np.uint8) if found else None


def make_clip(
    size: tuple[int, int], faces: int, people: tuple[Person, ...], folder: Path | None = None, seconds: float = SECONDS
) -> Clip:
    """Draw a clip, unless it lies in the folder already.

    Args:
        size: Width and height.
        faces: How many there are, in the end.
        people: Who they may be.
        folder: Where clips are kept; None: in the machine's temporary folder.
        seconds: How long it is.
    """
    folder = folder or Path(tempfile.gettempdir()) / "maskgate-bench"
    folder.mkdir(parents=True, exist_ok=True)
    shown = tuple(people[number % len(people)] for number in range(faces))
    key = hashlib.sha256(repr((_VERSION, size, faces, seconds, [(p.name, p.crop) for p in shown])).encode())
    path = folder / f"{size[0]}x{size[1]}-{faces}-{key.hexdigest()[:12]}.avi"
    pace = (ALL_THERE - EMPTY) / max(faces - 1, 1)
    clip = Clip(path, size, faces, shown, tuple(EMPTY + pace * number for number in range(faces)))
    if not path.exists():
        unfinished = path.with_suffix(".part.avi")
        writer = cv2.VideoWriter(str(unfinished), cv2.VideoWriter.fourcc(*"MJPG"), FPS, size)
        writer.set(cv2.VIDEOWRITER_PROP_QUALITY, _QUALITY)
        for image in draw(clip, seconds):
            writer.write(image)
        writer.release()
        unfinished.replace(path)
    return clip


def draw(clip: Clip, seconds: float) -> Iterator[Image]:
    """The frames of a clip, before compression."""
    width, height = clip.size
    ground = _ground(width, height)
    heads = [_head(person, _side(clip)) for person in clip.people]
    for number in range(round(seconds * FPS)):
        now = number / FPS
        shift = round(20 * np.sin(now)) + 24
        image = np.ascontiguousarray(ground[8:-8, shift : shift + width])
        for place, head in enumerate(heads):
            if now >= clip.first_seen[place]:
                _paste(image, head, *_middle(clip, place, now))
        yield image


def _side(clip: Clip) -> int:
    """Of a head's square, in pixels: one stands near, eight stand in two rows."""
    share = 0.75 if clip.faces == 1 else 0.5 if clip.faces <= 3 else 0.42
    return round(share * clip.size[1])


def _middle(clip: Clip, place: int, now: float) -> tuple[float, float]:
    rows = 1 if clip.faces <= 4 else 2
    columns = -(-clip.faces // rows)
    row, column = divmod(place, columns)
    x = (column + 0.5) / columns + 0.008 * np.sin(2 * now + place)
    y = (row + 0.5) / rows + 0.01 * np.sin(3 * now + 2 * place)
    return float(x * clip.size[0]), float(y * clip.size[1])


def _ground(width: int, height: int) -> NDArray[np.uint8]:
    """Soft blotches, wider than the frame, with a grain that a camera's noise might leave."""
    random = np.random.default_rng(3)
    coarse = random.integers(60, 200, (10, 18, 3)).astype(np.uint8)
    soft = cv2.resize(coarse, (width + 48, height + 16), interpolation=cv2.INTER_CUBIC)
    grain = random.normal(0, 3, (height + 16, width + 48, 1))
    return np.clip(soft + grain, 0, 255).astype(np.uint8)


def _head(person: Person, side: int) -> NDArray[np.float32]:
    """(side, side, 4): BGR, and how much of it covers, 0..1."""
    picture = read_image(person.shown)
    if person.crop is not None:
        left, top, extent = person.crop
        picture = picture[top : top + extent, left : left + extent]
    scaled = cv2.resize(picture, (side, side), interpolation=cv2.INTER_AREA if side < len(picture) else cv2.INTER_CUBIC)
    y, x = (np.mgrid[0:side, 0:side] + 0.5) / side * 2 - 1
    cover = np.clip((1 - np.hypot(x / 0.95, y / 0.98)) / 0.12, 0, 1)
    return np.dstack([scaled, cover]).astype(np.float32)


def _paste(image: Image, head: NDArray[np.float32], x: float, y: float) -> None:
    side = len(head)
    left, top = round(x - side / 2), round(y - side / 2)
    height, width = image.shape[:2]
    x1, y1, x2, y2 = max(left, 0), max(top, 0), min(left + side, width), min(top + side, height)
    part = head[y1 - top : y2 - top, x1 - left : x2 - left]
    region, cover = image[y1:y2, x1:x2], part[..., 3:]
    region[:] = np.rint(part[..., :3] * cover + region * (1 - cover)).astype(np.uint8)
