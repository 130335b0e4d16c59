"""Turns a block-quantised ONNX into a plain float32 one that any runtime and TensorRT 8.5 up can run.

OpenCV Zoo's `int8bq` files store each weight as `DequantizeLinear(block_size) -> Reshape` of initialisers at opset 21.
Those chains are constant, so they are computed once here and stored as float32 weights. Elementwise float32 products
are exact in IEEE 754, so the result has the same bytes, and so the same digest, on every machine.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import numpy_helper

from engines.errors import ModelError

OPSET = 17
"""TensorRT 8.5's parser stops here."""

IR_VERSION = 8
"""The IR that belongs to opset 17; fixed, so that the file's bytes don't depend on the installed onnx."""

_SAME_AT_17 = {
    "Add", "BatchNormalization", "Constant", "Conv", "Dropout", "Flatten", "Gemm", "MaxPool", "Mul", "PRelu",
    "Relu", "Reshape", "Resize", "Sigmoid", "Sub", "Transpose",
}  # fmt: skip
"""Operators whose meaning, for the attributes in use, is the same at opset 17 and 21."""


def dequantise(
    quantised: NDArray[np.int8], scale: NDArray[np.float32], zero: NDArray[np.int8], *, axis: int, block: int
) -> NDArray[np.float32]:
    """`DequantizeLinear` of ONNX opset 21: (q - zero) * scale, per tensor, per axis (block 0) or in blocks.

    Args:
        quantised: any shape.
        scale: scalar or one element (per tensor), (shape[axis],), or quantised's shape with `axis` divided by `block`.
        zero: the same shape as scale.
        axis: the axis that is divided.
        block: elements that share one scale along the axis.

    Returns:
        float32, quantised's shape.
    """
    if scale.size > 1:
        if scale.ndim == 1 and quantised.ndim > 1:
            shape = [1] * quantised.ndim
            shape[axis] = scale.size
            scale, zero = scale.reshape(shape), zero.reshape(shape)
        elif block:
            size = quantised.shape[axis]
            scale = np.repeat(scale, block, axis=axis).take(range(size), axis=axis)
            zero = np.repeat(zero, block, axis=axis).take(range(size), axis=axis)
    difference = quantised.astype(np.int32) - zero.astype(np.int32)
    return np.asarray(difference.astype(np.float32) * scale, dtype=np.float32).reshape(quantised.shape)


def fold(model: onnx.ModelProto, *, name: str, dynamic: Mapping[str, Sequence[str | int]]) -> onnx.ModelProto:
    """Fold the constant chains, drop weights from the graph inputs, free the named dimensions, set opset 17.

    Args:
        model: a model whose quantised weights are initialisers.
        name: the new graph's name.
        dynamic: new shapes by input or output name; a string names a free dimension.

    Returns:
        A checked model in which every weight is a float32 initialiser.

    Raises:
        ModelError: an operator that opset 17 does not have, or that changed since.
    """
    constants = {tensor.name: numpy_helper.to_array(tensor) for tensor in model.graph.initializer}
    kept: list[onnx.NodeProto] = []
    for node in model.graph.node:
        attributes = {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}
        if node.op_type == "DequantizeLinear" and all(i in constants for i in node.input):
            quantised, scale, zero = (constants[i] for i in node.input)
            constants[node.output[0]] = dequantise(
                quantised, scale, zero, axis=attributes.get("axis", 1), block=attributes.get("block_size", 0)
            )
        elif node.op_type == "Reshape" and all(i in constants for i in node.input):
            constants[node.output[0]] = constants[node.input[0]].reshape(constants[node.input[1]])
        elif node.op_type not in _SAME_AT_17:
            raise ModelError(
                f"can't fold this model: operator {node.op_type} ({node.name}) is not known at opset {OPSET}"
            )
        else:
            kept.append(node)
    _free_batch(kept, constants)
    used = {i for node in kept for i in node.input}
    graph = onnx.helper.make_graph(
        kept,
        name,
        [_shaped(value, dynamic) for value in model.graph.input if value.name in used - constants.keys()],
        [_shaped(value, dynamic) for value in model.graph.output],
        [numpy_helper.from_array(constants[i], i) for i in sorted(used & constants.keys())],
    )
    folded = onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", OPSET)], ir_version=IR_VERSION)
    folded.producer_name = "maskgate"
    onnx.checker.check_model(folded, full_check=True)
    return folded


def _free_batch(nodes: list[onnx.NodeProto], constants: dict[str, NDArray[np.generic]]) -> None:
    """A Reshape to a fixed batch of 1 becomes one that keeps the batch it is given (0: copy that dimension)."""
    for node in nodes:
        target = constants.get(node.input[1]) if node.op_type == "Reshape" else None
        if target is not None and target[0] == 1:
            constants[node.input[1]] = np.concatenate([[0], target[1:]]).astype(np.int64)


def _shaped(value: onnx.ValueInfoProto, dynamic: Mapping[str, Sequence[str | int]]) -> onnx.ValueInfoProto:
    if value.name not in dynamic:
        return value
    return onnx.helper.make_tensor_value_info(value.name, value.type.tensor_type.elem_type, dynamic[value.name])
