from __future__ import annotations

import numpy as np
import onnx

from engines.quantise.judge import FaceJudge, TemplateJudge
from engines.verify import Boxes, Cosines
from tests.engines.quantise.networks import pictures, small_network


def test_templates_of_the_original_are_its_own() -> None:
    model = small_network()
    judge = TemplateJudge(model, [pictures(30, 1), pictures(30, 2)])
    for rough, faces in ((False, 60), (True, 48)):
        figures = judge(model, rough=rough)
        assert isinstance(figures, Cosines)
        assert figures.faces == faces
        assert figures.minimum > 0.999999


def test_faces_are_matched_picture_by_picture() -> None:
    """Forty photographs with a face each; the other network loses every second one."""
    face = np.array([[10, 10, 50, 50, *[20] * 10]], np.float32)
    original, other = small_network(), small_network(uneven=True)
    asked = []

    def find(model: onnx.ModelProto, most: int | None) -> list[np.ndarray]:
        asked.append(most)
        kept = (lambda place: True) if model is original else (lambda place: place % 2 == 0)
        return [face if kept(place) else face[:0] for place in range(40)][:most]

    judge = FaceJudge(original, find)
    assert judge(other) == Boxes(40, 40, 20, 0, 1.0, 0.0)
    assert judge(other, rough=True) == Boxes(32, 32, 16, 0, 1.0, 0.0)
    assert asked == [None, None, 32]
