"""Writes PReLU so that ONNX Runtime's CPU kernels run it in the layout of its neighbours.

ONNX Runtime 1.32 has no blocked (NCHWc) PReLU: before and after each one the activations are reordered, which costs a
MobileNet-like face network half its time. Two depthwise 1x1 convolutions, a ReLU and an addition say the same,
PReLU(x) = a·x + (1 - a)·max(x, 0), and stay in that layout; sums of other order differ by rounding alone.

Integer convolutions lie channels last. Between two of them, with slopes of at most 1, PReLU(x) = max(x, a·x) stays in
that layout, where convolutions in floating point would need four reorderings.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import helper, numpy_helper


def without_prelu(data: bytes) -> bytes:
    """Replace each per-channel PReLU whose slopes are constant.

    Args:
        data: a serialised ONNX model.

    Returns:
        The model with the same inputs, outputs and, but for rounding, results.
    """
    model = onnx.load_from_string(data)
    constants = dict(_constants(model.graph))
    producer = {name: node.op_type for node in model.graph.node for name in node.output}
    readers: dict[str, set[str]] = defaultdict(set)
    for node in model.graph.node:
        for name in node.input:
            readers[name].add(node.op_type)
    nodes: list[onnx.NodeProto] = []
    for node in model.graph.node:
        slope = constants.get(node.input[1]) if node.op_type == "PRelu" else None
        if slope is None or slope.ndim != 3 or slope.shape[1:] != (1, 1):
            nodes.append(node)
            continue
        integer = producer.get(node.input[0]) == "DequantizeLinear" and readers[node.output[0]] == {"QuantizeLinear"}
        write = _as_maximum if integer and slope.max() <= 1 else _as_convolutions
        nodes.extend(write(node, slope, model.graph))
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    rewritten: bytes = model.SerializeToString()
    return rewritten


def _constants(graph: onnx.GraphProto) -> Iterator[tuple[str, NDArray[np.float32]]]:
    """Initialisers, and those that are only cast (float16 weights in a float32 network)."""
    arrays = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    yield from arrays.items()
    for node in graph.node:
        if node.op_type == "Cast" and node.input[0] in arrays:
            yield node.output[0], arrays[node.input[0]].astype(np.float32)


def _as_convolutions(node: onnx.NodeProto, slope: NDArray[np.float32], graph: onnx.GraphProto) -> list[onnx.NodeProto]:
    channels = len(slope)
    x, y = node.input[0], node.output[0]
    for suffix, weight in (("slope", slope), ("rest", 1 - slope)):
        weight = np.ascontiguousarray(weight.reshape(channels, 1, 1, 1), dtype=slope.dtype)
        graph.initializer.append(numpy_helper.from_array(weight, f"{y}/{suffix}"))
    return [
        helper.make_node("Relu", [x], [f"{y}/relu"]),
        helper.make_node("Conv", [x, f"{y}/slope"], [f"{y}/linear"], group=channels, kernel_shape=[1, 1]),
        helper.make_node("Conv", [f"{y}/relu", f"{y}/rest"], [f"{y}/hinge"], group=channels, kernel_shape=[1, 1]),
        helper.make_node("Add", [f"{y}/hinge", f"{y}/linear"], [y]),
    ]


def _as_maximum(node: onnx.NodeProto, slope: NDArray[np.float32], graph: onnx.GraphProto) -> list[onnx.NodeProto]:
    x, y = node.input[0], node.output[0]
    graph.initializer.append(numpy_helper.from_array(np.ascontiguousarray(slope), f"{y}/slope"))
    return [
        helper.make_node("Mul", [x, f"{y}/slope"], [f"{y}/linear"]),
        helper.make_node("Max", [x, f"{y}/linear"], [y]),
    ]
