"""The one path of this room from pictures to templates: cut, embed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from calibration.cutting import CropCutter, Cutter, Masking, PhotographCutter
from engines.backend import FloatArray
from engines.card import Preprocessing
from engines.onnxruntime_backend import OnnxRuntimeBackend
from engines.registry import Model, resolve
from gate.vision.detector import Detector
from gate.vision.embed import Embedder, Recogniser
from gate.vision.types import Crop, Image
from gate.vision.yunet import YuNet

NO_FACE = np.empty(0, dtype=np.float32)
"""Stands for the template of an image in which no face was found."""


@dataclass(frozen=True)
class Measurable:
    """A recogniser with its name and identity: a model's file, or a network in training."""

    name: str
    digest: str
    """SHA-256 of its file or weights."""
    preprocessing: Preprocessing
    recogniser: Recogniser


@dataclass(frozen=True)
class FacePath:
    """A cutter and a recogniser, joined."""

    cutter: Cutter
    recogniser: Recogniser
    recogniser_way: str
    """All that a template depends on besides the crop."""

    @property
    def way(self) -> str:
        """All that a template depends on besides the picture: for caches and records."""
        return f"recogniser {self.recogniser_way}, {self.cutter.way}"

    def templates(self, images: Sequence[Image]) -> list[NDArray[np.float32]]:
        """The template, (D,) with norm 1, of each image; `NO_FACE` where it was lost."""
        crops = self.cutter.crops(images)
        acquired = [crop for crop in crops if crop is not None]
        vectors = iter(self.recogniser.embed(acquired) if acquired else ())
        return [NO_FACE if crop is None else next(vectors) for crop in crops]


@dataclass(frozen=True)
class FlipAveraged:
    """A recogniser that adds the templates of a crop and its mirror image, and normalises the sum.

    InsightFace's evaluation does so with embeddings of any length; here each of the two weighs the same.
    """

    recogniser: Recogniser

    @property
    def template_space(self) -> str:
        """Not the recogniser's own: its templates lie elsewhere."""
        return f"{self.recogniser.template_space} flip averaged"

    @property
    def dim(self) -> int:
        """Length of a template."""
        return self.recogniser.dim

    def embed(self, crops: Sequence[Crop]) -> FloatArray:
        """(N, dim) float32 of norm 1."""
        mirrored = [np.ascontiguousarray(crop[:, ::-1]) for crop in crops]
        both = self.recogniser.embed(crops) + self.recogniser.embed(mirrored)
        return np.asarray(both / np.linalg.norm(both, axis=1, keepdims=True), np.float32)


def flip_averaged(model: Measurable) -> Measurable:
    """The same model, with every template averaged over the crop's mirror image."""
    return replace(
        model,
        name=f"{model.name} (flip averaged)",
        digest=f"{model.digest} flip averaged",
        recogniser=FlipAveraged(model.recogniser),
    )


def open_recogniser(model: Model, *, threads: int | None = None) -> Measurable:
    """Load a recogniser's file.

    Args:
        model: the recogniser.
        threads: of the network; None takes one for each core.

    Raises:
        ModelError: it can't be loaded.
    """
    backend = OnnxRuntimeBackend(model.path, threads=threads)
    card = model.card
    return Measurable(card.name, card.digest, card.preprocessing, Embedder(backend, card))


def open_detector(*, threads: int | None = None) -> tuple[Detector, str]:
    """Load the gate's detector, and tell the SHA-256 of its file.

    Raises:
        ModelError: it can't be found or loaded.
    """
    found = resolve("yunet", kind="detector")
    return YuNet(OnnxRuntimeBackend(found.path, threads=threads), found.card), found.card.digest


def photograph_path(model: Measurable, masking: Masking | None = None, *, threads: int | None = None) -> FacePath:
    """From photographs to templates, by way of the gate's own detector.

    Raises:
        ModelError: the detector can't be found or loaded.
    """
    detector, digest = open_detector(threads=threads)
    return FacePath(PhotographCutter(detector, digest, model.preprocessing, masking), model.recogniser, model.digest)


def crop_path(model: Measurable, masking: Masking | None = None) -> FacePath:
    """From aligned crops to templates."""
    return FacePath(CropCutter(model.preprocessing, masking), model.recogniser, model.digest)
