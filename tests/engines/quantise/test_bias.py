from __future__ import annotations

import numpy as np
import onnx
import pytest
from onnx import numpy_helper

from engines.quantise.bias import channel_means, correct_biases
from engines.quantise.qdq import OPERATORS, prepare, quantise
from engines.quantise.ranges import measure_ranges
from tests.engines.quantise.networks import pictures, run_plainly, small_network


def test_channels_are_seen_as_they_are() -> None:
    model, batch = prepare(small_network()), pictures(8)
    channels = channel_means(model, [batch[:3], batch[3:]])
    np.testing.assert_allclose(channels["x"], batch.mean(axis=(0, 2, 3)), rtol=1e-4, atol=1e-5)
    assert channels["f"].shape == (768,)


def test_a_bias_takes_back_the_mean_of_what_rounding_shifted() -> None:
    model, batch = prepare(small_network()), pictures(32) + 2  # inputs whose mean is not 0
    channels = channel_means(model, [batch])
    quantised = quantise(model, measure_ranges(model, [batch], "minmax", OPERATORS), ["last"], outputs=False)
    # Coarser weights than 8 bits, so that the shift stands out.
    for tensor in quantised.graph.initializer:
        if tensor.name.startswith("w4") and tensor.data_type == onnx.TensorProto.INT8:
            coarse = (numpy_helper.to_array(tensor) // 32 * 32).astype(np.int8)
            tensor.CopyFrom(numpy_helper.from_array(coarse, tensor.name))
    corrected = correct_biases(model, quantised, channels)
    wanted, before, after = (run_plainly(one, batch).mean(axis=0) for one in (model, quantised, corrected))
    assert np.abs(after - wanted).max() < 0.05 * np.abs(before - wanted).max()


@pytest.mark.parametrize("name", ["stem", "depthwise", "pointwise"])
def test_every_kind_of_convolution_is_corrected(name: str) -> None:
    model, batch = prepare(small_network()), pictures(16) + 1
    quantised = quantise(model, measure_ranges(model, [batch], "minmax", OPERATORS), [name], outputs=False)
    corrected = correct_biases(model, quantised, channel_means(model, [batch]))
    node = next(node for node in corrected.graph.node if node.name == name)
    if len(node.input) > 2:
        before, after = (
            next(numpy_helper.to_array(t) for t in one.graph.initializer if t.name == node.input[2])
            for one in (quantised, corrected)
        )
        assert 0 < np.abs(before - after).max() < 0.1
