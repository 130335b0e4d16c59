"""INT8 the old way, for TensorRT 8.x to 10.x: the library runs the network itself and keeps what it found in a cache.

Q/DQ pairs in the ONNX file are the way that lasts (`engines.quantise`): this one is gone in TensorRT 11.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np

from engines.backend import FloatArray
from engines.errors import ModelError
from engines.files import write_atomically
from engines.gpu.api import Cuda
from engines.gpu.buffers import Buffer, buffer, stream
from engines.trt.capabilities import Trt


def make_calibrator(trt: Trt, cuda: Cuda, batches: Iterable[FloatArray], size: int, cache: Path, model: str) -> Any:
    """An `IInt8EntropyCalibrator2` over image batches.

    Args:
        trt: from `load_trt`.
        cuda: where batches go.
        batches: each (size, C, H, W) float32; a shorter last one is left out.
        size: of a batch.
        cache: TensorRT's own cache file. A line beside it, `<cache>.for`, says which model and TensorRT it is of: the
            library takes any.
        model: digest of the network.

    Raises:
        ModelError: this TensorRT has none, or the cache belongs to another model or TensorRT.
    """
    if not trt.can.implicit_int8:
        raise ModelError(f"{trt.name} has no INT8 calibrator of its own: quantise the ONNX (without --implicit-int8)")
    owner = cache.with_name(f"{cache.name}.for")
    belongs = f"{model} {trt.can.version}"
    if cache.is_file() and (not owner.is_file() or owner.read_text(encoding="utf-8").strip() != belongs):
        raise ModelError(
            f"the calibration cache {cache} belongs to another model or TensorRT: delete it or name another file"
        )

    class Calibrator(trt.module.IInt8EntropyCalibrator2):  # type: ignore[name-defined, misc]
        def __init__(self) -> None:
            trt.module.IInt8EntropyCalibrator2.__init__(self)
            self._batches = iter(batches)
            self._stack = ExitStack()
            self._stream = self._stack.enter_context(stream(cuda))
            self._memory: Buffer | None = None

        def get_batch_size(self) -> int:
            return size

        def get_batch(self, _names: list[str]) -> list[int] | None:
            batch = next(self._batches, None)
            if batch is None or len(batch) < size:
                self._stack.close()
                return None
            data = np.ascontiguousarray(batch, dtype=np.float32).reshape(-1).view(np.uint8)
            if self._memory is None:
                self._memory = self._stack.enter_context(buffer(cuda, data.size))
            self._memory.host.array[:] = data
            cuda.to_device(self._memory.address, self._memory.host.array, self._stream)
            cuda.synchronise(self._stream)
            return [self._memory.address]

        def read_calibration_cache(self) -> bytes | None:
            return cache.read_bytes() if cache.is_file() else None

        def write_calibration_cache(self, data: Any) -> None:
            write_atomically(cache, bytes(data))
            write_atomically(owner, belongs.encode())

    return Calibrator()
