"""Pictures as the gate looks at them: how good the look is, and how long the template was before it was normalised."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from calibration.cutting import Masking, find_again, most_central
from calibration.errors import MaskError
from engines.onnxruntime_backend import OnnxRuntimeBackend
from engines.registry import Model
from gate.vision.align import align
from gate.vision.detector import Detector
from gate.vision.image_io import read_image
from gate.vision.preprocess import Preprocessor
from gate.vision.quality import Quality, assess
from gate.vision.types import Face, Image


@dataclass(frozen=True)
class Measured:
    """One look."""

    quality: Quality
    norm: float
    """Of the recogniser's output (Meng et al., "MagFace", 2021: it grows with quality where a loss made it so)."""


class Measurer:
    """Measures pictures.

    Args:
        model: the recogniser.
        detector: finds faces.
        masking: draws a mask first; None: the picture as it is.
        threads: of the recogniser.
    """

    def __init__(
        self, model: Model, detector: Detector, masking: Masking | None = None, *, threads: int | None = None
    ) -> None:
        self._backend = OnnxRuntimeBackend(model.path, threads=threads)
        self._preprocessing = model.card.preprocessing
        self._preprocessor = Preprocessor(self._preprocessing)
        self._output = model.card.outputs[0]
        self._detector, self._masking = detector, masking

    def measure(self, paths: Iterable[Path]) -> Iterator[Measured | None]:
        """One look at each picture; None where its face is not found.

        Raises:
            ImageError: a picture can't be read.
        """
        for path in paths:
            seen = self._see(read_image(path))
            yield None if seen is None else self._look(*seen)

    def _see(self, image: Image) -> tuple[Image, Face] | None:
        """The same face as `PhotographCutter` takes."""
        face = most_central(self._detector.detect(image), image.shape[:2])
        if face is None or self._masking is None:
            return None if face is None else (image, face)
        try:
            masked = self._masking(image, face.landmarks, colour="BGR")
        except MaskError:
            return None
        faces: list[Face] = self._detector.detect(masked)
        where = find_again(masked, face.landmarks, _Found(faces))
        again = next((one for one in faces if one.landmarks is where), None)
        return None if again is None else (masked, again)

    def _look(self, image: Image, face: Face) -> Measured:
        crop = align(image, face.landmarks, self._preprocessing)
        vector = self._backend.run(self._preprocessor.batch([crop]))[self._output][0]
        return Measured(assess(face, crop, image.shape[:2]), float(np.linalg.norm(vector)))


@dataclass(frozen=True)
class _Found:
    """Faces that were found already: no picture is searched twice."""

    faces: list[Face]

    def detect(self, image: Image) -> list[Face]:  # noqa: ARG002 - it is the picture that they were found in
        return self.faces
