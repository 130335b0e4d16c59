"""Looks: embedded views of a face. Those of one frame, and what a track remembers of its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import inf, nan

from engines.card import Preprocessing
from gate.vision.align import align
from gate.vision.embed import Recogniser
from gate.vision.fuse import fuse
from gate.vision.mask_state import MaskReader, MaskReading
from gate.vision.quality import Quality, assess
from gate.vision.types import Crop, Face, Image, Template


class FrameLooks:
    """The faces of one frame: aligned and measured when first asked for, embedded in one batch when told to.

    Args:
        image: the frame.
        faces: found in it.
        recogniser: makes the templates.
        preprocessing: of the recogniser's card.
        most: how many looks may be taken.
        masks: tells what the faces that are looked at wear; None: nobody does.
    """

    def __init__(
        self,
        image: Image,
        faces: Sequence[Face],
        recogniser: Recogniser,
        preprocessing: Preprocessing,
        most: int,
        masks: MaskReader | None = None,
    ) -> None:
        self._faces = faces
        self._left = most
        self._image = image
        self._recogniser = recogniser
        self._preprocessing = preprocessing
        self._views: dict[int, tuple[Crop, Quality]] = {}
        self._masks = masks
        self._looks: dict[int, Template] = {}
        self._readings: dict[int, MaskReading] = {}

    def quality(self, index: int) -> Quality:
        """How good the view of a face is."""
        return self._view(index)[1]

    def take(self, indices: Iterable[int]) -> None:
        """Embed these faces, the largest first while looks are left, unless it has been done."""
        new = sorted((i for i in indices if i not in self._looks), key=lambda i: -self._faces[i].width)[: self._left]
        if not new:
            return
        self._left -= len(new)
        vectors = self._recogniser.embed([self._view(index)[0] for index in new])
        vectors.flags.writeable = False
        for index, vector in zip(new, vectors, strict=True):
            self._looks[index] = Template(vector, self._recogniser.template_space, self.quality(index).overall)
        if self._masks is not None:
            read = self._masks.read(self._image, [self._faces[index].landmarks for index in new])
            self._readings.update(zip(new, read, strict=True))

    def taken(self, index: int) -> Template | None:
        """The look at a face, if it has been taken."""
        return self._looks.get(index)

    def reading(self, index: int) -> MaskReading | None:
        """What a face wears, if a look has been taken and somebody tells."""
        return self._readings.get(index)

    def _view(self, index: int) -> tuple[Crop, Quality]:
        if index not in self._views:
            face = self._faces[index]
            crop = align(self._image, face.landmarks, self._preprocessing)
            self._views[index] = crop, assess(face, crop, self._image.shape[:2], faces=len(self._faces))
        return self._views[index]


class TrackMemory:
    """A track's looks so far.

    Args:
        kept: how many of them are fused, the best ones.
    """

    def __init__(self, kept: int) -> None:
        self.doubtful = False
        """It is open whether the track is still the same person's."""
        self.count = 0
        """Looks taken."""
        self.newest = -inf
        """When the newest one was taken, in seconds."""
        self.template: Template | None = None
        """The fused looks."""
        self.mask: MaskReading | None = None
        """Of the newest look; None: nobody tells."""
        self._kept = kept
        self._looks: list[Template] = []

    @property
    def best(self) -> float:
        """Quality of the best look; 0 without any."""
        return self._looks[0].quality if self._looks else 0.0

    def cosine(self, look: Template | None) -> float:
        """Similarity of a look to the template; NaN when either is missing."""
        if look is None or self.template is None:
            return nan
        return float(self.template.vector @ look.vector)

    def add(self, look: Template, time: float, mask: MaskReading | None = None) -> None:
        """Take in a look at the same person, and what they wear: this ends any doubt."""
        self._looks = sorted([*self._looks, look], key=lambda kept: -kept.quality)[: self._kept]
        self.template = fuse(self._looks)
        self.count += 1
        self.newest = time
        self.mask = mask
        self.doubtful = False
