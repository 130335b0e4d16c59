"""Float16 as a property of the ONNX file: every builder, strongly typed or not, then does what the file says.

A file may also store weights as float16 and compute in float32, behind casts: `with_float_weights` undoes that.
"""

from __future__ import annotations

import numpy as np
import onnx
from onnx import helper, numpy_helper

from engines.errors import ModelError
from engines.sampling import behind_places, from_samplers

_LARGEST = 65504.0

_FLOAT, _HALF = onnx.TensorProto.FLOAT, onnx.TensorProto.FLOAT16

_LAYERS = ("Conv", "Gemm")


def to_half(model: onnx.ModelProto) -> onnx.ModelProto:
    """A copy that computes in float16, but for what takes pixels from computed places; inputs and outputs stay float32.

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
        # In float16 a place is up to a twentieth of a pixel off, and between two bright pixels there are steps of 1/8.
        exact = sorted(behind_places(copy, until=_LAYERS) | from_samplers(copy, to=_LAYERS))
        half: onnx.ModelProto = convert_float_to_float16(copy, keep_io_types=True, node_block_list=exact)
        half = _straightened(half)
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


def _straightened(model: onnx.ModelProto) -> onnx.ModelProto:
    """A model whose nodes stand in order, without casts to float16 and back.

    The converter puts them between any two nodes that stay in float32.
    """
    from onnxruntime.transformers.onnx_model import OnnxModel

    cast = {node.output[0]: node for node in model.graph.node if node.op_type == "Cast"}
    for node in model.graph.node:
        for index, name in enumerate(node.input):
            back = cast.get(name)
            there = None if back is None else cast.get(back.input[0])
            if back is not None and there is not None and _target(back) == _FLOAT and _target(there) == _HALF:
                node.input[index] = there.input[0]
    straight = OnnxModel(model)
    straight.prune_graph()
    straight.topological_sort()
    straightened: onnx.ModelProto = straight.model
    return straightened


def _target(cast: onnx.NodeProto) -> int:
    return int(helper.get_node_attr_value(cast, "to"))
