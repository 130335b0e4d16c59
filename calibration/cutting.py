"""From pictures to aligned crops, as they are or with a mask drawn on: photographs, or crops already aligned."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

import numpy as np

import gate.vision
from calibration import masks
from calibration.errors import CalibrationError, MaskError
from calibration.masks.picture import ColourOrder
from engines.card import Preprocessing
from gate.vision.align import align, similarity
from gate.vision.detector import Detector
from gate.vision.types import Crop, Face, Image, Landmarks

_SAME_FACE = 0.6
"""A found face is the one we look for if eyes and nose are this near to where they were, over the eyes' distance."""

_CODE = ("align", "decode", "image_io", "preprocess", "yunet")
"""The modules of `gate.vision` between a photograph and its crop."""

MasksOn = Literal["photograph", "crop"]
"""Where masks are drawn: on the photograph, then the face is detected and aligned anew, as at a gate; or on the aligned
crop, as the paper does."""


class DrawMask(Protocol):
    """Draws a mask on a face, another each time."""

    def __call__(
        self, image: Image, landmarks: Landmarks, rng: np.random.Generator, /, *, colour: ColourOrder
    ) -> Image:
        """A copy of the picture with a mask on it.

        Args:
            image: (height, width, 3) uint8.
            landmarks: (5, 2) in its pixels.
            rng: chance.
            colour: the image's.

        Raises:
            MaskError: none can be fitted to these landmarks.
        """
        ...


@dataclass(frozen=True)
class Masking:
    """How a set is masked. The same seed draws the same mask on the same picture, whatever it is compared with."""

    draw: DrawMask
    name: str
    """Of the masks, with a digest of what they are drawn from: `pack mask_templates 0f3c…`."""
    seed: int
    on: MasksOn = "photograph"

    @property
    def way(self) -> str:
        """All that a mask depends on besides the picture."""
        return f"masks {self.name}, seed {self.seed}, drawn on the {self.on}"

    def __call__(self, image: Image, landmarks: Landmarks, *, colour: ColourOrder) -> Image:
        """Mask a picture by the chance that belongs to its pixels."""
        own = hashlib.sha256(image.tobytes()).digest()[:16]
        rng = np.random.default_rng((self.seed, int.from_bytes(own, "big")))
        return self.draw(image, landmarks, rng, colour=colour)


class Cutter(Protocol):
    """Makes crops of pictures."""

    @property
    def lost(self) -> str:
        """Why a picture has no crop."""
        ...

    @property
    def way(self) -> str:
        """All that a crop depends on besides the picture: for caches and records."""
        ...

    def crops(self, images: Sequence[Image]) -> list[Crop | None]:
        """An aligned crop of each image, in the card's colours; None where it was lost (failure to acquire)."""
        ...


@dataclass(frozen=True)
class PhotographCutter:
    """Detects, chooses the most central face, and aligns it; between that, draws a mask if one is wanted."""

    detector: Detector
    detector_digest: str
    preprocessing: Preprocessing
    masking: Masking | None = None

    @property
    def lost(self) -> str:
        """Why a picture has no crop."""
        return "no face found" if self.masking is None else "no face found, or not again with the mask on"

    @property
    def way(self) -> str:
        """Detector, alignment, masks, and the code between."""
        return _way(f"detector {self.detector_digest}", self.preprocessing, self.masking)

    def crops(self, images: Sequence[Image]) -> list[Crop | None]:
        """Cut the most central face out of each photograph (BGR)."""
        return [self._crop(image) for image in images]

    def _crop(self, image: Image) -> Crop | None:
        face = most_central(self.detector.detect(image), image.shape[:2])
        if face is None:
            return None
        if self.masking is None:
            return align(image, face.landmarks, self.preprocessing)
        try:
            if self.masking.on == "crop":
                crop = align(image, face.landmarks, self.preprocessing)
                where = _in_crop(face.landmarks, self.preprocessing)
                return self.masking(crop, where, colour=self.preprocessing.colour)
            masked = self.masking(image, face.landmarks, colour="BGR")
        except MaskError:
            return None
        found = find_again(masked, face.landmarks, self.detector)
        return None if found is None else align(masked, found, self.preprocessing)


@dataclass(frozen=True)
class CropCutter:
    """Takes pictures that are aligned already; draws masks where the card says that the landmarks are."""

    preprocessing: Preprocessing
    masking: Masking | None = None

    @property
    def lost(self) -> str:
        """Why a picture has no crop."""
        return "not an aligned crop" if self.masking is None else "not an aligned crop, or no mask fits it"

    @property
    def way(self) -> str:
        """Crop size, masks, and the code."""
        return _way("aligned", self.preprocessing, self.masking)

    def crops(self, images: Sequence[Image]) -> list[Crop | None]:
        """Check the size of each picture (BGR), and turn it into the card's colours."""
        return [self._crop(image) for image in images]

    def _crop(self, image: Image) -> Crop | None:
        assert self.preprocessing.alignment is not None
        if image.shape[:2] != self.preprocessing.size:
            return None
        crop = image if self.preprocessing.colour == "BGR" else np.ascontiguousarray(image[..., ::-1])
        if self.masking is None:
            return crop
        try:
            landmarks = np.array(self.preprocessing.alignment.points, np.float32)
            return self.masking(crop, landmarks, colour=self.preprocessing.colour)
        except MaskError:
            return None


def most_central(faces: Sequence[Face], size: tuple[int, int]) -> Face | None:
    """The face whose box is centred nearest to the image's centre: LFW centres the person whom an image is named for.

    Args:
        faces: found in the image.
        size: (height, width) of the image.
    """
    centre = np.array([size[1] / 2, size[0] / 2])
    return min(faces, key=lambda face: float(np.hypot(*((face.box[:2] + face.box[2:]) / 2 - centre))), default=None)


def find_again(image: Image, landmarks: Landmarks, detector: Detector) -> Landmarks | None:
    """The landmarks that the detector sees on a face that has been masked; None if it doesn't see the face any more.

    Args:
        image: (height, width, 3) uint8 BGR, with the mask on it.
        landmarks: of the face before.
        detector: finds faces.
    """
    reach = _SAME_FACE * float(np.linalg.norm(landmarks[1] - landmarks[0]))
    for face in detector.detect(image):  # the surest first
        if np.linalg.norm(face.landmarks[:3] - landmarks[:3], axis=1).mean() <= reach:
            return face.landmarks
    return None


def _in_crop(landmarks: Landmarks, preprocessing: Preprocessing) -> Landmarks:
    """(5, 2) where a face's landmarks come to lie in the crop that is aligned by them."""
    if preprocessing.alignment is None:
        raise CalibrationError("the recogniser's card does not say how a face is aligned")
    matrix = similarity(landmarks, preprocessing.alignment.points).matrix
    return np.asarray(landmarks @ matrix[:, :2].T + matrix[:, 2], np.float32)


def _way(source: str, preprocessing: Preprocessing, masking: Masking | None) -> str:
    masked = "no masks" if masking is None else masking.way
    return f"{source}, {preprocessing.model_dump_json()}, {masked}, code {_code_digest(masking is not None)}"


def _code_digest(masked: bool) -> str:
    """Of the code between a picture and its crop: crops that older code made are others."""
    vision, drawing = Path(str(gate.vision.__file__)).parent, Path(str(masks.__file__)).parent
    files = [Path(__file__), *(vision / f"{name}.py" for name in _CODE)]
    files += sorted(drawing.glob("*.py")) if masked else []
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()
