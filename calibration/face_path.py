"""The one path of this room from photographs to templates: detect, choose the face, align, embed."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import gate.vision
from engines.card import Preprocessing
from engines.onnxruntime_backend import OnnxRuntimeBackend
from engines.registry import Model, resolve
from gate.vision.align import align
from gate.vision.detector import Detector
from gate.vision.embed import Embedder, Recogniser
from gate.vision.types import Face, Image
from gate.vision.yunet import YuNet

_CODE = ("align", "decode", "embed", "image_io", "preprocess", "yunet")
"""The modules of `gate.vision` between a photograph and its template."""

NO_FACE = np.empty(0, dtype=np.float32)
"""Stands for the template of an image in which no face was found."""


@dataclass(frozen=True)
class FacePath:
    """Detector, alignment and recogniser, joined."""

    detector: Detector
    preprocessing: Preprocessing
    """Of the recogniser's card."""
    recogniser: Recogniser
    way: str
    """All that a template depends on besides the image: for caches and records."""

    def templates(self, images: Sequence[Image]) -> list[NDArray[np.float32]]:
        """The template, (D,) with norm 1, of each image's most central face; `NO_FACE` where there is none."""
        faces = [most_central(self.detector.detect(image), image.shape[:2]) for image in images]
        crops = [
            align(image, face.landmarks, self.preprocessing) for image, face in zip(images, faces, strict=True) if face
        ]
        vectors = iter(self.recogniser.embed(crops) if crops else ())
        return [next(vectors) if face else NO_FACE for face in faces]


def most_central(faces: Sequence[Face], size: tuple[int, int]) -> Face | None:
    """The face whose box is centred nearest to the image's centre: LFW centres the person whom an image is named for.

    Args:
        faces: found in the image.
        size: (height, width) of the image.
    """
    centre = np.array([size[1] / 2, size[0] / 2])
    return min(faces, key=lambda face: float(np.hypot(*((face.box[:2] + face.box[2:]) / 2 - centre))), default=None)


def open_face_path(model: Model, *, threads: int | None = None) -> FacePath:
    """Load the detector and a recogniser.

    Args:
        model: the recogniser.
        threads: of each network; None takes one for each core.

    Raises:
        ModelError: a model can't be found or loaded.
    """
    detector = resolve("yunet", kind="detector")
    return FacePath(
        detector=YuNet(OnnxRuntimeBackend(detector.path, threads=threads), detector.card),
        preprocessing=model.card.preprocessing,
        recogniser=Embedder(OnnxRuntimeBackend(model.path, threads=threads), model.card),
        way=(
            f"detector {detector.card.digest}, recogniser {model.card.digest}, "
            f"{model.card.preprocessing.model_dump_json()}, code {_code_digest()}"
        ),
    )


def _code_digest() -> str:
    """Of the code between a photograph and the networks: templates that older code made are others."""
    digest = hashlib.sha256(Path(__file__).read_bytes())
    for name in _CODE:
        digest.update(Path(gate.vision.__file__).with_name(f"{name}.py").read_bytes())
    return digest.hexdigest()
