"""The real builder of TensorRT-RTX, which needs no GPU, as a double for TensorRT 11: parses and builds our networks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import helper

from engines.errors import ModelError
from engines.network import Int8Options, quantised_network, write_network
from engines.onnx_file import input_shapes, read_onnx
from engines.quantise.qdq import check_qdq
from engines.registry import resolve
from engines.shapes import Profile, make_profile
from engines.trt.builder import BuildOptions, build_plan
from engines.trt.capabilities import Trt, load_trt
from engines.verify import BOUNDS
from tests.engines.conftest import tiny_model

pytest.importorskip("tensorrt_rtx", reason="needs TensorRT-RTX (pip install tensorrt-rtx, x86-64 only)")

SIZES = {"sface": None, "yunet": ((32, 32), (320, 320), (640, 640))}


@pytest.fixture(scope="module")
def trt() -> Trt:
    return load_trt("tensorrt-rtx")


def _build(trt: Trt, network: bytes, precision: str, profile: Profile, name: str, **more: object) -> bytes:
    return build_plan(trt, network, BuildOptions(precision, {name: profile}, **more)).plan


@pytest.mark.slow
@pytest.mark.parametrize("model", ["sface", "yunet"])
@pytest.mark.parametrize("precision", ["fp32", "fp16", "int8"])
def test_it_builds_both_models_at_every_precision(trt: Trt, model: str, precision: str) -> None:
    network = read_onnx(resolve(model).path)
    ((name, shape),) = input_shapes(network).items()
    profile = make_profile(name, shape, batches=(1, 1, 4), sizes=SIZES[model])
    if precision == "int8":
        half = trt.can.strongly_typed
        int8 = Int8Options("minmax", None, "auto", (), BOUNDS["int8"], outputs=False, timed=False, half_rest=half)

        def pictures() -> Iterator[np.ndarray]:
            yield np.random.default_rng(0).integers(0, 256, (2, *profile.usual[1:])).astype(np.float32)

        data = quantised_network(network, pictures, [], int8, lambda _: None).data
        assert "QuantizeLinear" in {node.op_type for node in onnx.load_from_string(data).graph.node}
    else:
        data = write_network(network, precision).data
    assert _build(trt, data, precision, profile, name)[:4] == b"vtrt"


def test_what_it_can_do(trt: Trt) -> None:
    assert trt.can.strongly_typed
    assert trt.can.named_io
    assert trt.can.builds_without_gpu
    assert not trt.can.implicit_int8
    assert not trt.can.explicit_batch
    assert not trt.can.timing_cache


PROFILE = Profile((1, 3, 4, 4), (1, 3, 4, 4), (2, 3, 4, 4))


def test_a_bad_node_is_named(trt: Trt) -> None:
    x, y = (helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, [1, 3, 4, 4]) for name in "xy")
    nodes = [helper.make_node("Warp", ["x"], ["y"], name="the bad one", domain="elsewhere")]
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid("elsewhere", 1)]
    model = helper.make_model(helper.make_graph(nodes, "g", [x], [y]), opset_imports=opsets)
    with pytest.raises(ModelError, match=r"node the bad one \(Warp\): .*Plugin not found"):
        _build(trt, model.SerializeToString(), "fp32", PROFILE, "x")


def test_two_stray_bytes_are_no_network_whatever_the_parser_says(trt: Trt) -> None:
    with pytest.raises(ModelError, match="no inputs or outputs"):
        _build(trt, b"xx", "fp32", PROFILE, "x")


@pytest.mark.parametrize(
    "profile",
    [
        Profile((2, 3, 4, 4), (1, 3, 4, 4), (1, 3, 4, 4)),
        Profile((1, 3, 4, 4), (1, 3, 4, 4), (2, 3, 5, 4)),
    ],
)
def test_an_invalid_profile_is_an_error_where_the_library_is_silent(trt: Trt, profile: Profile) -> None:
    with pytest.raises(ModelError, match=r"profile|build this engine"):
        _build(trt, tiny_model().SerializeToString(), "fp32", profile, "x")


def test_there_is_no_dla(trt: Trt) -> None:
    with pytest.raises(ModelError, match="no DLA core"):
        _build(trt, tiny_model().SerializeToString(), "fp32", PROFILE, "x", dla_core=0)


def test_the_pairs_that_onnxruntime_writes_by_default_are_refused_by_our_check_too(trt: Trt, tmp_path: Path) -> None:
    """What the check refuses, TensorRT's parser refuses: unsigned activations here."""
    import onnxruntime.quantization as quantization

    path, out = tmp_path / "tiny.onnx", tmp_path / "quantised.onnx"
    onnx.save(tiny_model(), path)
    batch = np.random.default_rng(0).standard_normal((2, 3, 4, 4)).astype(np.float32)

    class Reader(quantization.CalibrationDataReader):
        batches = iter([{"x": batch}])

        def get_next(self) -> dict | None:
            return next(self.batches, None)

    quantization.quantize_static(path, out, Reader(), activation_type=quantization.QuantType.QUInt8)
    model = onnx.load(out)
    with pytest.raises(ModelError, match="TensorRT takes int8 only"):
        check_qdq(model)
    with pytest.raises(ModelError, match=r"zero point|asymmetric|ASYMMETRIC|type"):
        _build(trt, model.SerializeToString(), "int8", PROFILE, "x")
