from __future__ import annotations

import numpy as np
import onnx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from onnx import helper, numpy_helper
from onnx.reference import ReferenceEvaluator

from engines.errors import ModelError
from engines.fold import OPSET, dequantise, fold


def _reference(q: np.ndarray, scale: np.ndarray, zero: np.ndarray, axis: int, block: int) -> np.ndarray:
    node = helper.make_node("DequantizeLinear", ["q", "s", "z"], ["y"], axis=axis, block_size=block)
    graph = helper.make_graph(
        [node],
        "dq",
        [
            helper.make_tensor_value_info("q", onnx.TensorProto.INT8, q.shape),
            helper.make_tensor_value_info("s", onnx.TensorProto.FLOAT, scale.shape),
            helper.make_tensor_value_info("z", onnx.TensorProto.INT8, zero.shape),
        ],
        [helper.make_tensor_value_info("y", onnx.TensorProto.FLOAT, q.shape)],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 21)])
    return ReferenceEvaluator(model).run(None, {"q": q, "s": scale, "z": zero})[0]


@settings(max_examples=40, deadline=None)
@given(rows=st.integers(1, 5), blocks=st.integers(1, 4), block=st.sampled_from([2, 3, 8]), seed=st.integers(0, 999))
def test_dequantise_in_blocks_equals_the_onnx_reference(rows: int, blocks: int, block: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    q = rng.integers(-128, 128, (rows, blocks * block), dtype=np.int8)
    scale = rng.random((rows, blocks), dtype=np.float32)
    zero = rng.integers(-128, 128, (rows, blocks), dtype=np.int8)
    np.testing.assert_array_equal(dequantise(q, scale, zero, axis=1, block=block), _reference(q, scale, zero, 1, block))


@pytest.mark.parametrize("shape", [(), (4,)])
def test_dequantise_per_tensor_and_per_axis_equal_the_onnx_reference(shape: tuple[int, ...]) -> None:
    rng = np.random.default_rng(1)
    q = rng.integers(-128, 128, (4, 6), dtype=np.int8)
    scale = np.asarray(rng.random(shape), dtype=np.float32)
    zero = np.asarray(rng.integers(-128, 128, shape), dtype=np.int8)
    np.testing.assert_array_equal(dequantise(q, scale, zero, axis=0, block=0), _reference(q, scale, zero, 0, 0))


def _quantised_model(op: str = "Relu") -> onnx.ModelProto:
    arrays = {
        "q": np.arange(-4, 4, dtype=np.int8).reshape(2, 4),
        "s": np.full((2, 2), 0.5, np.float32),
        "z": np.zeros((2, 2), np.int8),
        "shape": np.array([4, 2, 1, 1], np.int64),
        "flat": np.array([1, -1, 4], np.int64),
    }
    nodes = [
        helper.make_node("DequantizeLinear", ["q", "s", "z"], ["wd"], axis=1, block_size=2),
        helper.make_node("Reshape", ["wd", "shape"], ["w"]),
        helper.make_node("Conv", ["x", "w"], ["c"]),
        helper.make_node(op, ["c"], ["r"]),
        helper.make_node("Transpose", ["r"], ["t"], perm=[0, 2, 3, 1]),
        helper.make_node("Reshape", ["t", "flat"], ["y"]),
    ]
    graph = helper.make_graph(
        nodes,
        "quantised",
        [
            helper.make_tensor_value_info("x", onnx.TensorProto.FLOAT, [1, 2, 3, 3]),
            helper.make_tensor_value_info("w", onnx.TensorProto.FLOAT, [4, 2, 1, 1]),
        ],
        [helper.make_tensor_value_info("y", onnx.TensorProto.FLOAT, [1, 9, 4])],
        [numpy_helper.from_array(array, name) for name, array in arrays.items()],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 21)])


def test_fold_gives_a_plain_model_with_a_free_batch() -> None:
    dynamic = {"x": ("batch", 2, "height", "width"), "y": ("batch", "places", 4)}
    folded = fold(_quantised_model(), name="folded", dynamic=dynamic)
    assert [node.op_type for node in folded.graph.node] == ["Conv", "Relu", "Transpose", "Reshape"]
    assert folded.opset_import[0].version == OPSET
    assert [value.name for value in folded.graph.input] == ["x"]

    weight = ((np.arange(-4, 4) * 0.5).reshape(4, 2)).astype(np.float32)
    x = np.random.default_rng(0).standard_normal((3, 2, 5, 2)).astype(np.float32)
    expected = np.maximum(np.einsum("oc,nchw->nhwo", weight, x), 0).reshape(3, 10, 4)
    np.testing.assert_allclose(ReferenceEvaluator(folded).run(None, {"x": x})[0], expected, rtol=1e-5)


def test_fold_is_the_same_to_the_byte_each_time() -> None:
    first, second = (fold(_quantised_model(), name="f", dynamic={}).SerializeToString() for _ in range(2))
    assert first == second


def test_an_operator_that_opset_17_lacks_is_named() -> None:
    with pytest.raises(ModelError, match="Gelu"):
        fold(_quantised_model("Gelu"), name="f", dynamic={})
