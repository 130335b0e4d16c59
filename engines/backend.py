"""The protocol that every inference backend satisfies, whatever runs the network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float32]

Precision = Literal["fp32", "fp16", "int8"]
"""What a network computes in: mostly, for int8."""


@dataclass(frozen=True)
class TensorSpec:
    """A network's input or output: a dynamic dimension is None."""

    name: str
    shape: tuple[int | None, ...]
    dtype: str


@dataclass(frozen=True)
class Running:
    """What really executes the network (law 5: printed, shown and recorded; never assumed)."""

    backend: str  # "onnxruntime 1.32.0"
    device: str  # "cpu", "cuda:0"
    precision: str  # "fp32", "fp16", "int8"
    threads: int | None = None

    def __str__(self) -> str:
        threads = f", {self.threads} threads" if self.threads else ""
        return f"{self.backend} on {self.device}, {self.precision}{threads}"


class Backend(Protocol):
    """A loaded network. Not thread-safe unless the implementation says so: one per inference thread."""

    @property
    def inputs(self) -> tuple[TensorSpec, ...]:
        """Input specifications, in the network's order."""
        ...

    @property
    def outputs(self) -> tuple[TensorSpec, ...]:
        """Output specifications, in the network's order."""
        ...

    @property
    def running(self) -> Running:
        """What really runs."""
        ...

    def run(self, batch: FloatArray) -> dict[str, FloatArray]:
        """Run the network on one input batch (float32, NCHW, C-contiguous); outputs by name.

        Raises:
            ModelError: the batch does not fit the input, or the runtime failed.
        """
        ...

    def close(self) -> None:
        """Free what the network holds; calling it twice is allowed."""
        ...
