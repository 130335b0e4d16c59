from __future__ import annotations

import cv2
import numpy as np
import pytest

from engines.backend import FloatArray
from engines.errors import ModelError
from engines.onnxruntime_backend import OnnxRuntimeBackend
from engines.registry import resolve
from gate.capture.demo_people import ASSETS
from gate.vision.align import align
from gate.vision.mask_state import CERTAIN, STATES, MaskReading, MaskState, MaskStateNetwork, mask_crop
from gate.vision.types import Landmarks

MODEL = resolve("mask_state", kind="mask_state")
ASTRONAUT: Landmarks = np.array([(207, 112), (244, 112), (226, 137), (211, 153), (243, 153)], np.float32)
"""Roughly, on the project's own portrait."""


@pytest.fixture(scope="module")
def network() -> MaskStateNetwork:
    return MaskStateNetwork(OnnxRuntimeBackend(MODEL.path, threads=1), MODEL.card)


class Answering:
    """A backend that answers what it is told to."""

    inputs = outputs = ()

    def __init__(self, answer: object) -> None:
        self.answer = np.asarray(answer, np.float32)
        self.batches: list[int] = []

    def run(self, batch: FloatArray) -> dict[str, FloatArray]:
        self.batches.append(len(batch))
        return {MODEL.card.outputs[0]: self.answer if self.answer.ndim == 2 else np.tile(self.answer, (len(batch), 1))}


@pytest.mark.parametrize(
    ("state", "probability", "mask"),
    [
        (MaskState.NONE, 1.0, "unmasked"),
        (MaskState.WORN, CERTAIN, "masked"),
        (MaskState.WORN, CERTAIN - 1e-6, None),
        (MaskState.NONE, 0.3, None),
        (MaskState.BELOW_NOSE, 1.0, None),
        (MaskState.OTHER, 1.0, None),
        (MaskState.NONE, float("nan"), None),
    ],
)
def test_only_a_sure_reading_of_a_measured_state_chooses_a_cell(
    state: MaskState, probability: float, mask: str | None
) -> None:
    assert MaskReading(state, probability).mask == mask


def test_the_most_probable_state_is_read_in_the_order_of_the_outputs() -> None:
    image = np.zeros((200, 200, 3), np.uint8)
    for place, state in enumerate(STATES):
        answer = np.full(4, 0.1)
        answer[place] = 0.7
        network = MaskStateNetwork(Answering(answer), MODEL.card)  # type: ignore[arg-type]
        assert network.read(image, [ASTRONAUT / 2]) == [MaskReading(state, pytest.approx(0.7))]


@pytest.mark.parametrize("answer", [[[0.5, 0.5]], [[np.nan] * 4], [[0.25] * 4] * 2])
def test_an_answer_that_is_none_is_refused(answer: object) -> None:
    network = MaskStateNetwork(Answering(answer), MODEL.card)  # type: ignore[arg-type]
    with pytest.raises(ModelError, match="no probabilities"):
        network.read(np.zeros((200, 200, 3), np.uint8), [ASTRONAUT / 2])


def test_a_crowd_is_read_in_batches_and_nobody_is_left_out() -> None:
    backend = Answering([0.9, 0.1, 0, 0])
    network = MaskStateNetwork(backend, MODEL.card)  # type: ignore[arg-type]
    assert len(network.read(np.zeros((200, 200, 3), np.uint8), [ASTRONAUT / 2] * 37)) == 37
    assert backend.batches == [16, 16, 5]
    assert network.read(np.zeros((9, 9, 3), np.uint8), []) == []


def test_the_shipped_file_is_small_and_tells_a_bare_portrait(network: MaskStateNetwork) -> None:
    assert MODEL.path.stat().st_size < 1_000_000
    image = cv2.imread(str(ASSETS / "astronaut.jpg"))
    (reading,) = network.read(np.asarray(image, np.uint8), [ASTRONAUT])
    assert reading.state is MaskState.NONE
    assert reading.mask == "unmasked"


@pytest.mark.parametrize("factor", [0.4, 1.0, 3.0])
def test_a_face_is_cut_alike_at_every_size(factor: float) -> None:
    """A large face is averaged down: what is seen of it does not depend on the camera's resolution."""
    image = np.asarray(cv2.imread(str(ASSETS / "astronaut.jpg")), np.uint8)
    size = (round(image.shape[1] * factor), round(image.shape[0] * factor))
    scaled = np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC))
    landmarks = ((ASTRONAUT + 0.5) * np.array(size) / image.shape[1::-1] - 0.5).astype(np.float32)
    wanted = mask_crop(image, ASTRONAUT, MODEL.card.preprocessing)
    found = mask_crop(scaled.astype(np.uint8), landmarks, MODEL.card.preprocessing)
    assert wanted.shape == found.shape == (64, 64, 3)
    assert np.abs(wanted.astype(int) - found).mean() < 12


def test_fine_cloth_does_not_turn_into_a_pattern_of_its_own() -> None:
    """Of a face 20 times as large as the crop, interpolation alone would pick single pixels."""
    stripes = np.zeros((3000, 3000, 3), np.uint8)
    stripes[:, ::2] = 255
    landmarks = ((ASTRONAUT - ASTRONAUT.mean(0)) * 25 + 1500).astype(np.float32)
    spread = [
        float(cut(stripes, landmarks, MODEL.card.preprocessing)[16:48, 16:48].std()) for cut in (mask_crop, align)
    ]
    assert spread[0] < 3
    assert spread[0] <= spread[1]


@pytest.mark.parametrize(
    "landmarks",
    [
        ASTRONAUT - 400,
        ASTRONAUT + 5000,
        np.full((5, 2), 40, np.float32),
        ASTRONAUT * 1e4,
        ASTRONAUT[::-1].copy(),
    ],
    ids=["above the frame", "below it", "all in one place", "far too large", "in a wrong order"],
)
def test_landmarks_that_are_off_give_a_reading_and_no_fault(network: MaskStateNetwork, landmarks: Landmarks) -> None:
    image = np.asarray(cv2.imread(str(ASSETS / "astronaut.jpg")), np.uint8)
    (reading,) = network.read(image, [landmarks])
    assert 0 <= reading.probability <= 1 + 1e-6
