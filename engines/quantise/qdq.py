"""Writes Q/DQ pairs around the layers that compute in 8 bits, with the options that TensorRT's parser accepts.

Symmetric int8, weights per output channel (axis 0), float biases, Conv, Gemm and Add only; PReLU is left alone. Where
the result of a layer is quantised too (`outputs`), ONNX Runtime's CPU runs it in integers; TensorRT needs no such pair,
and without it PReLU joins the convolution before it.
"""

from __future__ import annotations

import tempfile
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import onnxruntime as ort
from onnx import numpy_helper

from engines.errors import ModelError
from engines.onnx_file import at_opset, name_nodes
from engines.quantise.ranges import Ranges
from engines.sampling import behind_places

OPERATORS = ("Conv", "Gemm", "Add")


@dataclass(frozen=True)
class Layer:
    """A layer that can compute in 8 bits."""

    name: str
    operator: str
    work: int
    """Multiply-adds for one picture; 1 where it has no weights."""


def prepare(model: onnx.ModelProto) -> onnx.ModelProto:
    """Opset 17, every node named, constants folded, batch normalisation joined with the convolution before it."""
    model = at_opset(model)
    name_nodes(model)
    options = ort.SessionOptions()
    options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_ENABLE_BASIC
    options.log_severity_level = 4
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "prepared.onnx"
        options.optimized_model_filepath = str(path)
        try:
            ort.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
        except Exception as error:  # noqa: BLE001 - onnxruntime's exceptions share no public base class
            raise ModelError(f"ONNX Runtime can't run this network: {str(error).splitlines()[0]}") from None
        prepared = onnx.load(path)
    # The graph uses ONNX's own operators alone; ONNX Runtime lists all domains that it knows.
    used = {node.domain for node in prepared.graph.node}
    kept = [entry for entry in prepared.opset_import if entry.domain in used]
    del prepared.opset_import[:]
    prepared.opset_import.extend(kept)
    return prepared


def layers_of(model: onnx.ModelProto, shape: tuple[int, ...]) -> list[Layer]:
    """The layers of a prepared network that can be quantised, in its order; none that says where pixels are taken from.

    Args:
        model: from `prepare`.
        shape: of a typical input.
    """
    sized = onnx.ModelProto()
    sized.CopyFrom(model)
    for dimension, size in zip(sized.graph.input[0].type.tensor_type.shape.dim, (1, *shape[1:]), strict=True):
        dimension.dim_value = size
    del sized.graph.value_info[:]
    inferred = onnx.shape_inference.infer_shapes(sized)
    shapes = {
        value.name: [dimension.dim_value for dimension in value.type.tensor_type.shape.dim]
        for value in [*inferred.graph.value_info, *inferred.graph.output]
    }
    weights = {tensor.name: list(tensor.dims) for tensor in model.graph.initializer}
    exact, layers = behind_places(model), []
    for node in model.graph.node:
        if node.op_type not in OPERATORS or node.name in exact:
            continue
        weight = weights.get(node.input[1], [])
        if node.op_type != "Add" and not weight:
            continue  # the weight is computed: nothing to quantise once and for all
        places = shapes.get(node.output[0], [])[2:] if node.op_type == "Conv" else []
        layers.append(Layer(node.name, node.op_type, int(np.prod([*weight, *places]))))
    return layers


def quantise(model: onnx.ModelProto, ranges: Ranges, names: Collection[str], *, outputs: bool) -> onnx.ModelProto:
    """A copy in which the named layers compute in 8 bits.

    Args:
        model: from `prepare`.
        ranges: measured on it.
        names: of layers, from `layers_of`.
        outputs: also quantise what those layers give.

    Raises:
        ModelError: a range is missing: the ranges are of another network.
    """
    from onnxruntime.quantization import CalibrationMethod, QDQQuantizer, QuantType
    from onnxruntime.quantization.calibrate import TensorsData

    copy = onnx.ModelProto()
    copy.CopyFrom(model)
    if not names:
        return copy
    spans = {
        name: (np.asarray(low, dtype=np.float32), np.asarray(high, dtype=np.float32))
        for name, (low, high) in ranges.values.items()
    }
    options = {
        "ActivationSymmetric": True,
        "WeightSymmetric": True,
        "QuantizeBias": False,
        "OpTypesToExcludeOutputQuantization": [] if outputs else list(OPERATORS),
    }
    quantizer = QDQQuantizer(
        copy,
        per_channel=True,
        reduce_range=False,
        weight_qType=QuantType.QInt8,
        activation_qType=QuantType.QInt8,
        tensors_range=TensorsData(CalibrationMethod.MinMax, spans),
        nodes_to_quantize=list(names),
        nodes_to_exclude=[],
        op_types_to_quantize=list(OPERATORS),
        extra_options=options,
    )
    try:
        quantizer.quantize_model()
        quantizer.model.topological_sort()
    except ValueError as error:
        raise ModelError(f"the calibration does not fit this network: {error}") from None
    quantised: onnx.ModelProto = quantizer.model.model
    check_qdq(quantised)
    return quantised


def check_qdq(model: onnx.ModelProto) -> None:
    """Refuse what TensorRT's parser would refuse, or worse, read otherwise.

    Raises:
        ModelError: names the node: an unsigned or 32-bit type, a zero point, a scale that is not positive, weights
            quantised along another axis than their output channels, or PReLU between pairs of its own.
    """
    arrays = {tensor.name: numpy_helper.to_array(tensor) for tensor in model.graph.initializer}
    for node in model.graph.node:
        if node.op_type in {"QLinearConv", "QLinearMatMul", "QGemm"}:
            raise ModelError(f"{node.name}: {node.op_type} is not Q/DQ form; TensorRT does not know it")
        if node.op_type not in {"QuantizeLinear", "DequantizeLinear"}:
            continue
        scale, zero = arrays.get(node.input[1]), arrays.get(node.input[2]) if len(node.input) > 2 else None
        if scale is None or not (np.isfinite(scale).all() and (scale > 0).all()):
            raise ModelError(f"{node.name}: its scale is not a positive constant")
        if zero is None or zero.dtype != np.int8:
            raise ModelError(
                f"{node.name}: TensorRT takes int8 only, this is {'unknown' if zero is None else zero.dtype}"
            )
        if zero.any():
            raise ModelError(f"{node.name}: TensorRT takes zero point 0 only")
        axis = next((attribute.i for attribute in node.attribute if attribute.name == "axis"), 1)
        if scale.size > 1 and axis != 0:
            raise ModelError(f"{node.name}: weights must be quantised along axis 0, this is axis {axis}")
