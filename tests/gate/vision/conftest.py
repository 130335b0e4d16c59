"""The built-in networks, and peers that run the same files."""

from __future__ import annotations

import random
from pathlib import Path

import cv2
import numpy as np
import pytest

from engines.onnxruntime_backend import OnnxRuntimeBackend
from engines.registry import Model, resolve
from gate.vision.embed import Embedder
from gate.vision.types import Image
from gate.vision.yunet import YuNet


@pytest.fixture(scope="session")
def yunet(tmp_path_factory: pytest.TempPathFactory) -> Model:
    return resolve("yunet", cache=tmp_path_factory.mktemp("models"))


@pytest.fixture(scope="session")
def sface(tmp_path_factory: pytest.TempPathFactory) -> Model:
    return resolve("sface", cache=tmp_path_factory.mktemp("models"))


@pytest.fixture(scope="session")
def yunet_backend(yunet: Model) -> OnnxRuntimeBackend:
    return OnnxRuntimeBackend(yunet.path, threads=1)


@pytest.fixture(scope="session")
def detector(yunet: Model, yunet_backend: OnnxRuntimeBackend) -> YuNet:
    """Two scales."""
    return YuNet(yunet_backend, yunet.card)


@pytest.fixture(scope="session")
def native_detector(yunet: Model, yunet_backend: OnnxRuntimeBackend) -> YuNet:
    """One scale, the image's own."""
    return YuNet(yunet_backend, yunet.card, two_scales=False)


@pytest.fixture(scope="session")
def embedder(sface: Model) -> Embedder:
    return Embedder(OnnxRuntimeBackend(sface.path, threads=1), sface.card)


@pytest.fixture(scope="session")
def peer_detector(yunet: Model) -> cv2.FaceDetectorYN:
    cv2.setNumThreads(1)
    return cv2.FaceDetectorYN.create(str(yunet.path), "", (320, 320), score_threshold=0.6, nms_threshold=0.3)


@pytest.fixture(scope="session")
def peer_recogniser(sface: Model) -> cv2.FaceRecognizerSF:
    return cv2.FaceRecognizerSF.create(str(sface.path), "")


@pytest.fixture(scope="session")
def masked_images(shared_data: Path) -> list[Image]:
    """A fixed sample of the real photographs of people in masks."""
    return _sample(sorted((shared_data / "masked/rmfrd").glob("*.jpg")), 40)


@pytest.fixture(scope="session")
def lfw_images(shared_data: Path) -> list[Image]:
    """A fixed sample of LFW's training people."""
    names = (shared_data / "lfw/train_identities.txt").read_text(encoding="utf-8").split()
    return _sample([next((shared_data / "lfw/images" / name).glob("*.jpg")) for name in sorted(names)], 40)


def _sample(paths: list[Path], count: int) -> list[Image]:
    chosen = random.Random(0).sample(paths, count)
    return [np.asarray(cv2.imread(str(path)), np.uint8) for path in chosen]
