from __future__ import annotations

import cv2
import numpy as np
import pytest

from engines.card import Preprocessing
from gate.vision.preprocess import Preprocessor

MEAN, SCALE = (10.0, 20.0, 30.0), (0.5, 0.25, 0.125)


def preprocessing(**changes: object) -> Preprocessing:
    given = {"size": None, "colour": "RGB", "mean": MEAN, "scale": SCALE, "in_graph": False}
    return Preprocessing.model_validate(given | changes)


def images(count: int, height: int = 5, width: int = 7) -> list[np.ndarray]:
    return list(np.random.default_rng(0).integers(0, 256, (count, height, width, 3), dtype=np.uint8))


def test_the_cards_numbers_are_applied_channel_by_channel() -> None:
    pictures = images(3)
    wanted = (np.stack(pictures).transpose(0, 3, 1, 2) - np.reshape(MEAN, (3, 1, 1))) * np.reshape(SCALE, (3, 1, 1))
    batch = Preprocessor(preprocessing()).batch(pictures)
    assert batch.dtype == np.float32
    assert batch.flags.c_contiguous
    np.testing.assert_allclose(batch, wanted)


def test_a_network_that_normalises_itself_gets_pixels() -> None:
    batch = Preprocessor(preprocessing(in_graph=True)).batch(images(2))
    np.testing.assert_array_equal(batch, cv2.dnn.blobFromImages(images(2)))


@pytest.mark.parametrize("size", [(5, 7), (32, 32), (33, 64)])
def test_padding_is_black_below_and_to_the_right(size: tuple[int, int]) -> None:
    height, width = size
    [picture] = images(1, height, width)
    preprocessor = Preprocessor(preprocessing(mean=(0, 0, 0), scale=(1, 1, 1)))
    preprocessor.batch([np.full((96, 96, 3), 255, np.uint8)])  # what an earlier frame left in the memory must not show
    batch = preprocessor.batch([picture], divisor=32)
    bottom, right = -height % 32, -width % 32
    padded = cv2.copyMakeBorder(picture, 0, bottom, 0, right, cv2.BORDER_CONSTANT)
    np.testing.assert_array_equal(batch, cv2.dnn.blobFromImage(padded))


def test_the_memory_is_used_again() -> None:
    preprocessor = Preprocessor(preprocessing())
    first = preprocessor.batch(images(2))
    assert np.shares_memory(first, preprocessor.batch(images(1)))
