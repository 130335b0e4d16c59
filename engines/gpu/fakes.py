"""CUDA without a GPU, for tests: device memory is numpy, and queued work is done only when somebody waits for it.

It is a fake: it checks that calls are legal and come in order (no copy from memory that was freed, no work on a stream
that is gone, nothing left behind), not that a real driver would do the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sized
from itertools import count

import numpy as np

from engines.device import Gpu
from engines.errors import ModelError
from engines.gpu.api import Bytes, Pinned

Work = Callable[[], None]


class FakeCuda:
    """`engines.gpu.api.Cuda` in host memory.

    Args:
        device: what it says it is.
        graphs: whether it offers them.
    """

    name = "fake"

    def __init__(self, device: Gpu | None = None, *, graphs: bool = True) -> None:
        self.graphs = graphs
        self._gpu = device or Gpu("Fake Orin", "8.7", "12.6")
        self._numbers = count(0x1000, 0x1000)
        self.memory: dict[int, Bytes] = {}
        self.pinned: dict[int, Bytes] = {}
        self.queues: dict[int, list[Work]] = {}
        self.recorded: dict[int, list[Work]] = {}
        self.capturing: int | None = None
        self.launches = 0

    def gpu(self) -> Gpu:
        """As told."""
        return self._gpu

    def allocate(self, size: int) -> int:
        """Zeros."""
        address = next(self._numbers)
        self.memory[address] = np.zeros(size, np.uint8)
        return address

    def free(self, address: int) -> None:
        """Freeing twice is a fault."""
        self._known(self.memory, address, "device memory")
        del self.memory[address]

    def allocate_pinned(self, size: int) -> Pinned:
        """Zeros."""
        handle = next(self._numbers)
        self.pinned[handle] = np.zeros(size, np.uint8)
        return Pinned(self.pinned[handle], handle)

    def free_pinned(self, pinned: Pinned) -> None:
        """Freeing twice is a fault."""
        self._known(self.pinned, pinned.handle, "pinned memory")
        del self.pinned[pinned.handle]

    def create_stream(self) -> int:
        """An empty queue."""
        stream = next(self._numbers)
        self.queues[stream] = []
        return stream

    def destroy_stream(self, stream: int) -> None:
        """With work still queued it is a fault."""
        self._known(self.queues, stream, "stream")
        if self.queues.pop(stream):
            raise ModelError("CUDA (fake): the stream was destroyed before its work was done")

    def stream_handle(self, stream: int) -> int:
        """Itself."""
        return stream

    def to_device(self, address: int, source: Bytes, stream: int) -> None:
        """Queue a copy; pageable memory is a fault."""
        self._pinned_only(source)

        def copy() -> None:
            self._known(self.memory, address, "device memory")
            self.memory[address][: source.size] = source

        self.enqueue(copy, stream)

    def to_host(self, target: Bytes, address: int, stream: int) -> None:
        """Queue a copy; pageable memory is a fault."""
        self._pinned_only(target)

        def copy() -> None:
            self._known(self.memory, address, "device memory")
            target[:] = self.memory[address][: target.size]

        self.enqueue(copy, stream)

    def enqueue(self, work: Work, stream: int) -> None:
        """Queue any work: how the fake TensorRT runs."""
        self._known(self.queues, stream, "stream")
        self.queues[stream].append(work)

    def synchronise(self, stream: int) -> None:
        """Do what is queued."""
        self._known(self.queues, stream, "stream")
        if self.capturing is not None:
            raise ModelError("CUDA (fake): waiting is not allowed while a stream is captured")
        queue, self.queues[stream] = self.queues[stream], []
        for work in queue:
            work()

    def begin_capture(self, stream: int) -> None:
        """Record from here."""
        self._known(self.queues, stream, "stream")
        if self.queues[stream] or self.capturing is not None:
            raise ModelError("CUDA (fake): capture must begin on a stream without work")
        self.capturing = stream

    def end_capture(self, stream: int) -> int:
        """What was recorded."""
        if self.capturing != stream:
            raise ModelError("CUDA (fake): this stream was not being captured")
        self.capturing = None
        graph = next(self._numbers)
        self.recorded[graph], self.queues[stream] = self.queues[stream], []
        return graph

    def launch(self, graph: int, stream: int) -> None:
        """Queue what was recorded."""
        self._known(self.recorded, graph, "graph")
        self.launches += 1
        for work in self.recorded[graph]:
            self.enqueue(work, stream)

    def destroy_graph(self, graph: int) -> None:
        """Destroying twice is a fault."""
        self._known(self.recorded, graph, "graph")
        del self.recorded[graph]

    def left(self) -> dict[str, int]:
        """What nobody gave back; empty when all is well."""
        kinds: dict[str, Sized] = {
            "memory": self.memory,
            "pinned": self.pinned,
            "streams": self.queues,
            "graphs": self.recorded,
        }
        return {name: len(things) for name, things in kinds.items() if things}

    def _pinned_only(self, array: Bytes) -> None:
        if not any(np.shares_memory(array, block) for block in self.pinned.values()):
            raise ModelError("CUDA (fake): asynchronous copies need pinned memory that is still there")

    @staticmethod
    def _known(things: Mapping[int, object], key: int, what: str) -> None:
        if key not in things:
            raise ModelError(f"CUDA (fake): this {what} is not there, or no longer")
