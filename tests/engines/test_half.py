from __future__ import annotations

import numpy as np
import onnx
from onnx import helper, numpy_helper

from engines.half import with_float_weights
from engines.network import network_types, write_network
from engines.quantise.qdq import prepare
from tests.engines.conftest import tiny_model
from tests.engines.quantise.networks import run_plainly

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
