"""The fake TensorRT's running half: runtime, engine, context, on `engines.gpu.fakes` (see `engines.trt.fakes`)."""

# ruff: noqa: D101, D102 - these names and what they do are TensorRT's own

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import numpy as np
import onnx
import onnxruntime as ort

from engines.trt.fake_log import MAGIC, error


class Runtime:
    def __init__(self, module: Any, logger: Any) -> None:
        self._module, self._logger = module, logger

    def deserialize_cuda_engine(self, plan: bytes) -> Any:
        if not plan.startswith(MAGIC):
            return error(self._logger, "fake: magic tag does not match")
        head, data = plan[len(MAGIC) :].split(b"\0", 1)
        about = json.loads(head)
        if about["version"] != self._module.__version__:
            return error(self._logger, f"fake: the plan is of {about['version']}, this is {self._module.__version__}")
        return self._module.ICudaEngine(self._module, about, data)


class Engine:
    context: Any = None

    def __init__(self, module: Any, about: dict[str, Any], data: bytes) -> None:
        options = ort.SessionOptions()
        options.log_severity_level = 4
        self.session = ort.InferenceSession(data, options, providers=["CPUExecutionProvider"])
        self.module, self.about, self.profile, self.data = module, about, about["profile"], data
        self.inputs, self.outputs = self.session.get_inputs(), self.session.get_outputs()
        self.tensors = [*self.inputs, *self.outputs]

    def create_engine_inspector(self) -> Any:
        """One layer for each node, of the type that its network would have."""
        graph = onnx.load_from_string(self.data).graph
        names = {"QuantizeLinear": "Int8"} if "QuantizeLinear" in {n.op_type for n in graph.node} else {}
        half = any(tensor.data_type == onnx.TensorProto.FLOAT16 for tensor in graph.initializer)
        rest = "Int8" if self.about["calibrated"] else "Half" if half and not self.module.ignores_flags else "Float"
        layers = [{"Inputs": [{"Format/Datatype": names.get(node.op_type, rest)}]} for node in graph.node]
        return SimpleNamespace(get_engine_information=lambda _: json.dumps({"Layers": layers}))

    def create_execution_context(self) -> Any:
        return self.context(self)

    def shape(self, name: str) -> tuple[int, ...]:
        value = next(value for value in self.tensors if value.name == name)
        return tuple(size if isinstance(size, int) else -1 for size in value.shape)


class NamedEngine(Engine):
    @property
    def num_io_tensors(self) -> int:
        return len(self.tensors)

    def get_tensor_name(self, number: int) -> str:
        return str(self.tensors[number].name)

    def get_tensor_mode(self, name: str) -> Any:
        mode = self.module.TensorIOMode
        return mode.INPUT if name in {value.name for value in self.inputs} else mode.OUTPUT

    def get_tensor_shape(self, name: str) -> tuple[int, ...]:
        return self.shape(name)

    def get_tensor_dtype(self, _name: str) -> Any:
        return np.float32


class NumberedEngine(Engine):
    @property
    def num_bindings(self) -> int:
        return len(self.tensors)

    def get_binding_name(self, number: int) -> str:
        return str(self.tensors[number].name)

    def binding_is_input(self, number: int) -> bool:
        return number < len(self.inputs)

    def get_binding_shape(self, number: int) -> tuple[int, ...]:
        return self.shape(self.tensors[number].name)

    def get_binding_dtype(self, _number: int) -> Any:
        return np.float32


class Context:
    def __init__(self, engine: Any) -> None:
        self.engine = engine
        self.given: tuple[int, ...] | None = None
        self.shapes: dict[str, tuple[int, ...]] = {}
        self.addresses: dict[str, int] = {}

    def take_shape(self, name: str, shape: tuple[int, ...]) -> bool:
        if self.engine.module.cuda.capturing is not None:
            raise RuntimeError("fake: shapes can't change while a stream is captured")
        low, _, high = self.engine.profile[name]
        if len(shape) != len(low) or not all(a <= size <= b for a, size, b in zip(low, shape, high, strict=True)):
            return False
        self.given = tuple(shape)
        answers = self.engine.session.run(None, {name: np.zeros(shape, np.float32)})
        self.shapes = {value.name: answer.shape for value, answer in zip(self.engine.outputs, answers, strict=True)}
        self.shapes[name] = self.given
        return True

    def queue(self, stream: int) -> bool:
        names = [value.name for value in self.engine.tensors]
        if self.given is None or any(not self.addresses.get(name) for name in names):
            return False
        cuda, shapes, addresses = self.engine.module.cuda, dict(self.shapes), dict(self.addresses)
        entry, leaving = names[0], names[1:]

        def work() -> None:
            size = int(np.prod(shapes[entry])) * 4
            batch = cuda.memory[addresses[entry]][:size].view(np.float32).reshape(shapes[entry])
            for name, answer in zip(leaving, self.engine.session.run(leaving, {entry: batch}), strict=True):
                flat = np.ascontiguousarray(answer, np.float32).reshape(-1).view(np.uint8)
                cuda.memory[addresses[name]][: flat.size] = flat

        cuda.enqueue(work, stream)
        return True


class NamedContext(Context):
    def set_input_shape(self, name: str, shape: tuple[int, ...]) -> bool:
        return self.take_shape(name, shape)

    def get_tensor_shape(self, name: str) -> tuple[int, ...]:
        return tuple(self.shapes.get(name, self.engine.shape(name)))

    def set_tensor_address(self, name: str, address: int) -> bool:
        self.addresses[name] = address
        return name in {value.name for value in self.engine.tensors}

    def execute_async_v3(self, stream_handle: int) -> bool:
        return self.queue(stream_handle)


class NumberedContext(Context):
    def set_binding_shape(self, number: int, shape: tuple[int, ...]) -> bool:
        return self.take_shape(self.engine.tensors[number].name, shape)

    def get_binding_shape(self, number: int) -> tuple[int, ...]:
        name = self.engine.tensors[number].name
        return tuple(self.shapes.get(name, self.engine.shape(name)))

    def execute_async_v2(self, bindings: list[int], stream_handle: int) -> bool:
        names = [value.name for value in self.engine.tensors]
        if len(bindings) != len(names):
            raise ValueError("fake: one address for each binding")
        self.addresses = dict(zip(names, bindings, strict=True))
        return self.queue(stream_handle)
