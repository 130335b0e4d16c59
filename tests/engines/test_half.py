from __future__ import annotations

import numpy as np
import onnx
from onnx import helper, numpy_helper

from engines.half import to_half, with_float_weights
from engines.network import network_types, write_network
from engines.quantise.qdq import prepare
from tests.engines.conftest import tiny_model
from tests.engines.quantise.networks import run_plainly, sampling_network

BATCH = np.random.default_rng(0).standard_normal((2, 3, 4, 4)).astype(np.float32)


def stored_as_half() -> onnx.ModelProto:
    """The tiny network as the trainer exports: the weight float16, cast before it is used."""
    model = tiny_model()
    (weight,) = model.graph.initializer
    half = numpy_helper.to_array(weight).astype(np.float16)
    weight.CopyFrom(numpy_helper.from_array(half, "w/half"))
    model.graph.node.insert(0, helper.make_node("Cast", ["w/half"], ["w"], to=onnx.TensorProto.FLOAT))
    onnx.checker.check_model(model, full_check=True)
    return model


def test_weights_that_were_stored_as_float16_are_float32_again() -> None:
    model = stored_as_half()
    plain = with_float_weights(model)
    assert [node.op_type for node in plain.graph.node] == ["Conv", "Flatten"]
    assert {tensor.name: tensor.data_type for tensor in plain.graph.initializer} == {"w": onnx.TensorProto.FLOAT}
    np.testing.assert_array_equal(run_plainly(plain, BATCH), run_plainly(model, BATCH))
    assert len(model.graph.node) == 3, "the model itself stays"


def test_such_a_file_is_fed_to_a_builder_like_any_other() -> None:
    model = stored_as_half()
    for precision in ("fp32", "fp16"):
        data = write_network(model, precision).data
        assert network_types(data) == {precision: 1}
        types = {tensor.data_type for tensor in onnx.load_from_string(data).graph.initializer}
        assert types == {onnx.TensorProto.FLOAT if precision == "fp32" else onnx.TensorProto.FLOAT16}
    prepared = prepare(model)
    assert [node.op_type for node in prepared.graph.node] == ["Conv", "Flatten"]


def test_places_of_pixels_and_what_lies_there_stay_exact_in_float16() -> None:
    model = sampling_network()
    half = to_half(model)
    pixels = np.random.default_rng(5).integers(0, 256, (2, 3, 112, 112)).astype(np.float32)
    exact, found = (run_plainly(network, pixels) for network in (model, half))
    assert np.abs(found - exact).max() <= 1e-3 * np.abs(exact).max(), "what float16 costs the last layer's results"
    casts = {node.output[0]: node for node in half.graph.node if node.op_type == "Cast"}
    back = [name for name, node in casts.items() if node.input[0] in casts and casts[node.input[0]].input[0] != "x"]
    assert not back, "nothing goes to float16 and back"
    (layer,) = (node for node in half.graph.node if node.op_type == "Gemm")
    types = {tensor.name: tensor.data_type for tensor in half.graph.initializer}
    assert types[layer.input[1]] == onnx.TensorProto.FLOAT16, "the rest is float16"
