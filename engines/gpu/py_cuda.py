"""CUDA through `pycuda`, which JetPack's compilers can build on the device."""

from __future__ import annotations

from typing import Any

import numpy as np

from engines.device import Gpu
from engines.errors import ModelError
from engines.gpu.api import Bytes, Graph, Pinned, Stream


class PyCuda:
    """`engines.gpu.api.Cuda` in the device's primary context. No graphs: pycuda does not offer them.

    Raises:
        ImportError: pycuda is not installed, or finds no driver.
        ModelError: there is no device.
    """

    name = "pycuda"
    graphs = False

    def __init__(self) -> None:
        import pycuda.driver as driver

        self._cuda: Any = driver
        try:
            driver.init()
            self._device = driver.Device(0)
            # Primary, so that TensorRT's own runtime calls land in it; made current, and left so, in this thread.
            self._device.retain_primary_context().push()
        except driver.Error as error:
            raise ModelError(f"CUDA: pycuda can't start ({error})") from None
        self._memory: dict[int, Any] = {}

    def gpu(self) -> Gpu:
        """Device 0."""
        major, minor = self._device.compute_capability()
        version = self._cuda.get_driver_version()
        return Gpu(self._device.name(), f"{major}.{minor}", f"{version // 1000}.{version % 1000 // 10}")

    def allocate(self, size: int) -> int:
        """`mem_alloc`."""
        memory = self._try(self._cuda.mem_alloc, size)
        self._memory[int(memory)] = memory
        return int(memory)

    def free(self, address: int) -> None:
        """`DeviceAllocation.free`."""
        self._try(self._memory.pop(address).free)

    def allocate_pinned(self, size: int) -> Pinned:
        """`pagelocked_empty`."""
        array = self._try(self._cuda.pagelocked_empty, size, np.uint8)
        return Pinned(array, array)

    def free_pinned(self, pinned: Pinned) -> None:
        """`HostAllocation.free`."""
        self._try(pinned.handle.base.free)

    def create_stream(self) -> Stream:
        """A `Stream`."""
        return self._try(self._cuda.Stream)

    def destroy_stream(self, stream: Stream) -> None:
        """Done by pycuda when the last reference goes."""

    def stream_handle(self, stream: Stream) -> int:
        """The stream's address."""
        return int(stream.handle)

    def to_device(self, address: int, source: Bytes, stream: Stream) -> None:
        """`memcpy_htod_async`."""
        self._try(self._cuda.memcpy_htod_async, address, source, stream)

    def to_host(self, target: Bytes, address: int, stream: Stream) -> None:
        """`memcpy_dtoh_async`."""
        self._try(self._cuda.memcpy_dtoh_async, target, address, stream)

    def synchronise(self, stream: Stream) -> None:
        """`Stream.synchronize`."""
        self._try(stream.synchronize)

    def begin_capture(self, stream: Stream) -> None:  # noqa: ARG002 - the protocol's
        """Not offered."""
        raise ModelError("pycuda has no CUDA graphs: install cuda-python")

    def end_capture(self, stream: Stream) -> Graph:  # noqa: ARG002 - the protocol's
        """Not offered."""
        raise ModelError("pycuda has no CUDA graphs: install cuda-python")

    def launch(self, graph: Graph, stream: Stream) -> None:  # noqa: ARG002 - the protocol's
        """Not offered."""
        raise ModelError("pycuda has no CUDA graphs: install cuda-python")

    def destroy_graph(self, graph: Graph) -> None:
        """Not offered."""

    def _try(self, function: Any, *arguments: Any) -> Any:
        try:
            return function(*arguments)
        except self._cuda.Error as error:
            raise ModelError(f"CUDA: {getattr(function, '__name__', function)} failed: {error}") from None
