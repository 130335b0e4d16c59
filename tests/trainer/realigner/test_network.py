from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import onnxruntime
import pytest
import torch

from tests.trainer.tiny_training import Tiny, face
from trainer.errors import TrainerError
from trainer.export import Provenance, export_onnx
from trainer.networks import Embedder
from trainer.realigner.network import Realigner
from trainer.realigner.similarity import moved

PROVENANCE = Provenance("tiny", "ours", "tests", "drawn", "none", "tests only")


def says(numbers: tuple[float, float, float, float]) -> Realigner:
    """A network that finds the same move everywhere."""
    network = Realigner().eval().requires_grad_(False)
    network.head[-1].bias.copy_(torch.tensor(numbers))
    return network


def pixels(count: int = 2) -> torch.Tensor:
    return torch.from_numpy(np.stack([face(i, 0) for i in range(count)])).permute(0, 3, 1, 2)


def test_a_new_network_leaves_crops_as_they_are() -> None:
    crops = pixels()
    torch.testing.assert_close(Realigner().eval()(crops), crops.float(), atol=1e-2, rtol=0)


def test_pixels_come_from_where_the_move_says() -> None:
    network = says((0.1, -0.05, 0.3, -0.4))
    crops = pixels()
    moves = network.moves(torch.nn.functional.avg_pool2d(crops.float(), 2))
    corners = torch.tensor([0j, 111 + 0j, 111j], dtype=torch.complex64)
    there = torch.view_as_real(moved(moves[:1], corners)[0]).numpy().astype(np.float32)
    matrix = cv2.getAffineTransform(torch.view_as_real(corners).numpy(), there)
    for crop, ours in zip(crops, network(crops), strict=True):
        plain = cv2.warpAffine(
            crop.permute(1, 2, 0).float().numpy(), matrix, (112, 112), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        )
        inner = (slice(8, -8), slice(8, -8))  # OpenCV rounds places to a 32nd of a pixel
        assert np.abs(plain[inner] - ours.permute(1, 2, 0).numpy()[inner]).mean() < 0.3


def test_places_are_exact_under_autocast() -> None:
    network, crops = says((0.1, 0.1, 0.5, 0.5)), pixels()
    with torch.autocast("cpu", torch.bfloat16):
        found = network(crops)
    assert found.dtype == torch.float32
    torch.testing.assert_close(found, network(crops), rtol=0, atol=0)


def test_an_exported_network_realigns_what_it_is_given(tmp_path: Path) -> None:
    torch.manual_seed(0)
    backbone = Tiny().eval()
    backbone.realigner = says((0.1, -0.05, 0.3, -0.4))
    crops = [face(i, 0) for i in range(3)]
    export_onnx(backbone, tmp_path / "tiny.onnx", crops, PROVENANCE, half=True)
    session = onnxruntime.InferenceSession(tmp_path / "tiny.onnx", providers=["CPUExecutionProvider"])
    with torch.inference_mode():
        wanted = Embedder(backbone)(pixels(3)).numpy()
        plain = backbone(Embedder(backbone).normalise(pixels(3))).numpy()
    found = session.run(None, {"pixels": pixels(3).float().numpy()})[0]
    np.testing.assert_allclose(found, wanted, atol=1e-2)
    assert np.abs(wanted - plain).max() > 0.1, "without realigning it is something else"


def test_a_network_that_takes_normalised_pixels_has_no_realigner_in_its_file(tmp_path: Path) -> None:
    backbone = Tiny().eval()
    backbone.preprocessing = backbone.preprocessing.model_copy(update={"in_graph": False, "scale": (0.5, 0.5, 0.5)})
    backbone.realigner = Realigner().eval()
    with pytest.raises(TrainerError, match="pixels as they are"):
        export_onnx(backbone, tmp_path / "tiny.onnx", [face(0, 0), face(1, 0)], PROVENANCE)
    assert not list(tmp_path.iterdir())
