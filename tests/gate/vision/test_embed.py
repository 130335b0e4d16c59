from __future__ import annotations

import cv2
import numpy as np
import pytest

from engines.backend import FloatArray, TensorSpec
from engines.errors import ModelError
from engines.registry import Model
from gate.vision.align import align
from gate.vision.embed import MAX_BATCH, Embedder, Recogniser
from gate.vision.fakes import FakeRecogniser
from gate.vision.types import Crop, Image
from gate.vision.yunet import YuNet
from tests.gate.vision.agreement import matches, peer_faces


class Network:
    """Answers with each crop's first pixel and its mean; or with a fault."""

    def __init__(self, *, batch: int | None = None, fault: str = "") -> None:
        self.inputs = (TensorSpec("data", (batch, 3, 112, 112), "float"),)
        self.sizes: list[int] = []
        self._fault = fault

    def run(self, batch: FloatArray) -> dict[str, FloatArray]:
        self.sizes.append(len(batch))
        answer = np.zeros((len(batch), 128), np.float32)
        answer[:, :3] = batch[:, :, 0, 0] + 1
        answer[:, 3] = batch.mean(axis=(1, 2, 3))
        if self._fault == "shape":
            return {"fc1": answer[:, :64]}
        answer[-1] = {"nan": np.nan, "zero": 0, "inf": np.inf}.get(self._fault, answer[-1])
        return {"fc1": answer}


def crops(count: int) -> list[Crop]:
    return list(np.random.default_rng(0).integers(0, 256, (count, 112, 112, 3), dtype=np.uint8))


@pytest.mark.parametrize(("batch", "sizes"), [(None, [MAX_BATCH, MAX_BATCH, 3]), (1, [1] * (2 * MAX_BATCH + 3))])
def test_batches_fit_the_network_and_keep_their_order(sface: Model, batch: int | None, sizes: list[int]) -> None:
    network, pictures = Network(batch=batch), crops(2 * MAX_BATCH + 3)
    recogniser: Recogniser = Embedder(network, sface.card)  # type: ignore[arg-type]
    vectors = recogniser.embed(pictures)
    assert network.sizes == sizes
    assert vectors.dtype == np.float32
    wanted = np.array([[*(crop[0, 0].astype(float) + 1), crop.mean()] for crop in pictures])
    np.testing.assert_allclose(vectors[:, :4], wanted / np.linalg.norm(wanted, axis=1, keepdims=True), rtol=1e-4)


def test_nothing_to_embed(sface: Model) -> None:
    assert Embedder(Network(), sface.card).embed([]).shape == (0, 128)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("fault", "message"), [("shape", "dim 128"), *((f, "no direction") for f in ("nan", "inf", "zero"))]
)
def test_an_answer_that_is_no_template_is_refused(sface: Model, fault: str, message: str) -> None:
    with pytest.raises(ModelError, match=message):
        Embedder(Network(fault=fault), sface.card).embed(crops(2))  # type: ignore[arg-type]


def test_a_detectors_card_is_refused(yunet: Model) -> None:
    with pytest.raises(ModelError, match="no recogniser's"):
        Embedder(Network(), yunet.card)  # type: ignore[arg-type]


def test_a_batch_gives_what_single_crops_give(embedder: Embedder) -> None:
    pictures = crops(3)
    together = embedder.embed(pictures)
    alone = np.concatenate([embedder.embed([crop]) for crop in pictures])
    np.testing.assert_allclose(together, alone, atol=1e-5)
    np.testing.assert_allclose(np.linalg.norm(together, axis=1), 1, rtol=1e-5)
    assert together is not embedder.embed(pictures)


def test_agrees_with_opencv_on_the_same_crop(embedder: Embedder, peer_recogniser: cv2.FaceRecognizerSF) -> None:
    for crop in crops(3):
        theirs = peer_recogniser.feature(np.ascontiguousarray(crop[..., ::-1]))[0]
        assert embedder.embed([crop])[0] @ theirs / np.linalg.norm(theirs) >= 0.9999


@pytest.mark.data
@pytest.mark.parametrize("images", ["masked_images", "lfw_images"])
def test_agrees_with_opencv_from_image_to_template(
    images: str,
    native_detector: YuNet,
    embedder: Embedder,
    sface: Model,
    peer_detector: cv2.FaceDetectorYN,
    peer_recogniser: cv2.FaceRecognizerSF,
    request: pytest.FixtureRequest,
) -> None:
    pictures: list[Image] = request.getfixturevalue(images)[:20]
    compared = 0
    for image in pictures:
        theirs, faces = peer_faces(peer_detector, image), native_detector.detect(image)
        for row, column in matches(theirs, faces):
            vector = peer_recogniser.feature(peer_recogniser.alignCrop(image, theirs[row]))[0]
            ours = embedder.embed([align(image, faces[column].landmarks, sface.card.preprocessing)])[0]
            assert ours @ vector / np.linalg.norm(vector) >= 0.999
            compared += 1
    assert compared >= 20


def test_the_fake_knows_people_apart() -> None:
    recogniser: Recogniser = FakeRecogniser()
    anna, ben = (np.full((112, 112, 3), person, np.uint8) for person in (1, 2))
    vectors = recogniser.embed([anna, ben, anna])
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, rtol=1e-5)
    assert vectors[0] @ vectors[2] == pytest.approx(1)
    assert abs(vectors[0] @ vectors[1]) < 0.3
    assert recogniser.embed([]).shape == (0, recogniser.dim)
