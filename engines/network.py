"""The ONNX that a builder is fed: the model, in the precision that was asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import onnx

from engines.backend import FloatArray, Precision
from engines.errors import ModelError
from engines.half import to_half, with_float_weights
from engines.onnx_file import at_opset
from engines.quantise.bias import channel_means, correct_biases
from engines.quantise.calibrate import Equalisation, calibrate
from engines.quantise.equalise import equalise
from engines.quantise.judge import FaceJudge, Find, Judge, TemplateJudge
from engines.quantise.qdq import layers_of, prepare, quantise
from engines.quantise.ranges import Method, Ranges, read_ranges, write_ranges
from engines.quantise.search import Found, Search
from engines.sidecar import Calibration
from engines.verify import Bounds

_HALF_QDQ_OPSET = 19
"""From here on the scales of Q/DQ pairs may be float16, as the rest of a strongly typed INT8 network is."""


@dataclass(frozen=True)
class Int8Options:
    """How to quantise."""

    method: Method
    cache: Path | None
    equalise: Equalisation
    exclude: tuple[str, ...]
    bounds: Bounds
    outputs: bool
    """Also quantise what a layer gives: ONNX Runtime's CPU then computes in integers."""
    timed: bool
    """Choose by time on this CPU too."""
    half_rest: bool
    """Compute the layers that are left in float16: where the network's own types hold."""


@dataclass(frozen=True)
class Network:
    """What is fed to the builder."""

    data: bytes
    calibration: Calibration | None = None
    found: Found | None = None


def write_network(model: onnx.ModelProto, precision: Precision) -> Network:
    """The model in floating point.

    Raises:
        ModelError: it can't be written so.
    """
    model = with_float_weights(at_opset(model))
    return Network(_bytes(to_half(model) if precision == "fp16" else model))


def quantised_network(
    model: onnx.ModelProto,
    batches: Callable[[], Iterable[FloatArray]],
    choose: Sequence[FloatArray],
    options: Int8Options,
    report: Callable[[str], None],
    find: Find | None = None,
) -> Network:
    """The model in 8 bits, but for the layers that would take too much from it.

    Args:
        model: float32.
        batches: gives pictures to measure ranges on; called anew for each pass.
        choose: other batches, to choose layers on; without any all layers but the excluded are quantised.
        options: as above.
        report: gets a line for each step.
        find: of a detector: runs it on photographs, by whose faces it is then judged.

    Raises:
        ModelError: the cache is another model's, there is nothing to calibrate with, or no layer keeps the bounds.
    """
    prepared = prepare(model)
    shape = choose[0].shape if choose else _smallest_shape(prepared)
    layers = layers_of(prepared, shape)
    judge: Judge | None = None
    if choose:
        judge = FaceJudge(prepared, find) if find else TemplateJudge(prepared, choose)
    ranges = _ranges(prepared, batches, judge, [layer.name for layer in layers], options, report)
    prepared = equalise(prepared, ranges.peaks)
    if judge:
        search = Search(
            prepared,
            ranges,
            layers,
            judge,
            options.bounds,
            outputs=options.outputs,
            timed=choose[0][:1] if options.timed else None,
            report=report,
        )
        found: Found | None = search.run(options.exclude)
        assert found is not None
        quantised, left = found.model, found.chosen.float_layers
    else:
        report("no picture to choose layers with: all are quantised but those of --exclude-nodes")
        names = [layer.name for layer in layers if layer.name not in options.exclude]
        found, left = None, options.exclude
        quantised = quantise(prepared, ranges, names, outputs=options.outputs)
    if choose:
        quantised = correct_biases(prepared, quantised, channel_means(prepared, choose))
    if options.half_rest:
        quantised = to_half(at_opset(quantised, _HALF_QDQ_OPSET))
    calibration = Calibration(
        digest=ranges.digest,
        images=ranges.images,
        method=ranges.method,
        equalised=bool(ranges.peaks),
        float_layers=left,
    )
    return Network(_bytes(quantised), calibration, found)


def network_types(data: bytes) -> dict[str, int]:
    """Layers of an ONNX by what they compute in: int8 where all that goes in comes from Q/DQ pairs."""
    graph = onnx.load_from_string(data).graph
    dequantised = {node.output[0] for node in graph.node if node.op_type == "DequantizeLinear"}
    half = {tensor.name for tensor in graph.initializer if tensor.data_type == onnx.TensorProto.FLOAT16}
    counts: dict[str, int] = {}
    for node in graph.node:
        if node.op_type not in {"Conv", "Gemm", "MatMul", "ConvTranspose"}:
            continue
        inputs = list(node.input[:2])
        name = "int8" if all(i in dequantised for i in inputs) else "fp16" if half & set(node.input) else "fp32"
        counts[name] = counts.get(name, 0) + 1
    return counts


def _ranges(
    prepared: onnx.ModelProto,
    batches: Callable[[], Iterable[FloatArray]],
    judge: Judge | None,
    layers: Sequence[str],
    options: Int8Options,
    report: Callable[[str], None],
) -> Ranges:
    """Kept ones where there are any, else measured."""
    if options.cache and options.cache.is_file():
        ranges = read_ranges(options.cache, prepared, options.method)
        if options.equalise != "auto" and (options.equalise == "on") != bool(ranges.peaks):
            raise ModelError(
                f"the calibration cache {options.cache} was made {'with' if ranges.peaks else 'without'} equalisation: "
                "name another file with --calib-cache, or leave --equalise at auto"
            )
        report(f"calibration of {ranges.images} images taken from {options.cache}")
        return ranges
    ranges = calibrate(
        prepared,
        batches,
        options.method,
        options.equalise,
        judge=judge,
        layers=layers,
        outputs=options.outputs,
        report=report,
    )
    if options.cache:
        write_ranges(options.cache, ranges)
    return ranges


def _smallest_shape(model: onnx.ModelProto) -> tuple[int, ...]:
    return tuple(d.dim_value or 1 for d in model.graph.input[0].type.tensor_type.shape.dim)


def _bytes(model: onnx.ModelProto) -> bytes:
    data: bytes = model.SerializeToString(deterministic=True)
    if len(data) >= 2 << 30:
        raise ModelError("a network of 2 GiB or more does not fit one ONNX file")
    return data
