from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from onnx import helper, numpy_helper
from onnx.reference import ReferenceEvaluator

from engines.errors import ModelError
from engines.half import to_half
from engines.onnx_file import at_opset, input_shapes, name_nodes, parse_onnx, read_onnx
from engines.shapes import Profile, make_profile
from tests.engines.conftest import tiny_model


@settings(max_examples=60, deadline=None)
@given(cut=st.integers(0, 400), noise=st.binary(max_size=8))
def test_whatever_is_cut_or_appended_is_a_sentence_or_a_model(cut: int, noise: bytes) -> None:
    data = tiny_model().SerializeToString()
    said = ""
    try:
        onnx.checker.check_model(parse_onnx(data[: len(data) - cut] + noise, "m.onnx"))
    except ModelError as error:
        said = str(error)
    assert said == "" or said.startswith("m.onnx is no ")
    assert "\n" not in said


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="can't be read"):
        read_onnx(tmp_path / "none.onnx")


@pytest.mark.parametrize("opset", [11, 13, 17, 18, 21])
def test_up_and_down_to_one_opset(opset: int) -> None:
    model = tiny_model()
    model.opset_import[0].version = opset
    converted = at_opset(model)
    assert converted.opset_import[0].version == 17
    x = np.random.default_rng(0).standard_normal((2, 3, 4, 4)).astype(np.float32)
    np.testing.assert_allclose(
        ReferenceEvaluator(converted).run(None, {"x": x})[0], ReferenceEvaluator(model).run(None, {"x": x})[0]
    )


def test_an_operator_without_a_form_there() -> None:
    x, y = (helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, [2]) for name in "xy")
    graph = helper.make_graph([helper.make_node("Gelu", ["x"], ["y"])], "g", [x], [y])
    with pytest.raises(ModelError, match="can't be brought to opset 17"):
        at_opset(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)]))


def test_every_node_gets_a_name_of_its_own() -> None:
    model = tiny_model()
    model.graph.node[1].name = "Conv_0"
    name_nodes(model)
    names = [node.name for node in model.graph.node]
    assert len(set(names)) == len(names)
    assert all(names)


def test_shapes_are_those_of_inputs_not_of_weights() -> None:
    model = tiny_model()
    model.graph.input.append(helper.make_tensor_value_info("w", onnx.TensorProto.FLOAT, [2, 3, 1, 1]))
    assert input_shapes(model) == {"x": ("n", 3, 4, 4)}


def test_half_keeps_its_results_and_its_float32_ends() -> None:
    half = to_half(tiny_model())
    x = np.random.default_rng(0).standard_normal((2, 3, 4, 4)).astype(np.float32)
    y = ReferenceEvaluator(half).run(None, {"x": x})[0]
    assert y.dtype == np.float32
    np.testing.assert_allclose(y, ReferenceEvaluator(tiny_model()).run(None, {"x": x})[0], rtol=2e-2, atol=2e-2)


@pytest.mark.parametrize("value", [1e6, np.inf, np.nan])
def test_a_weight_beyond_float16_is_named(value: float) -> None:
    model = tiny_model()
    weights = numpy_helper.to_array(model.graph.initializer[0]).copy()
    weights[0, 0] = value
    model.graph.initializer[0].CopyFrom(numpy_helper.from_array(weights, "w"))
    with pytest.raises(ModelError, match="the weight w is too large for float16"):
        to_half(model)


FREE = ("n", 3, "h", "w")
SIZES = ((32, 32), (64, 64), (128, 128))


def test_a_profile() -> None:
    assert make_profile("x", ("n", 3, 112, 112), batches=(1, 2, 8)) == Profile(
        (1, 3, 112, 112), (2, 3, 112, 112), (8, 3, 112, 112)
    )
    assert make_profile("x", FREE, batches=(1, 1, 1), sizes=SIZES).largest == (1, 3, 128, 128)


@pytest.mark.parametrize(
    ("shape", "batches", "sizes", "message"),
    [
        (FREE, (1, 1, 1), None, "leaves h and w free: give --min-size"),
        (("n", 3, 112, 112), (2, 1, 8), None, "out of order"),
        (("n", 3, 112, 112), (0, 1, 8), None, "out of order"),
        (FREE, (1, 1, 1), SIZES[::-1], "out of order"),
        (("n", 3, 112, 112), (1, 1, 1), SIZES, "is 112x112 by its file, not 32x32"),
        ((4, 3, 112, 112), (1, 1, 8), None, "fixed batch of 4: give --min-batch 4"),
        (("n", "c", 112, 112), (1, 1, 8), None, "leaves its channels free"),
        (("n", 3), (1, 1, 8), None, "has 2 dimensions"),
    ],
)
def test_a_profile_that_can_not_be(shape: tuple, batches: tuple, sizes: tuple | None, message: str) -> None:
    with pytest.raises(ModelError, match=message):
        make_profile("x", shape, batches=batches, sizes=sizes)
