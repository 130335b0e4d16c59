"""Edits of exported ONNX graphs that leave their results as they are: pure functions over the model."""

from __future__ import annotations

import numpy as np
import onnx
from onnx import helper, numpy_helper

from trainer.errors import TrainerError

_SMALLEST_HALVED = 4096
"""Elements; smaller tensors (slopes, biases, norms) gain nothing in size and stay exact."""


def without_no_ops(model: onnx.ModelProto) -> onnx.ModelProto:
    """A copy without Identity and Cast to float32, both no-ops in a graph whose tensors are all float32.

    PyTorch's exporter shares equal weights through Identity, which hides constants from those who look for them.
    """
    edited = onnx.ModelProto()
    edited.CopyFrom(model)
    outputs = {value.name for value in model.graph.output}
    source: dict[str, str] = {}
    kept: list[onnx.NodeProto] = []
    for node in edited.graph.node:
        for index, name in enumerate(node.input):
            node.input[index] = source.get(name, name)
        if _is_no_op(node) and node.output[0] not in outputs:
            source[node.output[0]] = node.input[0]
        else:
            kept.append(node)
    del edited.graph.node[:]
    edited.graph.node.extend(kept)
    return edited


def with_half_weights(model: onnx.ModelProto) -> onnx.ModelProto:
    """A copy whose large weights are stored as float16 behind a Cast: half the size, the same float32 operators.

    Runtimes fold the Cast of a constant when they load the model, so it costs nothing at run time.

    Raises:
        TrainerError: a weight is beyond float16's range.
    """
    edited = onnx.ModelProto()
    edited.CopyFrom(model)
    casts = []
    for tensor in edited.graph.initializer:
        array = numpy_helper.to_array(tensor)
        if array.dtype != np.float32 or array.size < _SMALLEST_HALVED:
            continue
        name = tensor.name
        if np.abs(array).max() > np.finfo(np.float16).max:
            raise TrainerError(f"the weight {name} is too large for float16: export it in float32")
        tensor.CopyFrom(numpy_helper.from_array(array.astype(np.float16), f"{name}/half"))
        casts.append(helper.make_node("Cast", [tensor.name], [name], name=f"{name}/cast", to=onnx.TensorProto.FLOAT))
    nodes = [*casts, *edited.graph.node]
    del edited.graph.node[:]
    edited.graph.node.extend(nodes)
    return edited


def _is_no_op(node: onnx.NodeProto) -> bool:
    if node.op_type == "Cast":
        return bool(helper.get_node_attr_value(node, "to") == onnx.TensorProto.FLOAT)
    return bool(node.op_type == "Identity")
