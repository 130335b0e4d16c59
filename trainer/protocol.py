"""The pictures that every network is measured on: held-out people bare, with drawn masks, and behind other things.

Masks are drawn on the photograph, and the face is detected and aligned anew, as the gate will see it; the same for
every network and every step.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calibration.cutting import find_again
from calibration.errors import MaskError
from gate.vision.align import align
from gate.vision.detector import Detector
from gate.vision.types import Crop
from trainer.data.crop import PREPROCESSING, alignment_landmarks, clean_crop
from trainer.data.detect import open_detector
from trainer.data.painter import Painter, occlude
from trainer.data.people import People
from trainer.data.prepared import Photo, PreparedFaces
from trainer.errors import TrainerError

_DRAWN = 2
"""What the random stream is for."""


@dataclass(frozen=True, eq=False)
class Protocol:
    """The crops that every network is measured on."""

    bare: tuple[Crop, ...]
    masked: tuple[Crop, ...]
    """The same pictures."""
    occluded: tuple[Crop, ...]
    """The same pictures, with sunglasses, a cap, a scarf or a hand."""
    people: NDArray[np.int64]
    """(n,) who is on them."""
    lost: int
    """Masked faces that the detector did not find again; they are aligned by the landmarks of the bare face."""


def make_protocol(
    faces: PreparedFaces, people: People, painter: Painter, *, images: int, seed: int, detector: Detector | None = None
) -> Protocol:
    """Draw masks and other things.

    Args:
        faces: the pictures.
        people: who is held out.
        painter: draws masks.
        images: how many pictures at most; beyond it whole people are left out.
        seed: of what is drawn.
        detector: finds masked faces; None opens the gate's.

    Raises:
        TrainerError: nobody is held out, or a picture can't be read.
    """
    chosen = people.held_out[_whole_people(faces.person[people.held_out], images)]
    detector = detector or open_detector()
    drawn, lost = [], 0
    for picture in chosen.tolist():
        photo = faces.photo(picture)
        rng = np.random.default_rng((seed, _DRAWN, picture))
        try:
            masked, found = seen_again(photo, painter, rng, detector)
            occluded, _ = seen_again(photo, occlude, rng, detector)
        except MaskError:  # nothing fits these landmarks
            continue
        lost += not found
        drawn.append((picture, clean_crop(photo), masked, occluded))
    if not drawn or len({faces.person[picture] for picture, *_ in drawn}) < 2:
        raise TrainerError("validation needs pictures of two held-out people: `trainer prepare --held-out`")
    kept, bare, with_mask, behind = zip(*drawn, strict=True)
    numbers = np.unique(faces.person[list(kept)], return_inverse=True)[1].astype(np.int64)
    return Protocol(bare, with_mask, behind, numbers, lost)


def seen_again(photo: Photo, painter: Painter, rng: np.random.Generator, detector: Detector) -> tuple[Crop, bool]:
    """The crop of a photograph that was painted on, and whether the face was found again."""
    image = painter(photo.image, photo.landmarks, rng, colour="BGR")
    found = find_again(image, photo.landmarks, detector)
    return align(image, alignment_landmarks(photo) if found is None else found, PREPROCESSING), found is not None


def _whole_people(person: NDArray[np.int64], images: int) -> NDArray[np.bool_]:
    """As many people as fit, in their order; two at least."""
    names, counts = np.unique(person, return_counts=True)
    fitting = max(2, int(np.searchsorted(np.cumsum(counts), images, side="right")))
    return np.isin(person, names[:fitting])
