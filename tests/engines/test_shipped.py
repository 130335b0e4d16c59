"""The recogniser that the gate uses unless it is told otherwise: that it is the published one, and says what it is."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from engines.builtin import SHIPPED
from engines.onnxruntime_backend import OnnxRuntimeBackend
from engines.registry import Model, resolve
from gate.settings import Settings
from gate.vision.align import align
from gate.vision.embed import Embedder
from gate.vision.yunet import YuNet

GOLDEN = Path(__file__).with_name("golden_templates.json")
DEMO = Path(__file__).parents[2] / "gate" / "assets" / "demo"


@pytest.fixture(scope="module")
def shipped() -> Model:
    return resolve(Settings().recognition.model, kind="recogniser")


def test_the_default_is_a_file_of_ours_that_its_card_vouches_for(shipped: Model) -> None:
    assert shipped.path in SHIPPED.values()
    assert shipped.path.stat().st_size < 25e6
    assert shipped.card.name == Settings().recognition.model


def test_the_card_is_complete(shipped: Model) -> None:
    card = shipped.card
    assert "non-commercial" in card.licence
    assert all((card.data, card.recipe, card.limits, card.derived_from, card.metrics))
    for model in (shipped, resolve("sface")):  # the base recogniser stays an equal choice
        measured = {(point.cell, point.fmr) for point in model.card.operating_points if point.status == "measured"}
        for cell in ("unmasked-unmasked", "masked-unmasked", "masked-masked"):
            assert {(cell, 10.0**-n) for n in (2, 3, 4, 5)} <= measured
    for point in card.operating_points:
        assert (point.threshold is None) == (point.status == "insufficient")
        assert point.impostors > 8_000_000


@pytest.mark.parametrize("portrait", ["astronaut", "grace_hopper"])
def test_a_portrait_has_the_template_that_it_had_when_the_model_was_published(shipped: Model, portrait: str) -> None:
    yunet, backend = resolve("yunet"), OnnxRuntimeBackend(shipped.path)
    detector = YuNet(OnnxRuntimeBackend(yunet.path), yunet.card)
    image = cv2.imread(str(DEMO / f"{portrait}.jpg"))
    assert image is not None
    (face,) = detector.detect(image)
    template = Embedder(backend, shipped.card).embed([align(image, face.landmarks, shipped.card.preprocessing)])[0]
    golden = np.array(json.loads(GOLDEN.read_text())[portrait])
    assert len(golden) == shipped.card.dim
    assert template @ golden / np.linalg.norm(golden) > 0.9999
    backend.close()
