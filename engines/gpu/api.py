"""What we ask of CUDA. Pointers, streams and graphs are opaque; whoever makes one destroys it."""

from __future__ import annotations

from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from engines.device import Gpu

Bytes = NDArray[np.uint8]
Stream = Any
Graph = Any


class Pinned(NamedTuple):
    """Page-locked host memory, as an array and as its owner wants it back."""

    array: Bytes
    handle: Any


class Cuda(Protocol):
    """One device, one context; used by one thread."""

    name: str
    """Of the binding, for reports."""
    graphs: bool
    """Whether a stream's work can be captured and replayed."""

    def gpu(self) -> Gpu:
        """The device in use."""
        ...

    def allocate(self, size: int) -> int:
        """Device memory; its address."""
        ...

    def free(self, address: int) -> None:
        """Give device memory back."""
        ...

    def allocate_pinned(self, size: int) -> Pinned:
        """Page-locked host memory: what asynchronous copies need."""
        ...

    def free_pinned(self, pinned: Pinned) -> None:
        """Give it back; its array must not be touched again."""
        ...

    def create_stream(self) -> Stream:
        """A queue of work."""
        ...

    def destroy_stream(self, stream: Stream) -> None:
        """Give it back."""
        ...

    def stream_handle(self, stream: Stream) -> int:
        """The number that TensorRT takes."""
        ...

    def to_device(self, address: int, source: Bytes, stream: Stream) -> None:
        """Queue a copy from pinned memory."""
        ...

    def to_host(self, target: Bytes, address: int, stream: Stream) -> None:
        """Queue a copy into pinned memory."""
        ...

    def synchronise(self, stream: Stream) -> None:
        """Wait until all queued work is done.

        Raises:
            ModelError: it failed.
        """
        ...

    def begin_capture(self, stream: Stream) -> None:
        """From here on, work is recorded instead of run."""
        ...

    def end_capture(self, stream: Stream) -> Graph:
        """What was recorded, ready to be launched."""
        ...

    def launch(self, graph: Graph, stream: Stream) -> None:
        """Queue recorded work."""
        ...

    def destroy_graph(self, graph: Graph) -> None:
        """Give it back."""
        ...
