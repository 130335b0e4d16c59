"""From a picture as it was collected to one that training can use: one face, its landmarks, no needless pixels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from gate.vision.detector import Detector
from gate.vision.types import Face, Image, Landmarks
from trainer.data.crop import HEIGHT, LANDMARKS, WIDTH
from trainer.data.prepared import decode

LONGEST_SIDE = 256
"""Pixels that are kept of a photograph: a face in it then is wider than any crop."""
ROOM = 2.4
"""Side of the part that is kept around a face, over the longer side of its box: masks, turns and shifts need room."""
SMALLEST_EYES = 8.0
"""Pixels between the eyes below which a face teaches nothing."""

_JPEG_QUALITY = 95


@dataclass(frozen=True, eq=False)
class Usable:
    """What is kept of a picture."""

    encoded: bytes
    landmarks: Landmarks


@dataclass(frozen=True)
class Unusable:
    """Why a picture is left out."""

    reason: str


def make_usable(encoded: bytes, detector: Detector, *, aligned: bool) -> Usable | Unusable:
    """Find the face of a picture.

    An aligned crop is kept byte by byte; where the detector does not see its face, the landmarks are those that it was
    aligned to. A photograph is cut to the surroundings of its main face and made smaller, if it is larger than need be.

    Args:
        encoded: the picture.
        detector: finds faces and landmarks.
        aligned: whether it is a crop already.
    """
    image = decode(encoded)
    if image is None:
        return Unusable("not a readable picture")
    if aligned:
        return _aligned(encoded, image, detector)
    face = main_face(detector.detect(image), image.shape[:2])
    if face is None:
        return Unusable("no face found")
    if face.inter_eye < SMALLEST_EYES:
        return Unusable(f"the face is too small ({face.inter_eye:.1f} pixels between the eyes)")
    return _photograph(encoded, image, face)


def main_face(faces: Sequence[Face], size: tuple[int, int]) -> Face | None:
    """The largest face near the middle: collections of people by name put their person there.

    Args:
        faces: found ones.
        size: (height, width) of the picture.
    """
    middle = np.array([size[1], size[0]]) / 2

    def weight(face: Face) -> float:
        offset = (face.box[:2] + face.box[2:]) / 2 - middle
        return face.width * face.height - 2 * float(offset @ offset)

    return max(faces, key=weight, default=None)


def _aligned(encoded: bytes, image: Image, detector: Detector) -> Usable | Unusable:
    height, width = image.shape[:2]
    if (height, width) != (HEIGHT, WIDTH):
        return Unusable(f"an aligned crop has {WIDTH}x{HEIGHT} pixels, this one {width}x{height}")
    face = main_face(detector.detect(image), (height, width))
    return Usable(encoded, LANDMARKS if face is None else face.landmarks)


def _photograph(encoded: bytes, image: Image, face: Face) -> Usable:
    height, width = image.shape[:2]
    if max(height, width) <= LONGEST_SIDE:
        return Usable(encoded, face.landmarks)
    half = max(face.width, face.height) * ROOM / 2
    x, y = (face.box[:2] + face.box[2:]) / 2
    left, top = max(0, int(x - half)), max(0, int(y - half))
    part = image[top : max(top + 1, int(y + half)), left : max(left + 1, int(x + half))]
    size = np.array(part.shape[1::-1])
    smaller = np.maximum(1, np.rint(size * min(1.0, LONGEST_SIDE / size.max()))).astype(int)
    if (smaller < size).any():
        part = cv2.resize(part, smaller.tolist(), interpolation=cv2.INTER_AREA)  # type: ignore[assignment]
    _, jpeg = cv2.imencode(".jpg", part, [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY])
    # Pixel centres lie at whole numbers, so a picture's edge lies half a pixel before the first one.
    landmarks = (face.landmarks - (left, top) + 0.5) * (smaller / size) - 0.5
    return Usable(jpeg.tobytes(), landmarks.astype(np.float32))
