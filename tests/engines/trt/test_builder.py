"""Against fakes of TensorRT 8.2 to 11.4 (`engines.trt.fakes`): what each is told, and how failures come back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import onnx
import pytest
from onnx import helper

from engines.errors import ModelError
from engines.gpu.fakes import FakeCuda
from engines.shapes import Profile
from engines.trt.builder import build_plan
from engines.trt.calibrator import make_calibrator
from engines.trt.capabilities import Trt
from engines.trt.fakes import VERSIONS
from tests.engines.trt.conftest import options

MakeTrt = Callable[[str], Trt]


@pytest.mark.parametrize("version", VERSIONS)
def test_capabilities_follow_the_names_that_a_version_has(make_trt: MakeTrt, version: str) -> None:
    can = make_trt(version).can
    numbers = tuple(map(int, version.split(".")))
    assert can.named_io == (numbers >= (8, 5))
    assert can.memory_pools == (numbers >= (8, 4))
    assert can.implicit_int8 == (numbers < (11,))
    assert can.explicit_batch == (numbers < (11,))
    assert can.strongly_typed == (numbers >= (10, 12))
    assert can.version_compatible == (numbers >= (8, 6))
    assert can.calibration_profile == (numbers < (10,))


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("precision", ["fp32", "fp16"])
def test_every_version_builds(make_trt: MakeTrt, version: str, precision: str, request: pytest.FixtureRequest) -> None:
    network = request.getfixturevalue("half_network" if precision == "fp16" else "network")
    built = build_plan(make_trt(version), network, options(precision=precision))
    assert built.plan
    assert sum(built.asked.values()) >= 2


@pytest.mark.parametrize("version", ["8.5.2", "8.6.2", "10.3.0"])
def test_half_is_refused_where_the_flag_is_forgotten(make_trt: MakeTrt, version: str, half_network: bytes) -> None:
    with pytest.raises(ModelError, match="FP16 flag is not set"):
        build_plan(make_trt(version), half_network, options(precision="fp32"))


def test_an_unknown_operator_is_named(make_trt: MakeTrt) -> None:
    model = onnx.ModelProto()
    model.CopyFrom(helper.make_model(helper.make_graph([], "g", [], [])))
    x, y = (helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, [1, 3, 4, 4]) for name in "xy")
    nodes = [
        helper.make_node("Relu", ["x"], ["r"], name="first"),
        helper.make_node("Warp", ["r"], ["y"], name="bad one"),
    ]
    model = helper.make_model(helper.make_graph(nodes, "g", [x], [y]))
    with pytest.raises(ModelError, match=r"node bad one \(Warp\): Plugin not found"):
        build_plan(make_trt("10.3.0"), model.SerializeToString(), options())


def test_a_parser_that_swallows_anything_is_not_believed(make_trt: MakeTrt) -> None:
    with pytest.raises(ModelError, match="no inputs or outputs"):
        build_plan(make_trt("10.3.0"), b"xx", options())


def test_a_silently_refused_profile_is_an_error(make_trt: MakeTrt, network: bytes) -> None:
    upside_down = {"x": Profile((4, 3, 4, 4), (1, 3, 4, 4), (1, 3, 4, 4))}
    with pytest.raises(ModelError, match="refuses the profile"):
        build_plan(make_trt("10.3.0"), network, options(profiles=upside_down))
    with pytest.raises(ModelError, match="no profile"):
        build_plan(make_trt("10.3.0"), network, options(profiles={}))


def test_no_dla_core_where_there_is_none(make_trt: MakeTrt, network: bytes) -> None:
    with pytest.raises(ModelError, match="no DLA core 0"):
        build_plan(make_trt("10.3.0"), network, options(dla_core=0))


def test_a_dla_core_is_asked_for_with_the_gpu_to_fall_back_on(make_trt: MakeTrt, half_network: bytes) -> None:
    trt = make_trt("10.3.0")
    trt.module.dla_cores = 2
    assert b'"dla": 1' in build_plan(trt, half_network, options(precision="fp16", dla_core=1)).plan
    assert b'"dla": null' in build_plan(trt, half_network, options(precision="fp16")).plan
    with pytest.raises(ModelError, match=r"no DLA core 2 here \(2 found\)"):
        build_plan(trt, half_network, options(precision="fp16", dla_core=2))


def test_version_compatible_engines_begin_with_8_6(make_trt: MakeTrt, network: bytes) -> None:
    assert build_plan(make_trt("8.6.2"), network, options(version_compatible=True)).plan
    with pytest.raises(ModelError, match=r"begin with TensorRT 8\.6"):
        build_plan(make_trt("8.5.2"), network, options(version_compatible=True))


def test_timings_are_kept_and_not_taken_from_another_version(
    make_trt: MakeTrt, network: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = tmp_path / "timings"
    build_plan(make_trt("10.3.0"), network, options(timing_cache=cache))
    assert cache.read_bytes().startswith(b"fake timings 10.3.0")
    build_plan(make_trt("10.3.0"), network, options(timing_cache=cache))
    with pytest.raises(ModelError, match="of another device or TensorRT"):
        build_plan(make_trt("8.6.2"), network, options(timing_cache=cache))


def test_no_driver_is_a_sentence_before_anything_is_constructed(
    make_trt: MakeTrt, network: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    trt = make_trt("10.3.0")
    trt.module.Builder = None  # calling it would raise TypeError
    monkeypatch.setattr("engines.trt.capabilities.driver_fault", lambda: "no NVIDIA driver is installed here")
    with pytest.raises(ModelError, match="no NVIDIA driver"):
        build_plan(trt, network, options())


def _batches(count: int) -> list:
    import numpy as np

    return [np.full((2, 3, 4, 4), number, np.float32) for number in range(count)]


def test_the_old_calibrator_feeds_batches_and_keeps_a_cache_of_its_own_model(
    make_trt: MakeTrt, network: bytes, cuda: FakeCuda, tmp_path: Path
) -> None:
    trt, cache = make_trt("8.5.2"), tmp_path / "c"
    build_plan(
        trt, network, options(calibrator=make_calibrator(trt, cuda, _batches(3), 2, cache, "m"), precision="int8")
    )
    assert cache.read_bytes() == b"fake calibration of 3 batches"
    again = make_calibrator(trt, cuda, _batches(0), 2, cache, "m")
    assert again.read_calibration_cache() == cache.read_bytes()
    again.get_batch(["x"])
    for other_trt, model in ((trt, "other"), (make_trt("8.6.2"), "m")):
        with pytest.raises(ModelError, match="another model or TensorRT"):
            make_calibrator(other_trt, cuda, _batches(0), 2, cache, model)


def test_tensorrt_11_has_no_calibrator(make_trt: MakeTrt, cuda: FakeCuda, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="quantise the ONNX"):
        make_calibrator(make_trt("11.4.0"), cuda, [], 2, tmp_path / "c", "m")


def test_progress_and_messages_reach_those_who_ask(make_trt: MakeTrt, network: bytes) -> None:
    said: list[str] = []
    trt = make_trt("8.6.2")
    build_plan(trt, network, options(), progress=said.append)
    assert said == ["Building: 2 steps", "Building: done"]  # and none of the parts within
    with pytest.raises(ModelError, match="refuses the profile"):
        build_plan(trt, network, options(profiles={"x": Profile((4, 3, 4, 4), (1, 3, 4, 4), (1, 3, 4, 4))}))
