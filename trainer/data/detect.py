"""The gate's detector, for preparing pictures and for finding faces again under drawn masks."""

from __future__ import annotations

import numpy as np

from engines.errors import ModelError
from engines.onnxruntime_backend import OnnxRuntimeBackend
from engines.registry import Model, resolve
from gate.vision.detector import Detector
from gate.vision.types import Image, Landmarks
from gate.vision.yunet import YuNet
from trainer.errors import TrainerError

_SAME_FACE = 0.6
"""A found face is the one we look for if eyes and nose are this near to where they were, over the eyes' distance."""


def detector_model() -> Model:
    """The detector's file and card.

    Raises:
        TrainerError: it can't be made.
    """
    try:
        return resolve("yunet", kind="detector")
    except ModelError as error:
        raise TrainerError(str(error)) from None


def open_detector() -> Detector:
    """A detector on one thread, for this process alone.

    Raises:
        TrainerError: it can't be made.
    """
    model = detector_model()
    try:
        return YuNet(OnnxRuntimeBackend(model.path, threads=1), model.card)
    except ModelError as error:
        raise TrainerError(str(error)) from None


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
