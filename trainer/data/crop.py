"""The crops that all networks here are trained on, in size, colours and landmark positions of the base recogniser's."""

from __future__ import annotations

import numpy as np

from engines.builtin import BUILTINS
from gate.vision.align import align, similarity
from gate.vision.types import Crop, Landmarks
from trainer.data.prepared import Photo

PREPROCESSING = BUILTINS["sface"].card.preprocessing

assert PREPROCESSING.size is not None
assert PREPROCESSING.alignment is not None

HEIGHT, WIDTH = PREPROCESSING.size

POINTS = PREPROCESSING.alignment.points
LANDMARKS: Landmarks = np.array(POINTS, np.float32)
"""(5, 2) where they stand in a crop."""

LANDMARKS.flags.writeable = False


def clean_crop(photo: Photo) -> Crop:
    """The face as it was photographed."""
    return align(photo.image, alignment_landmarks(photo), PREPROCESSING)


def alignment_landmarks(photo: Photo) -> Landmarks:
    """What a picture is aligned by; of a crop the positions that it was aligned to, so that it stays as it is."""
    return LANDMARKS if photo.aligned else photo.landmarks


def in_crop(landmarks: Landmarks, where: Landmarks) -> Landmarks:
    """(5, 2) where a face's landmarks come to lie in a crop that is aligned by others, `where`."""
    matrix = similarity(where, POINTS).matrix
    return np.asarray(landmarks @ matrix[:, :2].T + matrix[:, 2], np.float32)
