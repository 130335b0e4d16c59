"""What teacher and student see of a picture.

The teacher sees the face as it was photographed. The student sees it with or without a drawn mask, a little off and
spoiled as configured. If one is mirrored, both are. Where a real mask is worn, both see that one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from calibration.cutting import find_again
from calibration.errors import MaskError
from calibration.masks.picture import ColourOrder
from gate.vision.align import align
from gate.vision.detector import Detector
from gate.vision.types import Crop, Image, Landmarks
from trainer.config import Augmentation, Masks
from trainer.data.augment import jitter_landmarks, spoil
from trainer.data.crop import PREPROCESSING, alignment_landmarks, clean_crop, in_crop
from trainer.data.detect import open_detector
from trainer.data.painter import Painter
from trainer.data.prepared import Photo, PreparedFaces
from trainer.data.sampler import Key

_VIEW = 1
"""What the random stream is for."""


@dataclass(frozen=True, eq=False)
class View:
    """One picture, once for each network."""

    picture: int
    student: Crop
    teacher: Crop | None
    """None where no teacher looks at pictures."""
    mirrored: bool
    masked: bool


class Views:
    """Views by `Key`: the same key gives the same view, in whatever process. Pickled to the loader's workers.

    Args:
        faces: the pictures.
        masks: how often and where masks are drawn.
        augmentation: what else happens to the student's pictures.
        painter: draws masks.
        occluders: draws other things, on masked and bare faces alike.
        flip: share of mirrored views.
        seed: of all chances.
        for_teacher: whether to make the teacher's crop.
        detector: for masks on photographs that are aligned anew; None opens YuNet when it is needed.
    """

    def __init__(
        self,
        faces: PreparedFaces,
        masks: Masks,
        augmentation: Augmentation,
        painter: Painter,
        occluders: Painter,
        *,
        flip: float,
        seed: int,
        for_teacher: bool = True,
        detector: Detector | None = None,
    ) -> None:
        self._faces, self._masks, self._augmentation = faces, masks, augmentation
        self._painter, self._occluders = painter, occluders
        self._flip, self._seed, self._for_teacher = flip, seed, for_teacher
        self._detector = detector

    def __getitem__(self, key: Key) -> View:
        epoch, picture = key
        rng = np.random.default_rng((self._seed, _VIEW, epoch, picture))
        mirrored, masked = (rng.random(2) < (self._flip, self._masks.probability)).tolist()
        photo = self._faces.photo(picture)
        student, masked = self._student(photo, masked and not photo.masked, rng)
        teacher = clean_crop(photo) if self._for_teacher else None
        if mirrored:
            student = student[:, ::-1]
            teacher = None if teacher is None else teacher[:, ::-1]
        return View(picture, student, teacher, mirrored, masked)

    def _student(self, photo: Photo, masked: bool, rng: np.random.Generator) -> tuple[Crop, bool]:
        on_crop = self._masks.draw_on == "crop"
        image, where = photo.image, alignment_landmarks(photo)
        if masked and not on_crop:
            image, masked = _painted(self._painter, image, photo.landmarks, rng, "BGR")
        image, _ = _painted(self._occluders, image, photo.landmarks, rng, "BGR")
        if image is not photo.image and self._masks.draw_on == "photograph_realigned":
            found = find_again(image, photo.landmarks, self._open_detector())
            where = where if found is None else found
        where = jitter_landmarks(where, self._augmentation, rng)
        crop = align(image, where, PREPROCESSING)
        if masked and on_crop:
            there = in_crop(photo.landmarks, where)
            crop, masked = _painted(self._painter, crop, there, rng, PREPROCESSING.colour)
        return spoil(crop, self._augmentation, rng), masked

    def _open_detector(self) -> Detector:
        self._detector = self._detector or open_detector()
        return self._detector


def _painted(
    painter: Painter, image: Image, landmarks: Landmarks, rng: np.random.Generator, colour: ColourOrder
) -> tuple[Image, bool]:
    """The picture with what was drawn, or as it is where nothing fits these landmarks; and whether it fitted."""
    try:
        return painter(image, landmarks, rng, colour=colour), True
    except MaskError:
        return image, False
