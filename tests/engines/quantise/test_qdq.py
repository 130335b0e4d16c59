from __future__ import annotations

import numpy as np
import onnx
import pytest
from onnx import helper, numpy_helper

from engines.errors import ModelError
from engines.quantise.qdq import OPERATORS, check_qdq, layers_of, prepare, quantise
from engines.quantise.ranges import Ranges, measure_ranges
from engines.verify import compare_templates
from tests.engines.quantise.networks import pictures, run_plainly, sampling_network, small_network


@pytest.fixture(scope="module")
def prepared() -> onnx.ModelProto:
    return prepare(small_network())


@pytest.fixture(scope="module")
def ranges(prepared: onnx.ModelProto) -> Ranges:
    return measure_ranges(prepared, [pictures(16)], "minmax", OPERATORS)


def _names(model: onnx.ModelProto, operator: str) -> set[str]:
    """Layers whose input and weight come from pairs."""
    given = {node.output[0] for node in model.graph.node if node.op_type == "DequantizeLinear"}
    return {n.name for n in model.graph.node if n.op_type == operator and set(n.input[:2]) <= given}


def test_prepare_joins_batch_normalisation_and_changes_nothing_else(prepared: onnx.ModelProto) -> None:
    assert "BatchNormalization" not in {node.op_type for node in prepared.graph.node}
    assert {entry.domain: entry.version for entry in prepared.opset_import} == {"": 17}
    np.testing.assert_allclose(
        run_plainly(prepared, pictures(3)), run_plainly(small_network(), pictures(3)), rtol=1e-3, atol=1e-4
    )


def test_layers_and_their_work(prepared: onnx.ModelProto) -> None:
    layers = {layer.name: layer.work for layer in layers_of(prepared, (4, 3, 8, 8))}
    assert layers == {"stem": 8 * 27 * 64, "depthwise": 8 * 9 * 64, "pointwise": 96 * 64, "last": 16 * 768}


@pytest.mark.parametrize("outputs", [False, True])
def test_it_is_near_the_original_and_what_tensorrt_takes(
    prepared: onnx.ModelProto, ranges: Ranges, outputs: bool
) -> None:
    names = ["stem", "depthwise", "pointwise", "last"]
    model = quantise(prepared, ranges, names, outputs=outputs)
    onnx.checker.check_model(model, full_check=True)
    check_qdq(model)
    assert _names(model, "Conv") | _names(model, "Gemm") == set(names)
    pairs = {node.input[0] for node in model.graph.node if node.op_type == "QuantizeLinear"}
    assert ("c3" in pairs) == outputs
    cosines = compare_templates(run_plainly(prepared, pictures(32, 1)), run_plainly(model, pictures(32, 1)))
    assert 0.99 < cosines.minimum < 0.9999999


def test_only_the_named_layers(prepared: onnx.ModelProto, ranges: Ranges) -> None:
    model = quantise(prepared, ranges, ["pointwise"], outputs=True)
    assert (_names(model, "Conv"), _names(model, "Gemm")) == ({"pointwise"}, set())
    assert quantise(prepared, ranges, [], outputs=True) == prepared


def test_ranges_of_another_network_are_refused(prepared: onnx.ModelProto, ranges: Ranges) -> None:
    other = ranges.model_copy(update={"values": {"elsewhere": (0.0, 1.0)}})
    with pytest.raises(ModelError, match="does not fit this network"):
        quantise(prepared, other, ["stem"], outputs=True)


def _pair(zero: np.ndarray, scale: np.ndarray, axis: int = 0) -> onnx.ModelProto:
    node = helper.make_node("DequantizeLinear", ["q", "s", "z"], ["y"], name="the pair", axis=axis)
    arrays = {"q": np.zeros((2, 2), zero.dtype), "s": scale, "z": zero}
    graph = helper.make_graph([node], "g", [], [], [numpy_helper.from_array(a, n) for n, a in arrays.items()])
    return helper.make_model(graph)


@pytest.mark.parametrize(
    ("zero", "scale", "axis", "message"),
    [
        (np.uint8(0), np.float32(1), 0, "int8 only, this is uint8"),
        (np.int32(0), np.float32(1), 0, "int8 only, this is int32"),
        (np.int8(1), np.float32(1), 0, "zero point 0 only"),
        (np.int8(0), np.float32(0), 0, "not a positive constant"),
        (np.int8(0), np.float32(np.nan), 0, "not a positive constant"),
        (np.zeros(2, np.int8), np.ones(2, np.float32), 1, "along axis 0, this is axis 1"),
    ],
)
def test_what_tensorrt_would_refuse_is_named(zero: np.ndarray, scale: np.ndarray, axis: int, message: str) -> None:
    with pytest.raises(ModelError, match=f"the pair: .*{message}"):
        check_qdq(_pair(np.asarray(zero), np.asarray(scale), axis))


def test_what_says_where_pixels_are_taken_from_stays_exact() -> None:
    layers = layers_of(prepare(sampling_network()), (1, 3, 112, 112))
    assert [layer.operator for layer in layers] == ["Conv"], "not the Gemm and the Add before GridSample"
