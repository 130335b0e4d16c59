"""What hides the lower half of a face: one small network, asked when a face is looked at, not in every frame.

The network's card says how a face is cut out for it: like the recogniser's crop at half its size, with more around it,
so that the chin is there when the landmarks under a mask are not quite where they should be.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

import cv2
import numpy as np

from engines.backend import Backend
from engines.card import Card, Preprocessing
from engines.errors import ModelError
from engines.operating_point import Mask
from gate.vision.align import align, similarity
from gate.vision.preprocess import Preprocessor
from gate.vision.types import Crop, Image, Landmarks

CERTAIN = 0.7
"""Probability from which a state is believed. Chosen on held-out training pictures (docs/results/mask_state.md)."""

_MAX_BATCH = 16
_REDUCED = 0.5
"""Below this scale a face is made smaller by averaging first: interpolation alone would skip pixels of the cloth."""
_KEPT = 0.8
"""About the scale that is left for interpolation then."""
_ROOM = 1.2
"""What is made smaller reaches this far from the middle of the landmarks, in half diagonals of the crop."""


class MaskState(str, Enum):
    """In the order of the network's outputs."""

    NONE = "none"
    WORN = "worn"
    """Over mouth and nose."""
    BELOW_NOSE = "below_nose"
    """Over the mouth; the nose tip is bare."""
    OTHER = "other"
    """Something else hides the mouth: a hand, a scarf."""


STATES = tuple(MaskState)

_CELL_OF: dict[MaskState, Mask] = {MaskState.NONE: "unmasked", MaskState.WORN: "masked"}
"""The cells that thresholds were measured in know faces that are bare and faces with a mask on; nothing in between."""


@dataclass(frozen=True)
class MaskReading:
    """What the network says about one view of a face."""

    state: MaskState
    """The most probable one."""
    probability: float
    """Of that state, 0..1."""

    @property
    def believed(self) -> bool:
        """Whether the state is probable enough to rely on."""
        return self.probability >= CERTAIN

    @property
    def mask(self) -> Mask | None:
        """What the face counts as; None: unknown, so that the strictest threshold holds.

        A mask below the nose and other things before the mouth are unknown, too: no threshold was measured with them.
        """
        return _CELL_OF.get(self.state) if self.believed else None


class MaskReader(Protocol):
    """Tells what faces wear."""

    def read(self, image: Image, faces: Sequence[Landmarks]) -> list[MaskReading]:
        """One reading for each face.

        Args:
            image: (height, width, 3) uint8 BGR.
            faces: (5, 2) landmarks of each, in pixels of the image.
        """
        ...


class MaskStateNetwork:
    """The classifier on any backend. One for each thread: it works in memory of its own.

    Args:
        backend: the network.
        card: its card.

    Raises:
        ModelError: the card does not say how a face is cut out.
    """

    def __init__(self, backend: Backend, card: Card) -> None:
        if card.preprocessing.alignment is None or card.preprocessing.size is None:
            raise ModelError(f"the card of {card.name} does not say how a face is cut out for it")
        self.backend = backend
        self.card = card
        self._name = card.name
        self._output = card.outputs[0]
        self._preprocessing = card.preprocessing
        self._preprocessor = Preprocessor(card.preprocessing)

    def read(self, image: Image, faces: Sequence[Landmarks]) -> list[MaskReading]:
        """One reading for each face.

        Raises:
            ModelError: the network failed, or its answer is no probabilities.
        """
        crops = [mask_crop(image, landmarks, self._preprocessing) for landmarks in faces]
        readings: list[MaskReading] = []
        for start in range(0, len(crops), _MAX_BATCH):
            batch = self._preprocessor.batch(crops[start : start + _MAX_BATCH])
            answer = self.backend.run(batch)[self._output]
            if answer.shape != (len(batch), len(STATES)) or not np.isfinite(answer).all():
                raise ModelError(f"{self._name} answered with no probabilities of {len(STATES)} states")
            best = answer.argmax(axis=1)
            readings += [MaskReading(STATES[i], float(row[i])) for i, row in zip(best.tolist(), answer, strict=True)]
        return readings


def mask_crop(image: Image, landmarks: Landmarks, preprocessing: Preprocessing) -> Crop:
    """Cut a face out as the network wants to see it; a large face is averaged down to size first.

    Args:
        image: (height, width, 3) uint8 BGR.
        landmarks: (5, 2) in its pixels.
        preprocessing: of the network's card.
    """
    assert preprocessing.alignment is not None
    assert preprocessing.size is not None
    transform = similarity(landmarks, preprocessing.alignment.points)
    scale = abs(transform.z)
    if scale >= _REDUCED:
        return align(image, landmarks, preprocessing)
    reach = _ROOM * float(np.hypot(*preprocessing.size)) / 2 / max(scale, 1e-3)
    x, y = landmarks.mean(axis=0).tolist()
    left, top = max(int(x - reach), 0), max(int(y - reach), 0)
    by = max(round(_KEPT / max(scale, 1e-3)), 1)  # a whole number: OpenCV averages those quickly
    part = image[top : max(int(y + reach), 0), left : max(int(x + reach), 0)]
    height, width = part.shape[0] // by, part.shape[1] // by
    if not height or not width:
        return align(image, landmarks, preprocessing)
    small = cv2.resize(part[: height * by, : width * by], (width, height), interpolation=cv2.INTER_AREA)
    # Pixels are counted at their centres: resizing carries x to (x + 0.5)·factor - 0.5.
    moved = (landmarks - (left, top) + 0.5) / by - 0.5
    return align(np.asarray(small, np.uint8), moved.astype(np.float32), preprocessing)
