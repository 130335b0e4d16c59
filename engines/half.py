"""Float16 as a property of the ONNX file: every builder, strongly typed or not, then does what the file says.

A file may also store weights as float16 and compute in float32, behind casts: `with_float_weights` undoes that.
"""

from __future__ import annotations

import numpy as np
import onnx
from onnx import numpy_helper

from engines.errors import ModelError

_LARGEST = 65504.0


def to_half(model: onnx.ModelProto) -> onnx.ModelProto:
    """A copy that computes in float16; inputs and outputs stay float32 behind casts.

    Args:
        model: float32, with or without Q/DQ pairs (those need opset 19, where scales may be float16).

    Raises:
        ModelError: a weight is beyond float16's range, or an operator has no float16 form.
    """
    from onnxruntime.transformers.float16 import convert_float_to_float16

    for tensor in model.graph.initializer:
        if tensor.data_type == onnx.TensorProto.FLOAT:
            array = numpy_helper.to_array(tensor)
            if array.size and not float(abs(array).max()) <= _LARGEST:
                raise ModelError(f"the weight {tensor.name} is too large for float16: build in fp32")
    copy = onnx.ModelProto()
    copy.CopyFrom(model)
    try:
        half: onnx.ModelProto = convert_float_to_float16(copy, keep_io_types=True)
        _casts_first(half)
        onnx.checker.check_model(half, full_check=True)
    except Exception as error:  # noqa: BLE001 - converter and checker raise several kinds
        raise ModelError(f"the network can't be written in float16: {str(error).strip().splitlines()[0]}") from None
    return half


def with_float_weights(model: onnx.ModelProto) -> onnx.ModelProto:
    """A copy whose weights are float32 where they were stored as float16 and cast.

    The trainer's exports are stored so. A builder that is asked for float32 should not meet float16, and one that is
    asked for float16 should not meet casts.
    """
    copy = onnx.ModelProto()
    copy.CopyFrom(model)
    stored = {tensor.name: tensor for tensor in copy.graph.initializer}
    casts = [
        node
        for node in copy.graph.node
        if node.op_type == "Cast"
        and node.input[0] in stored
        and stored[node.input[0]].data_type == onnx.TensorProto.FLOAT16
        and node.attribute[0].i == onnx.TensorProto.FLOAT
    ]
    for node in casts:
        array = numpy_helper.to_array(stored[node.input[0]]).astype(np.float32)
        copy.graph.initializer.append(numpy_helper.from_array(array, node.output[0]))
        copy.graph.node.remove(node)
    read = {name for node in copy.graph.node for name in node.input}
    for name in {node.input[0] for node in casts} - read:
        copy.graph.initializer.remove(stored[name])
    return copy


def _casts_first(model: onnx.ModelProto) -> None:
    """The converter appends the casts of inputs; ONNX wants every node after those it takes from."""
    fed = {value.name for value in model.graph.input}
    nodes = list(model.graph.node)
    casts = [node for node in nodes if node.op_type == "Cast" and node.input[0] in fed]
    first = {id(node) for node in casts}
    del model.graph.node[:]
    model.graph.node.extend([*casts, *(node for node in nodes if id(node) not in first)])
