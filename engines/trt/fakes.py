"""TensorRT without a GPU, for tests: modules shaped like 8.2, 8.5, 8.6, 10.3, 10.16 and 11.4.

They are fakes. Names are there exactly where the real version has them (from the bindings of each release), calls that
come out of order or with wrong arguments answer as TensorRT does (None, False, -1 and a line in the log) or raise, and
a plan is the ONNX file itself, run by ONNX Runtime. What they cannot tell is what a real builder makes of a network.
"""

from __future__ import annotations

import enum
import json
from types import SimpleNamespace
from typing import Any

import numpy as np
import onnx
import onnxruntime as ort

from engines.gpu.fakes import FakeCuda

VERSIONS = ("8.2.1", "8.5.2", "8.6.2", "10.3.0", "10.16.1", "11.4.0")

_MAGIC = b"fake plan\0"
_NO_PLUGIN = "Plugin not found, are the plugin name, version, and namespace correct?"


class _Severity(enum.IntEnum):
    INTERNAL_ERROR, ERROR, WARNING, INFO, VERBOSE = range(5)


class _ILogger:
    INTERNAL_ERROR, ERROR, WARNING, INFO, VERBOSE = _Severity

    def __init__(self) -> None:
        pass


def fake_trt(version: str, cuda: FakeCuda) -> Any:
    """A module.

    Args:
        version: one of `VERSIONS`.
        cuda: where its engines run.
    """
    if version not in VERSIONS:
        raise ValueError(f"no fake of TensorRT {version}")
    numbers = tuple(map(int, version.split(".")))
    named, numbered = numbers >= (8, 5), numbers < (10,)
    weak = numbers < (11,)
    flags = [
        "TF32",
        "GPU_FALLBACK",
        *(["FP16", "INT8"] if weak else []),
        *(["VERSION_COMPATIBLE"] if numbers >= (8, 6) else []),
    ]
    creation = [*(["EXPLICIT_BATCH"] if weak else []), *(["STRONGLY_TYPED"] if numbers >= (10,) else [])]
    config = type(
        "IBuilderConfig",
        (_Config, *((_Pools,) if numbers >= (8, 4) else (_OldWorkspace,)), *((_CalibrationProfile,) if weak else ())),
        {},
    )
    context = type(
        "IExecutionContext",
        ((_NamedContext,) if named else ()) + ((_NumberedContext,) if numbered else ()) + (_Context,),
        {},
    )
    engine = type(
        "ICudaEngine",
        ((_NamedEngine,) if named else ()) + ((_NumberedEngine,) if numbered else ()) + (_Engine,),
        {"context": context},
    )
    module = SimpleNamespace(
        __name__=f"fake_tensorrt_{version}_{id(cuda)}",
        __version__=version,
        ILogger=_ILogger,
        BuilderFlag=enum.IntEnum("BuilderFlag", flags, start=0),
        NetworkDefinitionCreationFlag=enum.IntEnum("NetworkDefinitionCreationFlag", creation, start=0),
        MemoryPoolType=enum.IntEnum("MemoryPoolType", ["WORKSPACE", "DLA_MANAGED_SRAM"], start=0),
        TensorIOMode=enum.IntEnum("TensorIOMode", ["NONE", "INPUT", "OUTPUT"], start=0),
        DeviceType=enum.IntEnum("DeviceType", ["GPU", "DLA"], start=0),
        ProfilingVerbosity=enum.IntEnum("ProfilingVerbosity", ["LAYER_NAMES_ONLY", "NONE", "DETAILED"], start=0),
        IBuilderConfig=config,
        ICudaEngine=engine,
        OnnxParser=_Parser,
        nptype=lambda dtype: np.dtype(dtype),
        cuda=cuda,
        weak=weak,
        explicit_batch_needed=numbers < (10,),
        numbers=numbers,
        EngineInspector=type("EngineInspector", (), {}),
        LayerInformationFormat=enum.IntEnum("LayerInformationFormat", ["ONELINE", "JSON"], start=0),
        ignores_flags=False,
    )
    if weak:
        module.IInt8EntropyCalibrator2 = type("IInt8EntropyCalibrator2", (), {})
    if numbers >= (8, 6):
        module.IProgressMonitor = type("IProgressMonitor", (), {})
    module.Builder = lambda logger: _Builder(module, logger)
    module.Runtime = lambda logger: _Runtime(module, logger)
    return module


def _error(logger: Any, message: str) -> None:
    logger.log(_Severity.ERROR, message)


