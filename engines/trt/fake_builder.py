"""The fake TensorRT's building half: parser, configuration, profile, builder (see `engines.trt.fakes`)."""

# ruff: noqa: D101, D102 - these names and what they do are TensorRT's own

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import onnx

from engines.trt.fake_log import MAGIC, error

_NO_PLUGIN = "Plugin not found, are the plugin name, version, and namespace correct?"


class Builder:
    def __init__(self, module: Any, logger: Any) -> None:
        self._module, self._logger = module, logger
        self.num_DLA_cores = module.dla_cores

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
        return Profile()

    def build_serialized_network(self, network: Any, config: Any) -> Any:
        if network.data is None:
            return error(self._logger, "fake: the network is empty")
        if not config.profiles:
            return error(
                self._logger, "Network has dynamic or shape inputs, but no optimization profile has been defined."
            )
        types = {tensor.data_type for tensor in network.onnx.graph.initializer}
        names = {node.op_type for node in network.onnx.graph.node}
        if network.strong and config.flags:
            return error(self._logger, "fake: precision flags do not go with a strongly typed network")
        if not network.strong:
            if onnx.TensorProto.FLOAT16 in types and "FP16" not in config.flags:
                return error(self._logger, "fake: the network holds float16, but the FP16 flag is not set")
            if "QuantizeLinear" in names and "INT8" not in config.flags:
                return error(self._logger, "fake: the network holds Q/DQ pairs, but the INT8 flag is not set")
        dla = getattr(config, "default_device_type", None) == self._module.DeviceType.DLA
        if dla and not config.flags and not network.strong:
            return error(self._logger, "fake: DLA computes in FP16 and INT8 alone")
        if monitor := getattr(config, "progress_monitor", None):
            monitor.phase_start("Building", None, 2)
            monitor.phase_start("Timing", "Building", 1)
            assert monitor.step_complete("Timing", 0)
            monitor.phase_finish("Timing")
            monitor.phase_finish("Building")
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
                "dla": config.DLA_core if dla else None,
            }
        ).encode()
        return memoryview(MAGIC + head + b"\0" + network.data)


class Profile:
    def __init__(self) -> None:
        self.shapes: dict[str, list[tuple[int, ...]]] = {}

    def set_shape(self, name: str, smallest: Any, usual: Any, largest: Any) -> None:
        self.shapes[name] = [tuple(smallest), tuple(usual), tuple(largest)]


class Config:
    def __init__(self, module: Any, logger: Any) -> None:
        self._module, self._logger = module, logger
        self.flags: set[str] = set()
        self.profiles: list[Profile] = []

    def set_flag(self, flag: Any) -> None:
        name = self._module.BuilderFlag(flag).name
        if name in {"FP16", "INT8"}:
            self.flags.add(name)

    def add_optimization_profile(self, profile: Profile) -> int:
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


class Pools:
    pool = 0

    def set_memory_pool_limit(self, _pool: Any, size: int) -> None:
        self.pool = size


class OldWorkspace:
    max_workspace_size = 0


class CalibrationProfile:
    calibrated: Any = None

    def set_calibration_profile(self, profile: Any) -> bool:
        if self._module.numbers >= (10,):  # type: ignore[attr-defined]
            raise RuntimeError("fake: set_calibration_profile fails in 10.x")
        self.calibrated = profile
        return True


class Parser:
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
