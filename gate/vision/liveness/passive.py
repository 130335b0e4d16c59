"""Passive liveness: two small networks look at the face, each with more or less of what lies around it.

MiniFASNetV2 sees 2.7 times the face's box, MiniFASNetV1SE 4.0 times (Silent-Face-Anti-Spoofing, minivision-ai,
Apache-2.0); each gives probabilities of three classes, of which the second is a live face. Their authors shift and
shrink a crop that would leave the frame; networks that have learned what surrounds a face then see something else, so
here such a face is not judged at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from engines.backend import Backend
from engines.errors import ModelError
from engines.liveness.known import KNOWN
from engines.onnxruntime_backend import OnnxRuntimeBackend
from engines.registry import Model, resolve
from gate.vision.liveness.passive_check import CannotJudge, PassiveVerdict
from gate.vision.types import Face, Image

SMALLEST = 64
"""Width of a face in pixels below which nothing is judged: the networks see 80 pixels of 2.7 widths."""
LIVE = 1
"""The class of a live face."""


@dataclass(frozen=True)
class Fitted:
    """One network and the crop that it wants."""

    backend: Backend
    scale: float
    """Sides of the crop for each side of the face's box."""
    size: tuple[int, int]
    """(height, width) of its input."""


class Passive:
    """The networks of a gate, joined by their mean.

    Args:
        networks: All of them.
        threshold: Mean probability of a live face that is enough, 0..1.
    """

    def __init__(self, networks: Sequence[Fitted], threshold: float) -> None:
        self._networks = tuple(networks)
        self._threshold = threshold

    def judge(self, image: Image, face: Face) -> PassiveVerdict:
        """See `PassiveCheck.judge`."""
        cannot = judgeable(face, image.shape, max(network.scale for network in self._networks))
        if cannot is not None:
            return PassiveVerdict(live=False, score=0.0, cannot=cannot)
        score = float(np.mean([self._score(network, image, face) for network in self._networks]))
        return PassiveVerdict(live=score >= self._threshold, score=score)

    def _score(self, network: Fitted, image: Image, face: Face) -> float:
        crop = cut(image, face, network.scale, network.size)
        batch = np.ascontiguousarray(crop.transpose(2, 0, 1)[None], np.float32)
        (probabilities,) = network.backend.run(batch).values()
        return float(np.asarray(probabilities).reshape(-1)[LIVE])


def judgeable(face: Face, frame: Sequence[int], scale: float) -> CannotJudge | None:
    """Why a face can't be judged; None: it can.

    Args:
        face: In the frame.
        frame: (height, width, …).
        scale: Of the widest crop.
    """
    if face.width < SMALLEST:
        return "too_small"
    height, width = frame[:2]
    if face.width * scale > width or face.height * scale > height:
        return "too_large"
    x1, y1, x2, y2 = _crop(face, scale)
    inside = x1 >= 0 and y1 >= 0 and x2 <= width and y2 <= height
    return None if inside else "at_the_edge"


def cut(image: Image, face: Face, scale: float, size: tuple[int, int]) -> NDArray[np.uint8]:
    """The face with its surroundings, BGR, resized to (height, width); black beyond the frame."""
    x1, y1, x2, y2 = (round(value) for value in _crop(face, scale))
    height, width = image.shape[:2]
    part = image[max(y1, 0) : min(y2, height), max(x1, 0) : min(x2, width)]
    if x1 < 0 or y1 < 0 or x2 > width or y2 > height:
        edges = (max(-y1, 0), max(y2 - height, 0), max(-x1, 0), max(x2 - width, 0))
        part = np.asarray(cv2.copyMakeBorder(part, *edges, cv2.BORDER_CONSTANT), np.uint8)
    return np.asarray(cv2.resize(part, size[::-1]), np.uint8)


def _crop(face: Face, scale: float) -> tuple[float, float, float, float]:
    x1, y1, x2, y2 = face.box.tolist()
    middle_x, middle_y = (x1 + x2) / 2, (y1 + y2) / 2
    half_x, half_y = (x2 - x1) * scale / 2, (y2 - y1) * scale / 2
    return middle_x - half_x, middle_y - half_y, middle_x + half_x, middle_y + half_y


def installed(models: Path) -> bool:
    """Whether all networks lie in the folder."""
    return all((models / known.file).is_file() for known in KNOWN)


def open_passive(models: Path, *, threads: int, threshold: float) -> Passive:
    """Load the networks that `gate models add liveness` has put there.

    Raises:
        ModelError: one is missing, damaged, or can't run.
    """
    missing = [known.file for known in KNOWN if not (models / known.file).is_file()]
    if missing:
        raise ModelError(f"{', '.join(missing)} not in {models}: `gate models add liveness FILE…`")
    return Passive(
        [_fit(resolve(models / known.file, kind="liveness"), known.scale, threads) for known in KNOWN], threshold
    )


def _fit(model: Model, scale: float, threads: int) -> Fitted:
    size = model.card.preprocessing.size
    if size is None:
        raise ModelError(f"the card of {model.card.name} names no input size")
    return Fitted(OnnxRuntimeBackend(model.path, threads=threads, provider="cpu"), scale, size)
