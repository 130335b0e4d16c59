"""The gate's detector, for preparing pictures and for finding faces again under drawn masks."""

from __future__ import annotations

from engines.errors import ModelError
from engines.onnxruntime_backend import OnnxRuntimeBackend
from engines.registry import Model, resolve
from gate.vision.detector import Detector
from gate.vision.yunet import YuNet
from trainer.errors import TrainerError


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
