from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from onnx import numpy_helper

from engines.onnxruntime_backend import OnnxRuntimeBackend
from engines.registry import resolve
from trainer.backbones.backbone import Normalise
from trainer.backbones.registry import create
from trainer.backbones.sface_weights import read_sface
from trainer.backbones.weights import load_weights
from trainer.errors import TrainerError


@pytest.fixture(scope="module")
def sface_onnx() -> Path:
    return resolve("sface").path


def test_the_network_is_the_base_recogniser(sface_onnx: Path) -> None:
    network = create("sface").eval()
    load_weights(network, "sface")
    pixels = np.random.default_rng(0).integers(0, 256, (4, 3, 112, 112)).astype(np.float32)
    with torch.inference_mode():
        ours = network(Normalise(network.preprocessing)(torch.from_numpy(pixels))).numpy()
    theirs = OnnxRuntimeBackend(sface_onnx, threads=1).run(pixels)["fc1"]
    assert np.abs(theirs).max() > 0.5
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-5)


def test_every_weight_of_the_file_is_used(sface_onnx: Path) -> None:
    stored = {t.name: t for t in onnx.load(sface_onnx).graph.initializer}
    numbers = sum(int(np.prod(t.dims)) for name, t in stored.items() if not name.startswith("scalar_op"))
    state = read_sface(sface_onnx)
    assert sum(v.numel() for key, v in state.items() if not key.endswith("num_batches_tracked")) == numbers
    assert list(state) == list(create("sface").state_dict())
    scale, mean = (numpy_helper.to_array(stored[name]).item() for name in ("scalar_op2", "scalar_op1"))
    preprocessing = create("sface").preprocessing
    assert (preprocessing.mean[0], preprocessing.scale[0], preprocessing.in_graph) == (mean, scale, True)


def test_a_model_that_is_not_sface_is_refused(sface_onnx: Path, tmp_path: Path) -> None:
    model = onnx.load(sface_onnx)
    (index,) = (i for i, t in enumerate(model.graph.initializer) if t.name == "conv_5_relu_gamma")
    del model.graph.initializer[index]
    onnx.save(model, tmp_path / "other.onnx")
    with pytest.raises(TrainerError, match="not the folded SFace model: it has no weight conv_5_relu_gamma"):
        load_weights(create("sface"), tmp_path / "other.onnx")


def test_a_file_that_is_not_onnx_is_refused(tmp_path: Path) -> None:
    (tmp_path / "broken.onnx").write_bytes(b"nothing of the kind")
    with pytest.raises(TrainerError, match=r"broken.onnx can't be read"):
        read_sface(tmp_path / "broken.onnx")


def test_another_dimension_is_refused_by_name() -> None:
    with pytest.raises(TrainerError, match=r"another architecture: fc.weight is \(128, 50176\), the network's is"):
        load_weights(create("sface", dim=256), "sface")
