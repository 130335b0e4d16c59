from __future__ import annotations

import numpy as np
import onnx
import pytest
from onnx import helper, numpy_helper

from engines.prelu import without_prelu
from tests.engines.quantise.networks import run_plainly


def _model(slope: np.ndarray, *, half: bool = False) -> onnx.ModelProto:
    nodes = [helper.make_node("PRelu", ["x", "slope"], ["y"])]
    initialisers = [numpy_helper.from_array(slope, "slope")]
    if half:
        nodes.insert(0, helper.make_node("Cast", ["stored"], ["slope"], to=onnx.TensorProto.FLOAT))
        initialisers = [numpy_helper.from_array(slope.astype(np.float16), "stored")]
    graph = helper.make_graph(
        nodes,
        "prelu",
        [helper.make_tensor_value_info("x", onnx.TensorProto.FLOAT, ["n", 4, 3, 2])],
        [helper.make_tensor_value_info("y", onnx.TensorProto.FLOAT, ["n", 4, 3, 2])],
        initialisers,
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


@pytest.mark.parametrize("half", [False, True])
def test_the_rewritten_model_computes_the_same(half: bool) -> None:
    slope = np.array([-0.5, 0.0, 0.25, 1.5], np.float32).reshape(4, 1, 1)
    rewritten = onnx.load_from_string(without_prelu(_model(slope, half=half).SerializeToString()))
    onnx.checker.check_model(rewritten, full_check=True)
    assert "PRelu" not in {node.op_type for node in rewritten.graph.node}
    x = np.random.default_rng(0).standard_normal((2, 4, 3, 2)).astype(np.float32)
    expected = np.where(x < 0, x * slope, x)
    np.testing.assert_allclose(run_plainly(rewritten, x), expected, rtol=1e-5, atol=1e-6)


def test_one_slope_for_all_channels_is_left_alone() -> None:
    rewritten = onnx.load_from_string(without_prelu(_model(np.array([0.25], np.float32)).SerializeToString()))
    assert [node.op_type for node in rewritten.graph.node] == ["PRelu"]


def _between_integers(slope: np.ndarray, reader: str = "QuantizeLinear") -> onnx.ModelProto:
    nodes = [
        helper.make_node("QuantizeLinear", ["x", "step", "zero"], ["xq"]),
        helper.make_node("DequantizeLinear", ["xq", "step", "zero"], ["xd"]),
        helper.make_node("PRelu", ["xd", "slope"], ["a"]),
        helper.make_node(reader, ["a", "step", "zero"] if reader == "QuantizeLinear" else ["a"], ["y"]),
    ]
    kind = onnx.TensorProto.UINT8 if reader == "QuantizeLinear" else onnx.TensorProto.FLOAT
    constants = {"step": np.float32(1 / 64), "zero": np.uint8(128), "slope": slope.reshape(-1, 1, 1)}
    graph = helper.make_graph(
        nodes,
        "prelu",
        [helper.make_tensor_value_info("x", onnx.TensorProto.FLOAT, [2, len(slope), 3, 2])],
        [helper.make_tensor_value_info("y", kind, [2, len(slope), 3, 2])],
        [numpy_helper.from_array(np.asarray(value), name) for name, value in constants.items()],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


@pytest.mark.parametrize(
    ("slope", "reader", "operator"),
    [
        ([-0.5, 0.0, 0.25, 1.0], "QuantizeLinear", "Max"),
        ([-0.5, 0.0, 0.25, 1.5], "QuantizeLinear", "Conv"),
        ([-0.5, 0.0, 0.25, 1.0], "Identity", "Conv"),
    ],
)
def test_between_integers_it_is_a_maximum(slope: list[float], reader: str, operator: str) -> None:
    model = _between_integers(np.array(slope, np.float32), reader)
    rewritten = onnx.load_from_string(without_prelu(model.SerializeToString()))
    onnx.checker.check_model(rewritten, full_check=True)
    operators = {node.op_type for node in rewritten.graph.node}
    assert operator in operators
    assert not {"PRelu", "Max", "Conv"} - {operator} & operators
    x = np.random.default_rng(0).standard_normal((2, 4, 3, 2)).astype(np.float32)
    np.testing.assert_allclose(run_plainly(rewritten, x), run_plainly(model, x), rtol=1e-6, atol=1e-6)
