"""A detector's way through a build: its layers are chosen, and it is verified, by the faces that it finds."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from engines.backend import Backend, FloatArray
from engines.building import CHOOSE, MOST_INPUTS, Build
from engines.card import Card, card_path
from engines.errors import ModelError
from engines.request import Images, Pictures, Request
from engines.verify import Boxes


class FewEyes:
    """Sees one face in each picture, or none where a network's first output is off by more than `blind`."""

    blind = np.inf

    def __init__(self) -> None:
        self.asked: list[int] = []

    def read(self, folder: Path, _card: Card, limit: int) -> Pictures:
        random = np.random.default_rng(len(folder.name))
        images = [random.integers(0, 256, (4, 4, 3), dtype=np.uint8) for _ in range(limit)]
        return Pictures(images, tuple(f"{folder.name}{number}" for number in range(limit)), 0)

    def batches(self, images: Images, _card: Card) -> Iterator[FloatArray]:
        for image in images:
            yield np.ascontiguousarray(image.transpose(2, 0, 1)[None], dtype=np.float32)

    def faces(self, backend: Backend, card: Card, images: Images) -> list[FloatArray]:
        self.asked.append(len(images))
        weight = np.arange(6, dtype=np.float32).reshape(2, 3)
        found = []
        for batch in self.batches(images, card):
            exact = np.einsum("oc,nchw->nohw", weight, batch).reshape(1, 32)
            off = float(np.abs(backend.run(batch)["y"] - exact).max())
            face = np.array([[0, 0, 8 + off / 1e3, 8, *[4] * 10]], np.float32)
            found.append(face if off <= self.blind else face[:0])
        return found

    def templates(self, backend: Backend, card: Card, images: Images) -> FloatArray:
        raise AssertionError("a detector has no templates")

    def pairs(self, folder: Path, card: Card, backends: Sequence[Backend]) -> list[dict[str, float]]:
        raise AssertionError("a detector has no pairs")


@pytest.fixture
def detector(tiny: Path) -> Path:
    card = json.loads(card_path(tiny).read_text())
    card_path(tiny).write_text(json.dumps(card | {"kind": "detector", "template_space": None, "dim": None}))
    return tiny


def _request(detector: Path, out: Path) -> Request:
    return Request(
        str(detector),
        out,
        "int8",
        "onnxruntime",
        calib_input=Path("calibration"),
        calib_num_images=128,
        verify_input=Path("others"),
        verify_num_images=40,
    )


def test_layers_are_chosen_by_faces(detector: Path, tmp_path: Path) -> None:
    eyes, said = FewEyes(), []
    outcome = Build(_request(detector, tmp_path / "e.onnx"), eyes, said.append).run()
    assert outcome.found is not None
    figures = outcome.found.chosen.figures
    assert isinstance(figures, Boxes)
    assert (figures.pictures, figures.matched) == (128 // CHOOSE, 128 // CHOOSE)
    assert MOST_INPUTS < 32, "more photographs are looked at than are inputs to time and to correct biases with"
    assert set(eyes.asked) == {32, 40}
    assert any("faces found again 32 of 32" in line for line in said)
    assert outcome.sidecar.verification is not None
    assert outcome.sidecar.verification["matched"] == 40
    assert outcome.sidecar.template_space is None


def test_where_8_bits_lose_faces_there_is_no_engine(detector: Path, tmp_path: Path) -> None:
    eyes = FewEyes()
    eyes.blind = 1e-3
    with pytest.raises(ModelError, match="no layer of this network can compute in 8 bits"):
        Build(_request(detector, tmp_path / "e.onnx"), eyes, lambda _: None).run()
    assert not (tmp_path / "e.onnx").exists()
