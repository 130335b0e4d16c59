"""CUDA through NVIDIA's `cuda-python`."""

from __future__ import annotations

import ctypes
from typing import Any

import numpy as np

from engines.device import Gpu
from engines.errors import ModelError
from engines.gpu.api import Bytes, Graph, Pinned, Stream


class CudaPython:
    """`engines.gpu.api.Cuda` over the runtime API, whose context is the process's own.

    Raises:
        ImportError: cuda-python is not installed.
        ModelError: there is no device.
    """

    name = "cuda-python"
    graphs = True

    def __init__(self) -> None:
        try:
            from cuda.bindings import runtime
        except ImportError:
            from cuda import cudart as runtime  # before 12.6
        self._cuda: Any = runtime
        if not self._call("cudaGetDeviceCount"):
            raise ModelError("CUDA finds no device")

    def _call(self, function: str, *arguments: Any) -> Any:
        status, *values = getattr(self._cuda, function)(*arguments)
        if int(status):
            raise ModelError(f"CUDA: {function} failed with {getattr(status, 'name', status)}")
        return values[0] if len(values) == 1 else values

    def gpu(self) -> Gpu:
        """The current device."""
        properties = self._call("cudaGetDeviceProperties", self._call("cudaGetDevice"))
        version = self._call("cudaRuntimeGetVersion")
        name = properties.name.decode(errors="replace").rstrip("\0")
        return Gpu(name, f"{properties.major}.{properties.minor}", f"{version // 1000}.{version % 1000 // 10}")

    def allocate(self, size: int) -> int:
        """`cudaMalloc`."""
        return int(self._call("cudaMalloc", size))

    def free(self, address: int) -> None:
        """`cudaFree`."""
        self._call("cudaFree", address)

    def allocate_pinned(self, size: int) -> Pinned:
        """`cudaHostAlloc`."""
        address = int(self._call("cudaHostAlloc", size, self._cuda.cudaHostAllocDefault))
        memory = (ctypes.c_uint8 * size).from_address(address)
        return Pinned(np.ctypeslib.as_array(memory), address)

    def free_pinned(self, pinned: Pinned) -> None:
        """`cudaFreeHost`."""
        self._call("cudaFreeHost", pinned.handle)

    def create_stream(self) -> Stream:
        """`cudaStreamCreate`."""
        return self._call("cudaStreamCreate")

    def destroy_stream(self, stream: Stream) -> None:
        """`cudaStreamDestroy`."""
        self._call("cudaStreamDestroy", stream)

    def stream_handle(self, stream: Stream) -> int:
        """The stream's address."""
        return int(stream)

    def to_device(self, address: int, source: Bytes, stream: Stream) -> None:
        """`cudaMemcpyAsync`."""
        kind = self._cuda.cudaMemcpyKind.cudaMemcpyHostToDevice
        self._call("cudaMemcpyAsync", address, source.ctypes.data, source.nbytes, kind, stream)

    def to_host(self, target: Bytes, address: int, stream: Stream) -> None:
        """`cudaMemcpyAsync`."""
        kind = self._cuda.cudaMemcpyKind.cudaMemcpyDeviceToHost
        self._call("cudaMemcpyAsync", target.ctypes.data, address, target.nbytes, kind, stream)

    def synchronise(self, stream: Stream) -> None:
        """`cudaStreamSynchronize`."""
        self._call("cudaStreamSynchronize", stream)

    def begin_capture(self, stream: Stream) -> None:
        """`cudaStreamBeginCapture`."""
        mode = self._cuda.cudaStreamCaptureMode.cudaStreamCaptureModeThreadLocal
        self._call("cudaStreamBeginCapture", stream, mode)

    def end_capture(self, stream: Stream) -> Graph:
        """`cudaStreamEndCapture` and `cudaGraphInstantiate`."""
        graph = self._call("cudaStreamEndCapture", stream)
        try:
            return self._call("cudaGraphInstantiate", graph, 0)
        finally:
            self._call("cudaGraphDestroy", graph)

    def launch(self, graph: Graph, stream: Stream) -> None:
        """`cudaGraphLaunch`."""
        self._call("cudaGraphLaunch", graph, stream)

    def destroy_graph(self, graph: Graph) -> None:
        """`cudaGraphExecDestroy`."""
        self._call("cudaGraphExecDestroy", graph)
