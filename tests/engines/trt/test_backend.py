"""Against fakes: a TensorRT engine through the backend protocol, by name and by number, with and without graphs."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from engines.backend import Backend
from engines.errors import ModelError
from engines.gpu.fakes import FakeCuda
from engines.shapes import Profile
from engines.trt.backend import TensorRtBackend
from engines.trt.builder import build_plan
from engines.trt.capabilities import Trt
from engines.trt.fakes import VERSIONS
from tests.engines.trt.conftest import expected, options

MakeTrt = Callable[[str], Trt]
SHAPES = ((1, 3, 4, 4), (4, 3, 4, 4))


def _open(trt: Trt, cuda: FakeCuda, network: bytes, **more: object) -> TensorRtBackend:
    return TensorRtBackend(
        build_plan(trt, network, options()).plan, trt, cuda, precision="fp32", **{"profile": SHAPES, **more}
    )


def _faces(count: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal((count, 3, 4, 4)).astype(np.float32)


@pytest.mark.parametrize("graphs", [False, True])
@pytest.mark.parametrize("version", VERSIONS)
def test_it_computes_what_the_network_says(
    make_trt: MakeTrt, cuda: FakeCuda, network: bytes, version: str, graphs: bool
) -> None:
    backend: Backend = _open(make_trt(version), cuda, network, graphs=graphs)
    for seed, count in enumerate([1, 1, 1, 3, 3, 1, 4]):
        batch = _faces(count, seed)
        np.testing.assert_allclose(backend.run(batch)["y"], expected(batch), rtol=1e-5, atol=1e-5)
    assert (cuda.launches > 0) == graphs
    assert str(backend.running) == f"tensorrt {version} on Fake Orin (cuda 12.6), fp32"
    assert backend.inputs[0].shape == (None, 3, 4, 4)
    assert backend.outputs[0].name == "y"
    backend.close()
    backend.close()
    with pytest.raises(ModelError, match="closed"):
        backend.run(_faces(1))


def test_a_batch_beyond_the_profile_is_run_in_parts(make_trt: MakeTrt, cuda: FakeCuda, network: bytes) -> None:
    backend = _open(make_trt("10.3.0"), cuda, network)
    batch = _faces(11)
    np.testing.assert_allclose(backend.run(batch)["y"], expected(batch), rtol=1e-5, atol=1e-5)
    backend.close()


def test_a_batch_below_the_profile_is_filled_up(make_trt: MakeTrt, cuda: FakeCuda, network: bytes) -> None:
    trt = make_trt("10.3.0")
    profiles = {"x": Profile((3, 3, 4, 4), (3, 3, 4, 4), (4, 3, 4, 4))}
    plan = build_plan(trt, network, options(profiles=profiles)).plan
    backend = TensorRtBackend(plan, trt, cuda, precision="fp32", profile=((3, 3, 4, 4), (4, 3, 4, 4)))
    batch = _faces(5)
    np.testing.assert_allclose(backend.run(batch)["y"], expected(batch), rtol=1e-5, atol=1e-5)
    backend.close()


def test_another_size_is_refused_with_the_sizes_it_takes(make_trt: MakeTrt, cuda: FakeCuda, network: bytes) -> None:
    backend = _open(make_trt("10.3.0"), cuda, network)
    for shape in ((1, 3, 5, 4), (3, 4, 4), (0, 3, 4, 4)):
        with pytest.raises(ModelError, match="takes inputs from"):
            backend.run(np.zeros(shape, np.float32))
    backend.close()


def test_answers_do_not_share_memory_with_the_next_run(make_trt: MakeTrt, cuda: FakeCuda, network: bytes) -> None:
    backend = _open(make_trt("11.4.0"), cuda, network)
    first = backend.run(_faces(1))["y"]
    kept = first.copy()
    backend.run(_faces(1, seed=9))
    np.testing.assert_array_equal(first, kept)
    backend.close()


@pytest.mark.parametrize("version", ["8.5.2", "10.3.0"])
def test_a_plan_of_another_version_or_a_damaged_one(
    make_trt: MakeTrt, cuda: FakeCuda, network: bytes, version: str
) -> None:
    plan = build_plan(make_trt("8.6.2"), network, options()).plan
    for bytes_, message in ((plan, "the plan is of 8.6.2"), (b"", "magic tag"), (b"vtrt" + plan, "magic tag")):
        with pytest.raises(ModelError, match=message):
            TensorRtBackend(bytes_, make_trt(version), cuda, precision="fp32", profile=SHAPES)


def test_nothing_is_left_behind_when_opening_fails(make_trt: MakeTrt, network: bytes) -> None:
    class Poor(FakeCuda):
        def allocate(self, size: int) -> int:
            if len(self.memory) == 1:
                raise ModelError("CUDA: cudaMalloc failed with cudaErrorMemoryAllocation")
            return super().allocate(size)

    poor = Poor()
    with pytest.raises(ModelError, match="MemoryAllocation"):
        _open(make_trt("10.3.0"), poor, network)
    assert poor.left() == {}


def test_no_driver_no_runtime(
    make_trt: MakeTrt, cuda: FakeCuda, network: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    trt = make_trt("10.3.0")
    plan = build_plan(trt, network, options()).plan
    monkeypatch.setattr("engines.trt.capabilities.driver_fault", lambda: "no NVIDIA driver is installed here")
    trt.module.Runtime = None
    with pytest.raises(ModelError, match=r"no NVIDIA driver .* runs engines only"):
        TensorRtBackend(plan, trt, cuda, precision="fp32", profile=SHAPES)
