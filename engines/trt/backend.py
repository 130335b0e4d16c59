"""A TensorRT engine behind the backend protocol."""

from __future__ import annotations

from contextlib import ExitStack

import numpy as np

from engines.backend import FloatArray, Running, TensorSpec
from engines.errors import ModelError
from engines.gpu.api import Cuda, Graph
from engines.gpu.buffers import Buffer, buffer, stream
from engines.trt.capabilities import Trt, check_can_start
from engines.trt.inspect import layer_types
from engines.trt.io import Io, Tensor, open_io
from engines.trt.log import open_log


class TensorRtBackend:
    """A network in TensorRT: one stream, one execution context, buffers for the largest batch. For one thread.

    A batch beyond the profile is run in parts. While the shape stays the same, runs are replayed as a CUDA graph where
    the binding offers that.

    Args:
        plan: the engine.
        trt: the TensorRT that built it.
        cuda: the device.
        precision: what the engine was built for.
        profile: smallest and largest shape of the input.
        graphs: whether to replay graphs at all.

    Raises:
        ModelError: the plan is of another device or TensorRT, or damaged.
    """

    def __init__(
        self,
        plan: bytes,
        trt: Trt,
        cuda: Cuda,
        *,
        precision: str,
        profile: tuple[tuple[int, ...], tuple[int, ...]],
        graphs: bool = True,
    ) -> None:
        check_can_start(trt, build=False)
        log = open_log(trt)
        self._cuda, self._trt = cuda, trt
        self._smallest, self._largest = profile
        self._use_graphs = graphs and cuda.graphs
        self._graph: Graph | None = None
        self._shape: tuple[int, ...] | None = None
        with ExitStack() as stack:
            runtime = trt.module.Runtime(log.logger)
            if runtime is None:
                raise ModelError(f"{trt.name} does not start: {log.why('it says nothing more')}")
            engine = runtime.deserialize_cuda_engine(plan)
            if engine is None:
                raise ModelError(f"{trt.name} can't load this engine: {log.why('it is damaged or of another machine')}")
            context = engine.create_execution_context()
            if context is None:
                raise ModelError(f"{trt.name} has no memory to run this engine: {log.why('it says nothing more')}")
            self._kept = (runtime, engine, context)  # in this order they must outlive each other
            self._io: Io = open_io(trt, engine, context, self._largest)
            self._stream = stack.enter_context(stream(cuda))
            self._buffers: dict[str, Buffer] = {
                tensor.name: stack.enter_context(buffer(cuda, tensor.largest_size)) for tensor in self._io.tensors
            }
            for tensor in self._io.tensors:
                self._io.bind(tensor.name, self._buffers[tensor.name].address)
            stack.callback(self._drop_graph)
            self._stack: ExitStack | None = stack.pop_all()
        self._inputs = tuple(_spec(tensor) for tensor in self._io.tensors if tensor.is_input)
        self._outputs = tuple(_spec(tensor) for tensor in self._io.tensors if not tensor.is_input)
        gpu = cuda.gpu()
        self._running = Running(trt.name, f"{gpu.name} (cuda {gpu.cuda})", precision)

    @property
    def inputs(self) -> tuple[TensorSpec, ...]:
        """Input specifications."""
        return self._inputs

    @property
    def outputs(self) -> tuple[TensorSpec, ...]:
        """Output specifications."""
        return self._outputs

    @property
    def running(self) -> Running:
        """What really runs."""
        return self._running

    def layer_types(self) -> dict[str, int]:
        """How many layers compute in which type, by TensorRT's inspector; empty where there is none."""
        return layer_types(self._trt, self._kept[1])

    def run(self, batch: FloatArray) -> dict[str, FloatArray]:
        """Run the engine; a batch larger than the profile's largest in parts."""
        if self._stack is None:
            raise ModelError("this engine was closed")
        self._check(batch)
        largest = self._largest[0]
        parts = [self._run_part(batch[start : start + largest]) for start in range(0, len(batch), largest)]
        if len(parts) == 1:
            return parts[0]
        return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}

    def close(self) -> None:
        """Free stream, buffers, graphs and engine."""
        if self._stack is not None:
            stack, self._stack = self._stack, None
            stack.close()
            del self._io
            del self._kept

    def _check(self, batch: FloatArray) -> None:
        low, high, shape = self._smallest, self._largest, batch.shape
        fits = len(shape) == len(low) and shape[0] >= 1
        if not fits or any(not a <= size <= b for a, size, b in zip(low[1:], shape[1:], high[1:], strict=True)):
            raise ModelError(f"this engine takes inputs from {low} to {high}, not {shape}: build it for that size")

    def _run_part(self, part: FloatArray) -> dict[str, FloatArray]:
        asked = len(part)
        if asked < self._smallest[0]:  # the profile's floor: fill up, and drop the answers
            part = np.concatenate([part, np.zeros((self._smallest[0] - asked, *part.shape[1:]), np.float32)])
        name = self._io.input
        source = np.ascontiguousarray(part, dtype=np.float32).reshape(-1).view(np.uint8)
        self._buffers[name].host.array[: source.size] = source
        shapes = self._launch(part.shape, source.size)
        self._cuda.synchronise(self._stream)
        return {
            key: self._buffers[key].host.array[: _bytes(shape)].view(np.float32).reshape(shape)[:asked].copy()
            for key, shape in shapes.items()
        }

    def _launch(self, shape: tuple[int, ...], size: int) -> dict[str, tuple[int, ...]]:
        """Queue one run; the shapes of what it will give.

        The first run after a change of shape is never recorded: TensorRT may still allocate in it.
        """
        if shape != self._shape:
            self._drop_graph()
            self._io.set_shape(shape)
            self._shape = shape
            shapes = self._io.output_shapes(shape)
            self._queue(size, shapes)
            return shapes
        shapes = self._io.output_shapes(shape)
        if self._graph is None and self._use_graphs:
            self._record(size, shapes)
        if self._graph is not None:
            self._cuda.launch(self._graph, self._stream)
        else:
            self._queue(size, shapes)
        return shapes

    def _queue(self, size: int, shapes: dict[str, tuple[int, ...]]) -> None:
        entry = self._buffers[self._io.input]
        self._cuda.to_device(entry.address, entry.host.array[:size], self._stream)
        self._io.execute(self._cuda.stream_handle(self._stream))
        for name, shape in shapes.items():
            leaving = self._buffers[name]
            self._cuda.to_host(leaving.host.array[: _bytes(shape)], leaving.address, self._stream)

    def _record(self, size: int, shapes: dict[str, tuple[int, ...]]) -> None:
        self._cuda.begin_capture(self._stream)
        try:
            self._queue(size, shapes)
        finally:
            self._graph = self._cuda.end_capture(self._stream)

    def _drop_graph(self) -> None:
        if self._graph is not None:
            self._cuda.destroy_graph(self._graph)
            self._graph = None


def _spec(tensor: Tensor) -> TensorSpec:
    return TensorSpec(tensor.name, tuple(None if size < 0 else size for size in tensor.shape), tensor.dtype)


def _bytes(shape: tuple[int, ...]) -> int:
    return int(np.prod(shape)) * 4
