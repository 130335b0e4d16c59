"""A machine with a fake GPU and a fake TensorRT of any version."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import onnx
import pytest

from engines.gpu.fakes import FakeCuda
from engines.shapes import Profile
from engines.trt.builder import BuildOptions
from engines.trt.capabilities import Trt, capabilities
from engines.trt.fakes import fake_trt
from tests.engines.conftest import tiny_model

PROFILES = {"x": Profile((1, 3, 4, 4), (1, 3, 4, 4), (4, 3, 4, 4))}


def options(**changes: object) -> BuildOptions:
    return BuildOptions(**{"precision": "fp32", "profiles": PROFILES, **changes})


@pytest.fixture(autouse=True)
def _driver(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engines.trt.capabilities.driver_fault", lambda: None)


@pytest.fixture
def cuda() -> Iterator[FakeCuda]:
    fake = FakeCuda()
    yield fake
    assert fake.left() == {}, "something was not given back"


@pytest.fixture
def make_trt(cuda: FakeCuda) -> Callable[[str], Trt]:
    def make(version: str) -> Trt:
        module = fake_trt(version, cuda)
        return Trt(module, "tensorrt", capabilities(module, "tensorrt"))

    return make


@pytest.fixture
def network() -> bytes:
    return tiny_model().SerializeToString()


@pytest.fixture
def half_network() -> bytes:
    model = tiny_model()
    from engines.half import to_half

    half = to_half(model)
    assert onnx.TensorProto.FLOAT16 in {tensor.data_type for tensor in half.graph.initializer}
    return half.SerializeToString()


def expected(batch: np.ndarray) -> np.ndarray:
    weight = np.arange(6, dtype=np.float32).reshape(2, 3)
    return np.einsum("oc,nchw->nohw", weight, batch).reshape(len(batch), 32)
