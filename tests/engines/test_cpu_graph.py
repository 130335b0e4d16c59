from __future__ import annotations

import numpy as np
import onnx
import onnxruntime as ort
import pytest
from onnx import helper, numpy_helper

from engines.cpu_graph import for_cpu, with_unsigned_activations
from engines.onnxruntime_backend import OnnxRuntimeBackend
from engines.quantise.qdq import OPERATORS, layers_of, prepare, quantise
from engines.quantise.ranges import measure_ranges
from tests.engines.quantise.networks import run_plainly, small_network


@pytest.fixture(scope="module")
def quantised() -> onnx.ModelProto:
    model = prepare(small_network())
    batch = np.random.default_rng(0).standard_normal((8, 3, 8, 8)).astype(np.float32)
    ranges = measure_ranges(model, [batch], "minmax", OPERATORS)
    return quantise(model, ranges, [layer.name for layer in layers_of(model, batch.shape)], outputs=True)


def test_the_same_numbers_are_computed(quantised: onnx.ModelProto) -> None:
    data = quantised.SerializeToString()
    batch = np.random.default_rng(1).standard_normal((4, 3, 8, 8)).astype(np.float32)
    expected = run_plainly(quantised, batch)
    np.testing.assert_allclose(run_plainly(with_unsigned_activations(data), batch), expected, rtol=1e-4, atol=1e-4)
    np.testing.assert_allclose(run_plainly(for_cpu(data), batch), expected, rtol=1e-3, atol=0.02)


def test_convolutions_run_in_integers(quantised: onnx.ModelProto, tmp_path_factory: pytest.TempPathFactory) -> None:
    """What it is for: left to itself ONNX Runtime keeps the convolution before a rewritten PReLU in float."""
    path = tmp_path_factory.mktemp("cpu") / "optimised.onnx"
    options = ort.SessionOptions()
    options.optimized_model_filepath = str(path)
    options.log_severity_level = 4
    ort.InferenceSession(for_cpu(quantised.SerializeToString()), options, providers=["CPUExecutionProvider"])
    operators = [node.op_type for node in onnx.load(path).graph.node]
    assert operators.count("QLinearConv") == 3
    assert "QGemm" in operators
    last = len(operators) - operators[::-1].index("QLinearConv")
    between = operators[operators.index("QLinearConv") : last]
    assert not {"Transpose", "ReorderInput", "ReorderOutput"} & set(between), "their layout changes in between"


def test_weights_and_other_zero_points_are_left_alone() -> None:
    zero = numpy_helper.from_array(np.array(3, np.int8), "zero")
    nodes = [
        helper.make_node("QuantizeLinear", ["x", "scale", "zero"], ["q"]),
        helper.make_node("DequantizeLinear", ["q", "scale", "zero"], ["y"]),
    ]
    x, y = (helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, [4]) for name in "xy")
    scale = numpy_helper.from_array(np.array(0.5, np.float32), "scale")
    model = helper.make_model(helper.make_graph(nodes, "g", [x], [y], [scale, zero]), ir_version=8)
    assert onnx.load_from_string(with_unsigned_activations(model.SerializeToString())) == model


def test_a_backend_says_int8(quantised: onnx.ModelProto, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("int8") / "q.onnx"
    onnx.save(quantised, path)
    assert OnnxRuntimeBackend(path, threads=1).running.precision == "int8"
