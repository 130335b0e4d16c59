from __future__ import annotations

from pathlib import Path

import numpy as np
import onnxruntime as ort
import pytest

from engines.backend import Backend
from engines.errors import ModelError
from engines.onnxruntime_backend import OnnxRuntimeBackend


def test_runs_and_says_what_runs(tiny: Path) -> None:
    backend: Backend = OnnxRuntimeBackend(tiny, threads=1)
    x = np.random.default_rng(0).standard_normal((5, 3, 4, 4)).astype(np.float32)
    weight = np.arange(6, dtype=np.float32).reshape(2, 3)
    np.testing.assert_allclose(
        backend.run(x)["y"], np.einsum("oc,nchw->nohw", weight, x).reshape(5, 32), rtol=1e-4, atol=1e-5
    )
    assert backend.inputs[0].shape == (None, 3, 4, 4)
    assert backend.outputs[0].name == "y"
    assert str(backend.running) == f"onnxruntime {ort.__version__} on cpu, fp32, 1 threads"


def test_a_batch_that_does_not_fit_is_one_sentence(tiny: Path) -> None:
    with pytest.raises(ModelError, match=r"failed on an input of shape \(1, 3, 5, 5\)") as caught:
        OnnxRuntimeBackend(tiny).run(np.zeros((1, 3, 5, 5), np.float32))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("content", [b"", b"xx", b"\x08\x08" * 40])
def test_a_file_that_is_no_model(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "bad.onnx"
    path.write_bytes(content)
    with pytest.raises(ModelError, match="can't load"):
        OnnxRuntimeBackend(path)


def test_a_truncated_model(tiny: Path) -> None:
    tiny.write_bytes(tiny.read_bytes()[:-40])
    with pytest.raises(ModelError, match="can't load"):
        OnnxRuntimeBackend(tiny)


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="can't be read"):
        OnnxRuntimeBackend(tmp_path / "none.onnx")


@pytest.mark.skipif("CUDAExecutionProvider" in ort.get_available_providers(), reason="CUDA is there")
def test_a_provider_that_is_not_there_is_refused_not_replaced(tiny: Path) -> None:
    with pytest.raises(ModelError, match="CUDAExecutionProvider"):
        OnnxRuntimeBackend(tiny, provider="cuda")


def test_a_provider_that_falls_back_is_refused(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ort, "get_available_providers", lambda: ["CUDAExecutionProvider", "CPUExecutionProvider"])
    monkeypatch.setattr(ort.InferenceSession, "get_providers", lambda _self: ["CPUExecutionProvider"])
    with pytest.raises(ModelError, match="CUDAExecutionProvider"), pytest.warns(UserWarning, match="provider"):
        OnnxRuntimeBackend(tiny, provider="cuda")


def test_closed(tiny: Path) -> None:
    backend = OnnxRuntimeBackend(tiny)
    backend.close()
    backend.close()
    with pytest.raises(ModelError, match="closed"):
        backend.run(np.zeros((1, 3, 4, 4), np.float32))
