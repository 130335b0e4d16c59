"""What the network learns from: photographs with and without masks, and bare faces that something is drawn on.

A drawn face is detected again and cut out by what is found, as it will be at the gate.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from calibration.cutting import find_again
from calibration.errors import MaskError
from calibration.masks.pose import estimate_pose
from gate.vision.detector import Detector
from gate.vision.errors import ImageError
from gate.vision.image_io import read_image
from gate.vision.mask_state import STATES, MaskState, mask_crop
from gate.vision.types import Crop, Image, Landmarks
from trainer.data.prepared import PreparedFaces
from trainer.data.usable import main_face
from trainer.errors import TrainerError
from trainer.mask_state.network import preprocessing
from trainer.masks.draw import draw_mask
from trainer.masks.occluders import OCCLUDERS
from trainer.masks.spec import Coverage, MaskMix, sample_spec

MARGIN = 16
"""Pixels around a stored crop, for turns and shifts."""
HELD_OUT = 0.2
"""Share of the photographs that nothing is learned from."""

_WIDE = preprocessing(MARGIN)
_COVERED, _FREE = 0.6, 0.1
"""Share of the mouth's surroundings that a hand or scarf hides: from here on it is an occlusion, up to here none."""
_BESIDE = {"sunglasses": 0.08, "cap": 0.05}
"""Things that change nothing about the state, and how often a face wears them."""


@dataclass(frozen=True, eq=False)
class Pictures:
    """Crops with `MARGIN`, and what they show."""

    crops: NDArray[np.uint8]
    """(N, 96, 96, 3) RGB."""
    states: NDArray[np.int64]
    """(N,) places in `STATES`."""
    photographed: NDArray[np.bool_]
    """(N,) whether the state was photographed, not drawn."""

    def __len__(self) -> int:
        return len(self.crops)


_Found = tuple[Crop, MaskState, bool]


def from_photographs(folder: Path, detector: Detector, *, held_out: bool) -> Iterator[_Found]:
    """The main face of each picture in `with_mask/` and `without_mask/`, the bare ones also with things drawn on.

    Args:
        folder: holds the two folders.
        detector: finds the faces.
        held_out: give the pictures that nothing is learned from, instead of the others.

    Raises:
        TrainerError: a folder is missing or empty.
    """
    for name, state in (("with_mask", MaskState.WORN), ("without_mask", MaskState.NONE)):
        paths = sorted((folder / name).glob("*.jpg"))
        if not paths:
            raise TrainerError(f"{folder} must hold pictures in with_mask/ and without_mask/, but {name}/ has none")
        for path in paths:
            number = int.from_bytes(hashlib.sha256(path.name.encode()).digest()[:4], "big")
            if (number < HELD_OUT * 2**32) != held_out:
                continue
            try:
                image = read_image(path)
            except ImageError:
                continue
            face = main_face(detector.detect(image), image.shape[:2])
            if face is None:
                continue
            yield mask_crop(image, face.landmarks, _WIDE), state, True
            if state is MaskState.NONE:
                yield from _drawn_on(image, face.landmarks, detector, np.random.default_rng(number))


def from_faces(
    faces: PreparedFaces, detector: Detector, *, held_out: bool, most: int | None = None, seed: int = 1
) -> Iterator[_Found]:
    """Bare faces of a prepared folder, as they are and with things drawn on.

    Args:
        faces: the pictures.
        detector: finds the faces again.
        held_out: give the people that the folder holds out, instead of the others.
        most: pictures at most.
        seed: of all chances.

    Raises:
        TrainerError: a picture can't be read.
    """
    chosen = np.flatnonzero(faces.held_out[faces.person] == held_out)
    for picture in np.random.default_rng(seed).permutation(chosen)[:most].tolist():
        photo, rng = faces.photo(picture), np.random.default_rng((seed, picture))
        image = _beside(photo.image, photo.landmarks, rng)
        yield mask_crop(image, photo.landmarks, _WIDE), MaskState.NONE, True
        yield from _drawn_on(photo.image, photo.landmarks, detector, rng)


def gather(found: Iterable[_Found]) -> Pictures:
    """Put crops together.

    Raises:
        TrainerError: there are none.
    """
    parts = list(found)
    if not parts:
        raise TrainerError("no face was found in any picture")
    crops, states, photographed = zip(*parts, strict=True)
    return Pictures(
        np.stack(crops), np.array([STATES.index(state) for state in states]), np.array(photographed, dtype=bool)
    )


def _drawn_on(image: Image, landmarks: Landmarks, detector: Detector, rng: np.random.Generator) -> Iterator[_Found]:
    """The face in each other state, if it can be drawn and is found again."""
    try:
        worn = _masked(image, landmarks, rng, ("high", "medium", "low"))
        below = _masked(image, landmarks, rng, ("nose",))
        hidden, state = _hidden(image, landmarks, rng)
    except MaskError:
        return
    for drawn, shown in ((worn, MaskState.WORN), (below, MaskState.BELOW_NOSE), (hidden, state)):
        if shown is None:
            continue
        drawn = _beside(drawn, landmarks, rng)
        where = find_again(drawn, landmarks, detector)
        if where is not None:
            yield mask_crop(drawn, where, _WIDE), shown, False


def _masked(image: Image, landmarks: Landmarks, rng: np.random.Generator, coverages: Sequence[Coverage]) -> Image:
    mix = MaskMix(coverages=dict.fromkeys(coverages, 1.0))
    return draw_mask(image, landmarks, sample_spec(rng, mix))


def _hidden(image: Image, landmarks: Landmarks, rng: np.random.Generator) -> tuple[Image, MaskState | None]:
    """A hand or scarf before the face, and what that makes of it; None: neither the one nor the other."""
    drawn = OCCLUDERS["hand" if rng.random() < 0.6 else "scarf"].sample(rng).draw(image, landmarks)
    pose = estimate_pose(landmarks)
    mouth, reach = landmarks[3:].mean(axis=0), 0.45 * pose.scale
    left, top = np.maximum(mouth - reach, 0).astype(int).tolist()
    right, bottom = np.maximum(mouth + reach, 1).astype(int).tolist()
    before, after = image[top:bottom, left:right].astype(int), drawn[top:bottom, left:right]
    changed = np.abs(before - after).max(axis=2, initial=0) > 12
    share = float(changed.mean()) if changed.size else 0.0
    return drawn, MaskState.OTHER if share >= _COVERED else MaskState.NONE if share <= _FREE else None


def _beside(image: Image, landmarks: Landmarks, rng: np.random.Generator) -> Image:
    """Sometimes glasses or a cap."""
    for name, share in _BESIDE.items():
        if rng.random() < share:
            try:
                image = OCCLUDERS[name].sample(rng).draw(image, landmarks)
            except MaskError:
                continue
    return image
