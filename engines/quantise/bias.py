"""A correction that makes 8 bits go further and costs nothing when the network runs.

Rounded weights shift a layer's mean result by (W - Ŵ)·E[x], which its bias takes back: Nagel et al., "Data-Free
Quantization Through Weight Equalization and Bias Correction", ICCV 2019, section 4.2.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import numpy_helper

from engines.backend import FloatArray
from engines.quantise.watch import watch

Means = NDArray[np.float64]
"""(C,)."""


def channel_means(model: onnx.ModelProto, batches: Iterable[FloatArray]) -> dict[str, Means]:
    """Run the network and look at what goes into every convolution and Gemm: its mean by channel, by tensor name.

    Args:
        model: from `engines.quantise.qdq.prepare`.
        batches: as the backend takes them.
    """
    watched = sorted({node.input[0] for node in model.graph.node if node.op_type in {"Conv", "Gemm"}})
    sums: dict[str, NDArray[np.float64]] = {}
    count = 0
    for values in watch(model, watched, batches):
        for name in watched:
            flat = values[name].reshape(*values[name].shape[:2], -1)
            sums[name] = sums.get(name, 0.0) + flat.mean(axis=2, dtype=np.float64).sum(axis=0)
        count += len(values[model.graph.input[0].name])
    return {name: sums[name] / count for name in watched}


def correct_biases(model: onnx.ModelProto, quantised: onnx.ModelProto, means: Mapping[str, Means]) -> onnx.ModelProto:
    """A copy of the quantised network whose biases take back what the rounding of weights shifted.

    Args:
        model: in floating point, what was quantised.
        quantised: from `engines.quantise.qdq.quantise`.
        means: from `channel_means` on `model`.
    """
    copy = onnx.ModelProto()
    copy.CopyFrom(quantised)
    exact = {tensor.name: numpy_helper.to_array(tensor) for tensor in model.graph.initializer}
    stored = {tensor.name: tensor for tensor in copy.graph.initializer}
    pairs = {node.output[0]: node for node in copy.graph.node if node.op_type == "DequantizeLinear"}
    originals = {node.name: node for node in model.graph.node}
    for node in copy.graph.node:
        pair = pairs.get(node.input[1]) if node.op_type in {"Conv", "Gemm"} and len(node.input) > 2 else None
        original = originals.get(node.name)
        if pair is None or original is None or original.input[0] not in means:
            continue
        weight = exact[original.input[1]]
        rounded = _dequantised(stored, pair)
        mean = means[original.input[0]]
        lost = _shift(weight - rounded, mean)
        if lost is not None:
            bias = stored[node.input[2]]
            _replace(bias, numpy_helper.to_array(bias) + lost)
    return copy


def _shift(difference: NDArray[np.float64], mean: NDArray[np.float64]) -> NDArray[np.float64] | None:
    """E[(W - Ŵ)·x] for each output channel, from the mean of each input channel; None where they do not match."""
    taps = difference.reshape(difference.shape[0], difference.shape[1], -1).sum(axis=2)
    if taps.shape[1] == mean.size:
        return np.asarray(taps @ mean)
    if taps.shape[1] == 1 and taps.shape[0] == mean.size:  # depthwise
        return np.asarray(taps[:, 0] * mean)
    return None


def _dequantised(stored: Mapping[str, onnx.TensorProto], pair: onnx.NodeProto) -> NDArray[np.float64]:
    values, scale = (numpy_helper.to_array(stored[name]).astype(np.float64) for name in pair.input[:2])
    return values * scale.reshape(-1, *[1] * (values.ndim - 1)) if scale.size > 1 else values * scale


def _replace(tensor: onnx.TensorProto, array: NDArray[np.floating]) -> None:
    tensor.CopyFrom(numpy_helper.from_array(np.ascontiguousarray(array, dtype=np.float32), tensor.name))
