from __future__ import annotations

import numpy as np
import onnx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from onnx import helper, numpy_helper

from engines.quantise.equalise import ALPHA, channel_peaks, equalise, links
from engines.quantise.qdq import OPERATORS, prepare, quantise
from engines.quantise.ranges import measure_ranges
from engines.quantise.watch import watch
from engines.registry import resolve
from engines.verify import compare_templates
from tests.engines.quantise.networks import pictures, run_plainly, small_network


def _weights(model: onnx.ModelProto) -> dict[str, np.ndarray]:
    return {tensor.name: numpy_helper.to_array(tensor) for tensor in model.graph.initializer}


def _names(model: onnx.ModelProto) -> list[tuple[str, str]]:
    return [(link.first.name, link.second.name) for link in links(model)]


def test_every_layer_is_linked_to_the_next_through_its_prelu() -> None:
    model = prepare(small_network())
    assert _names(model) == [("stem", "depthwise"), ("depthwise", "pointwise"), ("pointwise", "last")]


@pytest.mark.parametrize("uneven", [False, True])
def test_results_stay_what_they_were(uneven: bool) -> None:
    model, batch = prepare(small_network(uneven=uneven)), pictures(16)
    equal = equalise(model, channel_peaks(model, [batch]))
    onnx.checker.check_model(equal, full_check=True)
    assert not np.array_equal(*(next(iter(_weights(one).values())) for one in (model, equal)))
    wanted = run_plainly(model, batch)
    assert np.abs(run_plainly(equal, batch) - wanted).max() <= 1e-5 * max(1, np.abs(wanted).max())


@settings(max_examples=25, deadline=None)
@given(peaks=st.lists(st.floats(0, 1e6), min_size=8, max_size=8))
def test_any_peaks_leave_the_results_alone(peaks: list[float]) -> None:
    model, batch = prepare(small_network()), pictures(4)
    equal = equalise(model, {"depthwise": tuple(peaks), "pointwise": tuple(peaks[::-1])})
    np.testing.assert_allclose(run_plainly(equal, batch), run_plainly(model, batch), rtol=1e-4, atol=1e-4)


def test_a_depthwise_layers_channels_become_equally_large() -> None:
    model, batch = prepare(small_network(uneven=True)), pictures(16)
    before = channel_peaks(model, [batch[:9], batch[9:]])
    assert max(before["depthwise"]) > 100 * min(before["depthwise"])
    after = channel_peaks(equalise(model, before), [batch])
    np.testing.assert_allclose(after["depthwise"], after["depthwise"][0], rtol=1e-3)


def test_a_whole_layer_shares_the_factor_with_its_weights() -> None:
    model, batch = prepare(small_network(uneven=True)), pictures(16)
    peaks = channel_peaks(model, [batch])
    equal = equalise(model, {"pointwise": peaks["pointwise"]})
    before, after = (np.abs(_weights(one)["w3"]).max(axis=(0, 2, 3)) for one in (model, equal))
    raw = np.asarray(peaks["pointwise"]) ** ALPHA / before ** (1 - ALPHA)
    np.testing.assert_allclose(after / before, raw / np.exp(np.log(raw).mean()), rtol=1e-5)


def test_peaks_are_those_before_and_after_the_activation() -> None:
    model, batch = prepare(small_network()), pictures(6)
    (values,) = watch(model, ["x", "a3"], [batch])
    assert values["x"] is batch
    node = next(node for node in model.graph.node if node.name == "pointwise")
    (before,) = (found[node.output[0]] for found in watch(model, [node.output[0]], [batch]))
    peaks = channel_peaks(model, [batch])["last"]
    np.testing.assert_allclose(peaks, np.abs(before).max(axis=(0, 2, 3)), rtol=1e-5)
    assert (np.abs(values["a3"]).max(axis=(0, 2, 3)) <= np.asarray(peaks) + 1e-6).all()


def test_uneven_channels_lose_less_in_8_bits() -> None:
    model, batch = prepare(small_network(uneven=True)), pictures(32)
    peaks = channel_peaks(model, [batch])
    wanted = run_plainly(model, batch)
    cosines = []
    for chosen in ({}, peaks):
        ranges = measure_ranges(model, [batch], "minmax", OPERATORS, chosen)
        quantised = quantise(equalise(model, ranges.peaks), ranges, ["depthwise", "pointwise"], outputs=True)
        cosines.append(compare_templates(wanted, run_plainly(quantised, batch)).mean)
    plain, equal = cosines
    assert 1 - equal < 0.1 * (1 - plain)


def _changed(how: str) -> onnx.ModelProto:
    model = small_network()
    nodes = {node.name: node for node in model.graph.node}
    if how == "two readers":
        model.graph.output.append(helper.make_tensor_value_info("a1", onnx.TensorProto.FLOAT, ["n", 8, 8, 8]))
    elif how == "no homogeneous operator":
        nodes["act1"].op_type = "Tanh"
        del nodes["act1"].input[1:]
    elif how == "shared weights":
        del nodes["depthwise"].input[:]
        nodes["depthwise"].input.extend(["a1", "w2"])
        model.graph.node.insert(
            4,
            helper.make_node("Conv", ["a1x", "w2"], ["unused"], kernel_shape=[3, 3], pads=[1] * 4, group=8),
        )
        model.graph.node.insert(4, helper.make_node("Abs", ["a1"], ["a1x"]))
        model.graph.output.append(helper.make_tensor_value_info("unused", onnx.TensorProto.FLOAT, ["n", 8, 8, 8]))
    return model


@pytest.mark.parametrize("how", ["two readers", "no homogeneous operator", "shared weights"])
def test_where_a_factor_would_show_there_is_no_link(how: str) -> None:
    model = prepare(_changed(how))
    assert ("stem", "depthwise") not in _names(model)
    batch = pictures(4)
    equal = equalise(model, channel_peaks(model, [batch]))
    np.testing.assert_allclose(run_plainly(equal, batch), run_plainly(model, batch), rtol=1e-4, atol=1e-5)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "found"), [("sface", 27), ("yunet", 36)])
def test_the_built_in_networks_stay_what_they_were(name: str, found: int) -> None:
    model = prepare(onnx.load(resolve(name).path))
    assert len(links(model)) == found
    side = 112 if name == "sface" else 64
    batch = np.random.default_rng(0).integers(0, 256, (2, 3, side, side)).astype(np.float32)
    equal = equalise(model, channel_peaks(model, [batch]))
    for output in model.graph.output:
        wanted, given_ = (next(watch(one, [output.name], [batch]))[output.name] for one in (model, equal))
        assert np.abs(wanted - given_).max() <= 1e-5 * max(1, np.abs(wanted).max())
