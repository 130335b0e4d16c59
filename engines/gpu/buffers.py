"""Memory on both sides of the bus, owned by whoever entered the context."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from engines.gpu.api import Cuda, Pinned, Stream


@dataclass(frozen=True)
class Buffer:
    """A piece of device memory and its pinned counterpart."""

    address: int
    host: Pinned
    size: int
    """Bytes."""


@contextmanager
def buffer(cuda: Cuda, size: int) -> Iterator[Buffer]:
    """Both, freed at the end, whatever happens in between."""
    address = cuda.allocate(size)
    try:
        host = cuda.allocate_pinned(size)
        try:
            yield Buffer(address, host, size)
        finally:
            cuda.free_pinned(host)
    finally:
        cuda.free(address)


@contextmanager
def stream(cuda: Cuda) -> Iterator[Stream]:
    """A stream, given back at the end."""
    made = cuda.create_stream()
    try:
        yield made
    finally:
        cuda.destroy_stream(made)
