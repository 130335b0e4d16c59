"""What the realigner learns from: faces with drawn masks, and how far the detector's landmarks were led astray."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from calibration.cutting import find_again
from calibration.errors import MaskError
from gate.vision.align import similarity
from gate.vision.detector import Detector
from gate.vision.types import Image, Landmarks
from trainer.data.crop import HEIGHT, LANDMARKS, POINTS, WIDTH, alignment_landmarks, in_crop
from trainer.data.detect import open_detector
from trainer.data.loader import load
from trainer.data.painter import Painter, occlude
from trainer.data.prepared import PreparedFaces
from trainer.errors import TrainerError
from trainer.realigner.similarity import between

MARGIN = 24
"""Pixels of the photograph around a well aligned crop that are kept, so that it can be cut otherwise."""

_OCCLUDED = 0.1
"""Share of drawn pictures with another thing than a mask on the face."""

_DRAWN = 4
"""What the random stream is for."""

_BATCH = 64


@dataclass(frozen=True, eq=False)
class Samples:
    """Faces as they should be cut, and how they were cut."""

    halved: Tensor
    """(N, 3, 80, 80) uint8 RGB: well aligned crops with `MARGIN`, at half size."""
    moves: Tensor
    """(N, 2) complex64, as in `similarity`: from the well aligned crop to the crop by the landmarks that were found."""
    drawn: Tensor
    """(N,) bool: something is drawn on it. The others are bare, cut as they should be."""

    def __len__(self) -> int:
        return len(self.moves)


def draw_samples(
    faces: PreparedFaces,
    pictures: Sequence[int],
    painter: Painter,
    *,
    drawn: int,
    seed: int,
    workers: int,
    report: Callable[[int, int], None] = lambda _done, _total: None,
) -> Samples:
    """Each picture bare, and pictures in turn with something drawn on them, found by the detector anew.

    Pictures that nothing can be drawn on, or whose face is not found again, are left out.

    Args:
        faces: the collection.
        pictures: which of it.
        painter: draws masks.
        drawn: how many pictures to draw on, the same ones again with other masks where there are fewer.
        seed: of all that is drawn.
        workers: processes.
        report: called with the pictures done and all.

    Raises:
        TrainerError: a picture can't be read, or none can be drawn on.
    """
    turns = [(-1, picture) for picture in pictures]
    turns += [(number // len(pictures), pictures[number % len(pictures)]) for number in range(drawn)]
    order = [turns[start : start + _BATCH] for start in range(0, len(turns), _BATCH)]
    parts = []
    for part in load(_Drawn(faces, painter, seed), order, _collate, workers=workers, pin=False):
        parts.append(part)
        report(min(len(parts) * _BATCH, len(turns)), len(turns))
    found = Samples(
        torch.cat([part.halved for part in parts]),
        torch.cat([part.moves for part in parts]),
        torch.cat([part.drawn for part in parts]),
    )
    if not found.drawn.any():
        raise TrainerError("no mask can be drawn on these pictures, so nothing can be learned of where faces lie")
    return found


class _Drawn:
    """One sample by its turn (-1: bare) and picture; None where it can't be made."""

    def __init__(self, faces: PreparedFaces, painter: Painter, seed: int) -> None:
        self._faces, self._painter, self._seed = faces, painter, seed
        self._detector: Detector | None = None

    def __getitem__(self, key: tuple[int, int]) -> tuple[Image, Landmarks, bool] | None:
        turn, picture = key
        photo = self._faces.photo(picture)
        clean = alignment_landmarks(photo)
        if turn < 0:
            return _halved(photo.image, clean), LANDMARKS, False
        rng = np.random.default_rng((self._seed, _DRAWN, turn, picture))
        paint = occlude if rng.random() < _OCCLUDED else self._painter
        self._detector = self._detector or open_detector()
        try:
            image = paint(photo.image, photo.landmarks, rng, colour="BGR")
        except MaskError:  # nothing fits these landmarks
            return None
        found = find_again(image, photo.landmarks, self._detector)
        return None if found is None else (_halved(image, clean), in_crop(found, clean), True)


def _halved(image: Image, landmarks: Landmarks) -> NDArray[np.uint8]:
    matrix = similarity(landmarks, POINTS).matrix
    matrix[:, 2] += MARGIN
    whole = cv2.warpAffine(image, matrix, (WIDTH + 2 * MARGIN, HEIGHT + 2 * MARGIN))
    half = cv2.resize(whole, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    return np.ascontiguousarray(half[..., ::-1])


def _collate(drawn: Sequence[tuple[Image, Landmarks, bool] | None]) -> Samples:
    made = [one for one in drawn if one is not None]
    size = ((HEIGHT + 2 * MARGIN) // 2, (WIDTH + 2 * MARGIN) // 2)
    images = np.stack([image for image, _, _ in made]) if made else np.zeros((0, *size, 3), np.uint8)
    landmarks = np.array([found for _, found, _ in made], np.float32).reshape(-1, len(LANDMARKS), 2)
    return Samples(
        torch.from_numpy(images).permute(0, 3, 1, 2),
        between(torch.view_as_complex(torch.from_numpy(landmarks))),
        torch.tensor([drawn for _, _, drawn in made], dtype=torch.bool),
    )
