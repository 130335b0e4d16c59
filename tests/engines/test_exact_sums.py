from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import onnxruntime as ort
import pytest
from onnx import helper, numpy_helper

from engines import exact_sums
from engines.exact_sums import keep_sums_exact, sums_are_exact
from engines.onnxruntime_backend import OnnxRuntimeBackend

_SETTING = "session.x64quantprecision"


def _largest_products(path: Path) -> None:
    """A Q/DQ convolution of 64 channels into 32 with the largest weights: on inputs of 1 each answer is 64."""
    arrays = {
        "in_step": np.float32(1 / 127),
        "steps": np.full(32, 1 / 127, np.float32),
        "out_step": np.float32(1),
        "zero": np.int8(0),
        "zeros": np.zeros(32, np.int8),
        "weight": np.full((32, 64, 1, 1), 127, np.int8),
    }
    nodes = [
        helper.make_node("QuantizeLinear", ["x", "in_step", "zero"], ["xq"]),
        helper.make_node("DequantizeLinear", ["xq", "in_step", "zero"], ["xd"]),
        helper.make_node("DequantizeLinear", ["weight", "steps", "zeros"], ["wd"], axis=0),
        helper.make_node("Conv", ["xd", "wd"], ["c"], kernel_shape=[1, 1]),
        helper.make_node("QuantizeLinear", ["c", "out_step", "zero"], ["cq"]),
        helper.make_node("DequantizeLinear", ["cq", "out_step", "zero"], ["y"]),
    ]
    graph = helper.make_graph(
        nodes,
        "largest",
        [helper.make_tensor_value_info("x", onnx.TensorProto.FLOAT, [1, 64, 2, 2])],
        [helper.make_tensor_value_info("y", onnx.TensorProto.FLOAT, [1, 32, 2, 2])],
        [numpy_helper.from_array(np.asarray(array), name) for name, array in arrays.items()],
    )
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8), path)


def _asked_for(options: ort.SessionOptions) -> bool:
    try:
        return bool(options.get_session_config_entry(_SETTING) == "1")
    except RuntimeError:  # not set
        return False


def test_the_largest_products_do_not_overflow_on_this_cpu(tmp_path: Path) -> None:
    _largest_products(tmp_path / "q.onnx")
    answer = OnnxRuntimeBackend(tmp_path / "q.onnx", threads=1).run(np.ones((1, 64, 2, 2), np.float32))
    np.testing.assert_array_equal(answer["y"], 64)


def test_this_cpu_is_taken_at_its_word() -> None:
    options = ort.SessionOptions()
    keep_sums_exact(options)
    assert _asked_for(options) is not sums_are_exact()


@pytest.mark.parametrize("lost", ["product", "total"])
def test_a_cpu_that_loses_a_sum_gets_the_slower_way(lost: str, monkeypatch: pytest.MonkeyPatch) -> None:
    real = ort.InferenceSession

    class Overflowing:
        """The saturated answer of a CPU without 8-bit dot products: each pair of products ends at 32,767."""

        def __init__(self, *arguments: object, **named: object) -> None:
            self._session = real(*arguments, **named)

        def run(self, *arguments: object) -> list[np.ndarray]:
            product, total = self._session.run(*arguments)
            return [np.full_like(product, 32 * 32767), total] if lost == "product" else [product, total // 2]

    monkeypatch.setattr(ort, "InferenceSession", Overflowing)
    sums_are_exact.cache_clear()
    try:
        options = ort.SessionOptions()
        exact_sums.keep_sums_exact(options)
        assert _asked_for(options)
    finally:
        sums_are_exact.cache_clear()
