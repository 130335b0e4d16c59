"""Cross-layer equalisation: makes the channels of an activation equally large, and costs nothing when the network runs.

One 8-bit scale serves all channels of an activation, so a channel that is small beside the others keeps few of the 256
steps. Where what a layer gives goes through nothing but positively homogeneous operators (f(s·x) = s·f(x) for s > 0:
PReLU, ReLU, max pooling) into one other layer, each channel may be divided by a factor in the first layer's weights and
multiplied by it in the second's; the result stays what it was (Nagel et al., "Data-Free Quantization Through Weight
Equalization and Bias Correction", ICCV 2019, section 4.1).

The factors are not theirs, which make the two layers' weights alike: weights have one scale for each output channel
here, so that the first layer's take any factor. What has to share the steps is the activation, measured, and the second
layer's weights of each input channel: s = peak^α / weight^(1-α) (Xiao et al., "SmoothQuant", ICML 2023, equation 4). A
depthwise layer has a scale of its own for each channel, so there all is done for the activation (α = 1).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import helper, numpy_helper

from engines.backend import FloatArray
from engines.quantise.watch import watch

ALPHA = 0.7
"""How much of the difference between channels is taken from the activation; the weights that follow bear it."""

_MOST = 256.0
"""Between a factor and their geometric mean: beyond it 8 bits gain nothing."""

_HOMOGENEOUS = {"PRelu", "Relu", "LeakyRelu", "MaxPool", "Flatten", "Dropout"}

Peaks = Mapping[str, tuple[float, ...]]
"""Largest magnitude of each channel that a layer takes, before and after the activation, by the layer's name."""


@dataclass(frozen=True, eq=False)
class Link:
    """Two layers between which factors can be moved."""

    first: onnx.NodeProto
    """A convolution or batch normalisation."""
    second: onnx.NodeProto
    """A convolution or Gemm."""
    channels: int


def links(model: onnx.ModelProto) -> list[Link]:
    """All of a prepared network, in its order."""
    shapes = {tensor.name: tuple(tensor.dims) for tensor in model.graph.initializer}
    makers = {name: node for node in model.graph.node for name in node.output}
    readers: dict[str, int] = {value.name: 1 for value in model.graph.output}
    for node in model.graph.node:
        for name in node.input:
            readers[name] = readers.get(name, 0) + 1

    def alone(node: onnx.NodeProto, places: slice) -> bool:
        return all(name in shapes and readers[name] == 1 for name in node.input[places] if name)

    found = []
    for second in model.graph.node:
        if second.op_type not in {"Conv", "Gemm"} or not alone(second, slice(1, 2)):
            continue
        first = makers.get(second.input[0])
        passed = readers[second.input[0]] == 1
        while first is not None and passed and first.op_type in _HOMOGENEOUS:
            passed = readers[first.input[0]] == 1
            first = makers.get(first.input[0])
        if first is None or not passed or first.op_type not in {"Conv", "BatchNormalization"}:
            continue
        channels = shapes.get(first.input[1], (0,))[0]
        if channels and alone(first, slice(1, 3)) and _fits(second, shapes[second.input[1]], channels):
            found.append(Link(first, second, channels))
    return found


def channel_peaks(model: onnx.ModelProto, batches: Iterable[FloatArray]) -> Peaks:
    """Run the network and find how large each channel between two linked layers becomes.

    Args:
        model: from `engines.quantise.qdq.prepare`.
        batches: as the backend takes them.
    """
    found = links(model)
    names = sorted({name for link in found for name in (link.first.output[0], link.second.input[0])})
    peaks: dict[str, NDArray[np.float32]] = {}
    for values in watch(model, names, batches):
        for link in found:
            for name in (link.first.output[0], link.second.input[0]):
                value = values[name].reshape(len(values[name]), link.channels, -1)
                peak = np.maximum(value.max(axis=(0, 2)), -value.min(axis=(0, 2)))
                peaks[link.second.name] = np.maximum(peaks.get(link.second.name, 0), peak)
    return {name: tuple(peak.tolist()) for name, peak in peaks.items()}


def equalise(model: onnx.ModelProto, peaks: Peaks) -> onnx.ModelProto:
    """A copy with other weights and, but for rounding, the same results.

    Args:
        model: what `channel_peaks` has run.
        peaks: from it; layers that it does not name stay as they are.
    """
    copy = onnx.ModelProto()
    copy.CopyFrom(model)
    stored = {tensor.name: tensor for tensor in copy.graph.initializer}
    # Factors come from the weights as they were: they do not depend on the order of links.
    exact = {tensor.name: numpy_helper.to_array(tensor) for tensor in model.graph.initializer}
    for link in links(copy):
        if link.second.name not in peaks:
            continue
        weight = exact[link.second.input[1]]
        factors = _factors(np.asarray(peaks[link.second.name]), weight, link.channels)
        for name in filter(None, link.first.input[1:3]):
            _scale(stored[name], (link.channels, -1), 1 / factors[:, None])
        shape, axis = _by_input(weight, link.channels)
        beside = tuple(place for place in range(len(shape)) if place != axis)
        _scale(stored[link.second.input[1]], shape, np.expand_dims(factors, beside))
    return copy


def _fits(node: onnx.NodeProto, shape: tuple[int, ...], channels: int) -> bool:
    """Whether each input channel has weights of its own, in the way that `_by_input` takes them."""
    if node.op_type == "Gemm":
        attributes = {a.name: helper.get_attribute_value(a) for a in node.attribute}
        straight = attributes.get("transB", 0) == 1 and attributes.get("transA", 0) == 0
        return straight and shape[1] % channels == 0
    return shape[1] == channels or _depthwise(shape, channels)


def _depthwise(shape: tuple[int, ...], channels: int) -> bool:
    return len(shape) > 2 and shape[1] == 1 and shape[0] == channels


def _by_input(weight: NDArray[np.generic], channels: int) -> tuple[tuple[int, ...], int]:
    """A shape in which the weights' input channels have an axis to themselves, and that axis."""
    if _depthwise(weight.shape, channels):
        return (channels, -1), 0
    return (weight.shape[0], channels, -1), 1


def _factors(peaks: NDArray[np.float64], weight: NDArray[np.generic], channels: int) -> NDArray[np.float64]:
    """(C,); 1 for a channel that is never anything but 0, or that nobody reads."""
    shape, axis = _by_input(weight, channels)
    beside = tuple(place for place in range(len(shape)) if place != axis)
    heard = np.abs(weight.astype(np.float64)).reshape(shape).max(axis=beside)
    alpha = 1.0 if _depthwise(weight.shape, channels) else ALPHA
    alive = (peaks > 0) & (heard > 0) & np.isfinite(peaks)
    factors = np.ones(channels)
    if alive.any():
        raw = peaks[alive] ** alpha / heard[alive] ** (1 - alpha)
        factors[alive] = np.clip(raw / np.exp(np.log(raw).mean()), 1 / _MOST, _MOST)
    return factors


def _scale(tensor: onnx.TensorProto, shape: tuple[int, ...], factors: NDArray[np.float64]) -> None:
    array = numpy_helper.to_array(tensor)
    scaled = (array.reshape(shape) * factors).reshape(array.shape).astype(np.float32)
    tensor.CopyFrom(numpy_helper.from_array(np.ascontiguousarray(scaled), tensor.name))