class _Builder:
    num_DLA_cores = 0  # noqa: N815 - TensorRT's own name

    def __init__(self, module: Any, logger: Any) -> None:
        self._module, self._logger = module, logger

    def create_network(self, flags: int = 0) -> Any:
        creation = self._module.NetworkDefinitionCreationFlag
        if self._module.explicit_batch_needed and not flags & (1 << creation.EXPLICIT_BATCH):
            raise RuntimeError("fake: ONNX networks need EXPLICIT_BATCH here")
        return SimpleNamespace(
            data=None, num_inputs=0, num_outputs=0, num_layers=0, module=self._module, logger=self._logger,
            strong=not self._module.weak or bool(hasattr(creation, "STRONGLY_TYPED") and flags & (1 <<
            creation.STRONGLY_TYPED)),
        )  # fmt: skip

    def create_builder_config(self) -> Any:
        return self._module.IBuilderConfig(self._module, self._logger)

    def create_optimization_profile(self) -> Any:
        return _Profile()

    def build_serialized_network(self, network: Any, config: Any) -> Any:
        if network.data is None:
            return _error(self._logger, "fake: the network is empty")
        if not config.profiles:
            return _error(
                self._logger, "Network has dynamic or shape inputs, but no optimization profile has been defined."
            )
        types = {tensor.data_type for tensor in network.onnx.graph.initializer}
        names = {node.op_type for node in network.onnx.graph.node}
        if network.strong and config.flags:
            return _error(self._logger, "fake: precision flags do not go with a strongly typed network")
        if not network.strong:
            if onnx.TensorProto.FLOAT16 in types and "FP16" not in config.flags:
                return _error(self._logger, "fake: the network holds float16, but the FP16 flag is not set")
            if "QuantizeLinear" in names and "INT8" not in config.flags:
                return _error(self._logger, "fake: the network holds Q/DQ pairs, but the INT8 flag is not set")
        if calibrator := getattr(config, "int8_calibrator", None):
            cached = calibrator.read_calibration_cache()
            batches = 0
            while cached is None and calibrator.get_batch([network.get_input(0).name]) is not None:
                batches += 1
            if cached is None:
                calibrator.write_calibration_cache(b"fake calibration of %d batches" % batches)
        head = json.dumps(
            {
                "version": self._module.__version__,
                "profile": config.profiles[0].shapes,
                "calibrated": getattr(config, "int8_calibrator", None) is not None,
            }
        ).encode()
        return memoryview(_MAGIC + head + b"\0" + network.data)


class _Profile:
    def __init__(self) -> None:
        self.shapes: dict[str, list[tuple[int, ...]]] = {}

    def set_shape(self, name: str, smallest: Any, usual: Any, largest: Any) -> None:
        self.shapes[name] = [tuple(smallest), tuple(usual), tuple(largest)]


class _Config:
    def __init__(self, module: Any, logger: Any) -> None:
        self._module, self._logger = module, logger
        self.flags: set[str] = set()
        self.profiles: list[_Profile] = []

    def set_flag(self, flag: Any) -> None:
        name = self._module.BuilderFlag(flag).name
        if name in {"FP16", "INT8"}:
            self.flags.add(name)

    def add_optimization_profile(self, profile: _Profile) -> int:
        for low, usual, high in profile.shapes.values():
            if not all(a <= b <= c for a, b, c in zip(low, usual, high, strict=True)):
                return -1  # as the real one: no word
        self.profiles.append(profile)
        return len(self.profiles) - 1

    def create_timing_cache(self, data: bytes) -> Any:
        return data

    def set_timing_cache(self, cache: Any, ignore_mismatch: bool) -> bool:
        return ignore_mismatch or not cache or cache.startswith(b"fake timings " + self._module.__version__.encode())

    def get_timing_cache(self) -> Any:
        return SimpleNamespace(serialize=lambda: b"fake timings " + self._module.__version__.encode())


class _Pools:
    pool = 0

    def set_memory_pool_limit(self, _pool: Any, size: int) -> None:
        self.pool = size


class _OldWorkspace:
    max_workspace_size = 0


class _CalibrationProfile:
    calibrated: Any = None

    def set_calibration_profile(self, profile: Any) -> bool:
        if self._module.numbers >= (10,):  # type: ignore[attr-defined]
            raise RuntimeError("fake: set_calibration_profile fails in 10.x")
        self.calibrated = profile
        return True


class _Parser:
    def __init__(self, network: Any, logger: Any) -> None:
        self._network, self._logger = network, logger
        self._errors: list[Any] = []

    @property
    def num_errors(self) -> int:
        return len(self._errors)

    def get_error(self, number: int) -> Any:
        return self._errors[number]

    def parse(self, data: bytes) -> bool:
        try:
            model = onnx.load_from_string(data)
        except Exception:  # noqa: BLE001
            return True  # as the real one with b"xx"
        for number, node in enumerate(model.graph.node):
            if node.domain not in ("", "ai.onnx") or not onnx.defs.has(node.op_type):
                self._errors.append(SimpleNamespace(node=lambda n=number: n, desc=lambda: _NO_PLUGIN))
                return False
        network = self._network
        network.data, network.onnx = data, model
        inputs, outputs = list(model.graph.input), list(model.graph.output)
        network.num_inputs, network.num_outputs = len(inputs), len(outputs)
        network.num_layers = len(model.graph.node)
        network.get_input = lambda number: inputs[number]
        network.get_layer = lambda _: SimpleNamespace(
            num_outputs=1, get_output=lambda _: SimpleNamespace(dtype="DataType.FLOAT")
        )
        return True


class _Runtime:
    def __init__(self, module: Any, logger: Any) -> None:
        self._module, self._logger = module, logger

    def deserialize_cuda_engine(self, plan: bytes) -> Any:
        if not plan.startswith(_MAGIC):
            return _error(self._logger, "fake: magic tag does not match")
        head, data = plan[len(_MAGIC) :].split(b"\0", 1)
        about = json.loads(head)
        if about["version"] != self._module.__version__:
            return _error(self._logger, f"fake: the plan is of {about['version']}, this is {self._module.__version__}")
        return self._module.ICudaEngine(self._module, about, data)


class _Engine:
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


class _NamedEngine(_Engine):
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


class _NumberedEngine(_Engine):
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


class _Context:
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


class _NamedContext(_Context):
    def set_input_shape(self, name: str, shape: tuple[int, ...]) -> bool:
        return self.take_shape(name, shape)

    def get_tensor_shape(self, name: str) -> tuple[int, ...]:
        return tuple(self.shapes.get(name, self.engine.shape(name)))

    def set_tensor_address(self, name: str, address: int) -> bool:
        self.addresses[name] = address
        return name in {value.name for value in self.engine.tensors}

    def execute_async_v3(self, stream_handle: int) -> bool:
        return self.queue(stream_handle)


class _NumberedContext(_Context):
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
