"""A small network of the kinds of layers that face networks have."""

from __future__ import annotations

import numpy as np
import onnx
import onnxruntime as ort
from onnx import helper, numpy_helper


def small_network(*, uneven: bool = False) -> onnx.ModelProto:
    """conv 3x3 → BN → PReLU → depthwise 3x3 → PReLU → conv 1x1 → PReLU → flatten → gemm: (n, 3, 8, 8) to (n, 16).

    Args:
        uneven: channels of the first activation differ a thousandfold in size.
    """
    random = np.random.default_rng(0)

    def normal(*shape: int, scale: float = 1.0) -> np.ndarray:
        return (random.standard_normal(shape) * scale).astype(np.float32)

    sizes = np.geomspace(0.03, 30, 8).astype(np.float32) if uneven else np.ones(8, np.float32)
    arrays = {
        "w1": normal(8, 3, 3, 3, scale=0.3),
        "gamma": sizes,
        "beta": normal(8, scale=0.1) * sizes,
        "mean": np.zeros(8, np.float32),
        "var": np.ones(8, np.float32),
        "p1": np.full((8, 1, 1), 0.25, np.float32),
        "w2": normal(8, 1, 3, 3, scale=0.3) / sizes[:, None, None, None],
        "p2": np.full((8, 1, 1), 0.1, np.float32),
        "w3": normal(12, 8, 1, 1, scale=0.3),
        "b3": normal(12, scale=0.1),
        "p3": np.full((12, 1, 1), 0.2, np.float32),
        "w4": normal(16, 12 * 64, scale=0.05),
        "b4": normal(16, scale=0.1),
    }
    nodes = [
        helper.make_node("Conv", ["x", "w1"], ["c1"], name="stem", kernel_shape=[3, 3], pads=[1, 1, 1, 1]),
        helper.make_node("BatchNormalization", ["c1", "gamma", "beta", "mean", "var"], ["n1"], name="norm"),
        helper.make_node("PRelu", ["n1", "p1"], ["a1"], name="act1"),
        helper.make_node(
            "Conv", ["a1", "w2"], ["c2"], name="depthwise", kernel_shape=[3, 3], pads=[1, 1, 1, 1], group=8
        ),
        helper.make_node("PRelu", ["c2", "p2"], ["a2"], name="act2"),
        helper.make_node("Conv", ["a2", "w3", "b3"], ["c3"], name="pointwise", kernel_shape=[1, 1]),
        helper.make_node("PRelu", ["c3", "p3"], ["a3"], name="act3"),
        helper.make_node("Flatten", ["a3"], ["f"], name="flatten"),
        helper.make_node("Gemm", ["f", "w4", "b4"], ["y"], name="last", transB=1),
    ]
    graph = helper.make_graph(
        nodes,
        "small",
        [helper.make_tensor_value_info("x", onnx.TensorProto.FLOAT, ["n", 3, 8, 8])],
        [helper.make_tensor_value_info("y", onnx.TensorProto.FLOAT, ["n", 16])],
        [numpy_helper.from_array(array, name) for name, array in arrays.items()],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


def pictures(count: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal((count, 3, 8, 8)).astype(np.float32)


def run_plainly(model: onnx.ModelProto | bytes, batch: np.ndarray) -> np.ndarray:
    """By ONNX Runtime, without any rewriting of its own."""
    options = ort.SessionOptions()
    options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_DISABLE_ALL
    options.log_severity_level = 4
    data = model if isinstance(model, bytes) else model.SerializeToString()
    return ort.InferenceSession(data, options, providers=["CPUExecutionProvider"]).run(None, {"x": batch})[0]


def sampling_network() -> onnx.ModelProto:
    """Numbers by a layer, places by arithmetic, pixels from there, and a layer that sees them."""
    weights = {
        "slide": np.full((12, 2), 1e-4, np.float32),
        "unit": np.array(0.037, np.float32),
        "grid": np.stack(np.meshgrid(np.linspace(-1, 1, 112), np.linspace(-1, 1, 112)), -1)[None].astype(np.float32),
        "shape": np.array([-1, 1, 1, 2], np.int64),
        "w": np.random.default_rng(2).standard_normal((4, 3, 3, 3)).astype(np.float32),
        "few": np.array([0, -1], np.int64),
    }
    nodes = [
        helper.make_node("AveragePool", ["x"], ["pooled"], "pool", kernel_shape=[56, 56], strides=[56, 56]),
        helper.make_node("Reshape", ["pooled", "few"], ["flat"], "flat"),
        helper.make_node("Gemm", ["flat", "slide"], ["numbers"], "numbers"),
        helper.make_node("Mul", ["numbers", "unit"], ["shift"], "scale"),
        helper.make_node("Reshape", ["shift", "shape"], ["shifts"], "shifts"),
        helper.make_node("Add", ["grid", "shifts"], ["places"], "places"),
        helper.make_node("GridSample", ["x", "places"], ["sampled"], "sample", align_corners=1),
        helper.make_node("Conv", ["sampled", "w"], ["seen"], "stem"),
        helper.make_node("Relu", ["seen"], ["y"], "relu"),
    ]
    graph = helper.make_graph(
        nodes,
        "sampling",
        [helper.make_tensor_value_info("x", onnx.TensorProto.FLOAT, ["n", 3, 112, 112])],
        [helper.make_tensor_value_info("y", onnx.TensorProto.FLOAT, ["n", 4, 110, 110])],
        [numpy_helper.from_array(array, name) for name, array in weights.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model, full_check=True)
    return model
