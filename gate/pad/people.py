"""Portraits for generated attempts: the two that ship, and frontal photographs of a folder that stays where it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import cv2
import numpy as np

from gate.capture.demo_head import Portrait
from gate.capture.demo_mask import MaskFit, wear_mask
from gate.capture.demo_people import ASTRONAUT, GRACE_HOPPER, figure
from gate.vision.detector import Detector
from gate.vision.image_io import read_image
from gate.vision.types import Face, Image

_SMALLEST = 30.0
"""Pixels between the eyes of a portrait worth moving."""
_FRONTAL = 0.14
"""How far the nose tip may stand from the middle of the eyes, in distances between them."""

_TOP = ((-1.05, 0.62), (-0.6, 0.5), (-0.25, 0.32), (0.0, 0.26), (0.25, 0.32), (0.6, 0.5), (1.05, 0.62))
_BOTTOM = ((-1.05, 1.15), (-0.85, 1.45), (-0.5, 1.75), (0.0, 1.9), (0.5, 1.75), (0.85, 1.45), (1.05, 1.15))
_LOOPS = (
    ((-1.03, 0.68), (-1.15, 0.55), (-1.25, 0.35)),
    ((-1.03, 1.08), (-1.15, 0.85), (-1.27, 0.5)),
    ((1.03, 0.68), (1.15, 0.55), (1.25, 0.35)),
    ((1.03, 1.08), (1.15, 0.85), (1.27, 0.5)),
)
"""A mask on a general face, in distances between the eyes, from between them."""


def with_mask(portrait: Portrait) -> Portrait:
    """The same person with a mask drawn on."""
    unit, (mx, my) = portrait.unit, portrait.middle

    def placed(line: tuple[tuple[float, float], ...]) -> tuple[tuple[float, float], ...]:
        return tuple((mx + unit * x, my + unit * y) for x, y in line)

    fit = MaskFit(placed(_TOP), placed(_BOTTOM), tuple(placed(loop) for loop in _LOOPS))
    cover = portrait.picture[..., 3:]
    picture = wear_mask(np.ascontiguousarray(portrait.picture[..., :3]), fit)
    return Portrait(np.dstack([np.rint(picture * (cover / 255.0)), cover]).astype(np.uint8), portrait.eyes)


def shipped(*, masked: bool = False) -> list[Portrait]:
    """The astronaut, and without a mask the admiral."""
    names = (ASTRONAUT,) if masked else (ASTRONAUT, GRACE_HOPPER)
    halves = [figure(name, masked=masked).halved() for name in names]
    return [Portrait(half.picture, half.eyes) for half in halves]


def from_folder(folder: Path, detector: Detector, most: int, skip: int = 0) -> Iterator[tuple[str, Portrait]]:
    """Frontal single faces of a folder (also one folder a person), by name; at most so many.

    Args:
        folder: Pictures, or folders of pictures, of which the first usable one is taken.
        detector: Finds the faces.
        most: People.
        skip: So many are left out before.
    """
    found = -skip
    for place in sorted(folder.iterdir()):
        if found >= most:
            return
        pictures = sorted(place.iterdir()) if place.is_dir() else [place]
        for path in pictures[:3]:
            image = read_image(path)
            portrait = cut_out(image, detector.detect(image))
            if portrait is not None:
                found += 1
                if found > 0:
                    yield place.stem, portrait
                break


def cut_out(image: Image, faces: Sequence[Face]) -> Portrait | None:
    """The person of a picture before nothing: an oval head and shoulders; None: no single frontal face of some size."""
    if len(faces) != 1 or faces[0].inter_eye < _SMALLEST:
        return None
    left, right, nose = (complex(*point) for point in faces[0].landmarks[:3].tolist())
    if abs(((nose - (left + right) / 2) / (right - left)).real) > _FRONTAL:
        return None
    unit, middle = faces[0].inter_eye, (left + right) / 2
    height, width = image.shape[:2]
    cover = np.zeros((height, width), np.uint8)
    x, y = middle.real, middle.imag
    cv2.ellipse(cover, (round(x), round(y + 0.3 * unit)), (round(1.5 * unit), round(2.1 * unit)), 0, 0, 360, 255, -1)
    top, broad = y + 1.9 * unit, 2.6 * unit
    shoulders = [(x - 0.9 * unit, top), (x + 0.9 * unit, top), (x + broad, top + 1.2 * unit), (x + broad, height),
                 (x - broad, height), (x - broad, top + 1.2 * unit)]  # fmt: skip
    cv2.fillPoly(cover, [np.array(shoulders, np.int32)], 255)
    cover = np.asarray(cv2.GaussianBlur(cover, (0, 0), 0.03 * unit), np.uint8)
    picture = np.dstack([np.rint(image * (cover[..., None] / 255.0)), cover]).astype(np.uint8)
    return Portrait(picture, ((left.real, left.imag), (right.real, right.imag)))
