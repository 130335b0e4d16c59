"""An engine's tensors by name (TensorRT 8.5 and later) or by number (before), behind one face."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from engines.errors import ModelError
from engines.trt.capabilities import Trt

Shape = tuple[int, ...]


@dataclass(frozen=True)
class Tensor:
    """An input or output of an engine."""

    name: str
    shape: Shape
    """-1 where free."""
    dtype: str
    is_input: bool
    largest_size: int
    """Bytes, for the largest input."""


class Io(Protocol):
    """Binds memory, sets shapes and queues the work."""

    tensors: tuple[Tensor, ...]
    input: str

    def bind(self, name: str, address: int) -> None:
        """Say where a tensor lies."""
        ...

    def set_shape(self, shape: Shape) -> None:
        """Say how large the input is.

        Raises:
            ModelError: the engine does not take it.
        """
        ...

    def output_shapes(self, shape: Shape) -> dict[str, Shape]:
        """Shapes of the outputs for an input shape that was set before."""
        ...

    def execute(self, stream: int) -> None:
        """Queue one run.

        Raises:
            ModelError: TensorRT refuses.
        """
        ...


def open_io(trt: Trt, engine: Any, context: Any, largest: Shape) -> Io:
    """The face that fits this TensorRT.

    Raises:
        ModelError: the engine is not one of a network with one image input and float32 tensors.
    """
    return NamedIo(trt, engine, context, largest) if trt.can.named_io else NumberedIo(trt, engine, context, largest)


class NamedIo:
    """`set_tensor_address` and `execute_async_v3`."""

    def __init__(self, trt: Trt, engine: Any, context: Any, largest: Shape) -> None:
        self._context = context
        mode = trt.module.TensorIOMode.INPUT
        names = [engine.get_tensor_name(number) for number in range(engine.num_io_tensors)]
        inputs = [name for name in names if engine.get_tensor_mode(name) == mode]
        self.input = _only(inputs)
        self._outputs = [name for name in names if name not in inputs]
        self._shapes: dict[Shape, dict[str, Shape]] = {}
        self.set_shape(largest)
        sizes = self.output_shapes(largest) | {self.input: largest}
        self.tensors = tuple(
            _tensor(
                trt, name, engine.get_tensor_shape(name), engine.get_tensor_dtype(name), name in inputs, sizes[name]
            )
            for name in names
        )

    def bind(self, name: str, address: int) -> None:
        """`set_tensor_address`."""
        if not self._context.set_tensor_address(name, address):
            raise ModelError(f"TensorRT refuses the memory for {name}")

    def set_shape(self, shape: Shape) -> None:
        """`set_input_shape`."""
        if not self._context.set_input_shape(self.input, shape):
            raise ModelError(f"the engine does not take an input of shape {shape}")

    def output_shapes(self, shape: Shape) -> dict[str, Shape]:
        """`get_tensor_shape` of the context."""
        if shape not in self._shapes:
            self._shapes[shape] = {name: tuple(self._context.get_tensor_shape(name)) for name in self._outputs}
        return self._shapes[shape]

    def execute(self, stream: int) -> None:
        """`execute_async_v3`."""
        if not self._context.execute_async_v3(stream):
            raise ModelError("TensorRT refuses to run the engine: see its log")


class NumberedIo:
    """`set_binding_shape` and `execute_async_v2`."""

    def __init__(self, trt: Trt, engine: Any, context: Any, largest: Shape) -> None:
        self._context = context
        names = [engine.get_binding_name(number) for number in range(engine.num_bindings)]
        inputs = [name for number, name in enumerate(names) if engine.binding_is_input(number)]
        self.input = _only(inputs)
        self._numbers = {name: number for number, name in enumerate(names)}
        self._outputs = [name for name in names if name not in inputs]
        self._addresses = [0] * len(names)
        self._shapes: dict[Shape, dict[str, Shape]] = {}
        self.set_shape(largest)
        sizes = self.output_shapes(largest) | {self.input: largest}
        self.tensors = tuple(
            _tensor(trt, name, engine.get_binding_shape(i), engine.get_binding_dtype(i), name in inputs, sizes[name])
            for i, name in enumerate(names)
        )

    def bind(self, name: str, address: int) -> None:
        """Kept for `execute`."""
        self._addresses[self._numbers[name]] = address

    def set_shape(self, shape: Shape) -> None:
        """`set_binding_shape`."""
        if not self._context.set_binding_shape(self._numbers[self.input], shape):
            raise ModelError(f"the engine does not take an input of shape {shape}")

    def output_shapes(self, shape: Shape) -> dict[str, Shape]:
        """`get_binding_shape` of the context."""
        if shape not in self._shapes:
            self._shapes[shape] = {
                name: tuple(self._context.get_binding_shape(self._numbers[name])) for name in self._outputs
            }
        return self._shapes[shape]

    def execute(self, stream: int) -> None:
        """`execute_async_v2`."""
        if not self._context.execute_async_v2(self._addresses, stream):
            raise ModelError("TensorRT refuses to run the engine: see its log")


def _only(inputs: list[str]) -> str:
    if len(inputs) != 1:
        raise ModelError(f"this engine has {len(inputs)} inputs; detectors and recognisers have one")
    return inputs[0]


def _tensor(trt: Trt, name: str, shape: Any, dtype: Any, is_input: bool, largest: Shape) -> Tensor:
    kind = np.dtype(trt.module.nptype(dtype))
    if kind != np.float32:
        raise ModelError(f"the engine's {name} is {kind}; inputs and outputs must be float32")
    if min(largest) < 0:
        raise ModelError(f"the engine leaves the shape of {name} open even when its input is known")
    return Tensor(name, tuple(shape), str(kind), is_input, int(np.prod(largest)) * kind.itemsize)
