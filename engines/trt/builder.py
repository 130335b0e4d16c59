"""From ONNX bytes to a plan: parse, profile, configure, build, and believe no return value.

TensorRT's Python API answers failures with None, False or -1 and a line in its log; each of them ends here as one
sentence.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engines.backend import Precision
from engines.errors import ModelError
from engines.files import write_atomically
from engines.shapes import Profile
from engines.trt.capabilities import Trt, check_can_start
from engines.trt.log import Log, open_log

WORKSPACE_MIB = 1024
"""TensorRT's scratch memory while it tries kernels: an 8 GB Orin Nano shares its memory with everything else."""


@dataclass(frozen=True)
class BuildOptions:
    """How to build."""

    precision: Precision
    """What the ONNX asks for; where typing is weak the flags allow no more than that."""
    profiles: Mapping[str, Profile]
    workspace_mib: int = WORKSPACE_MIB
    timing_cache: Path | None = None
    dla_core: int | None = None
    version_compatible: bool = False
    calibrator: Any = None
    """A legacy INT8 calibrator (`engines.trt.calibrator`); the ONNX then has no Q/DQ pairs."""


@dataclass(frozen=True)
class Built:
    """A plan and how it came about."""

    plan: bytes
    asked: Mapping[str, int]
    """Layers of the network by the type of their first output, before TensorRT joins them."""
    seconds: float
    warnings: tuple[str, ...]


def build_plan(
    trt: Trt,
    network: bytes,
    options: BuildOptions,
    *,
    tell: Callable[[str], None] | None = None,
    progress: Callable[[str], None] | None = None,
) -> Built:
    """Build an engine.

    Args:
        trt: from `load_trt`.
        network: ONNX, checked by `engines.onnx_file`.
        options: as above.
        tell: gets TensorRT's own messages.
        progress: gets a line for each part of the work, where this TensorRT tells (8.6 and later).

    Raises:
        ModelError: an operator that is not known (named), a profile or option that can't be, or TensorRT's own reason.
    """
    check_can_start(trt, build=True)
    log = open_log(trt, tell)
    start = time.monotonic()
    builder = trt.module.Builder(log.logger)
    if builder is None:
        raise ModelError(f"{trt.name} does not start: {log.why('it says nothing more')}")
    definition, parser = _parse(trt, builder, network, log)
    config = builder.create_builder_config()
    _configure(trt, builder, config, options, progress)
    _add_profile(trt, builder, definition, config, options, log)
    plan = builder.build_serialized_network(definition, config)
    del parser  # it owns the weights: not before here
    if plan is None or not (data := bytes(plan)):
        raise ModelError(f"{trt.name} can't build this engine: {log.why('it does not say why')}")
    if options.timing_cache and trt.can.timing_cache:
        _keep_timings(config, options.timing_cache)
    asked = Counter(_type_name(definition.get_layer(i)) for i in range(definition.num_layers))
    return Built(data, dict(asked), time.monotonic() - start, tuple(log.warnings))


def _parse(trt: Trt, builder: Any, network: bytes, log: Log) -> tuple[Any, Any]:
    creation, flags = trt.module.NetworkDefinitionCreationFlag, 0
    if trt.can.explicit_batch:
        flags |= 1 << int(creation.EXPLICIT_BATCH)
    if trt.can.strongly_typed and hasattr(creation, "STRONGLY_TYPED"):
        flags |= 1 << int(creation.STRONGLY_TYPED)
    definition = builder.create_network(flags)
    parser = trt.module.OnnxParser(definition, log.logger)
    if not parser.parse(network) or parser.num_errors or not definition.num_inputs or not definition.num_outputs:
        raise ModelError(f"{trt.name} can't take this network: {_parser_error(parser, network)}")
    return definition, parser


def _parser_error(parser: Any, network: bytes) -> str:
    if not parser.num_errors:
        return "it finds no inputs or outputs in it"
    import onnx

    error = parser.get_error(0)
    nodes = onnx.load_from_string(network).graph.node
    number = int(error.node())
    where = f"node {nodes[number].name} ({nodes[number].op_type}): " if 0 <= number < len(nodes) else ""
    more = f" (and {parser.num_errors - 1} more)" if parser.num_errors > 1 else ""
    return f"{where}{' '.join(str(error.desc()).split())}{more}"


def _configure(
    trt: Trt, builder: Any, config: Any, options: BuildOptions, progress: Callable[[str], None] | None
) -> None:
    module, size = trt.module, options.workspace_mib << 20
    if trt.can.memory_pools:
        config.set_memory_pool_limit(module.MemoryPoolType.WORKSPACE, size)
    else:
        config.max_workspace_size = size
    if not trt.can.strongly_typed:
        for precision in {"fp32": (), "fp16": ("FP16",), "int8": ("FP16", "INT8")}[options.precision]:
            config.set_flag(getattr(module.BuilderFlag, precision))
    if options.calibrator is not None:
        if not trt.can.implicit_int8 or trt.can.strongly_typed:
            raise ModelError(
                f"{trt.name} has no INT8 calibrator of its own: quantise the ONNX (without --implicit-int8)"
            )
        config.int8_calibrator = options.calibrator
    if options.version_compatible:
        if not trt.can.version_compatible:
            raise ModelError(f"{trt.name} has no version-compatible engines: they begin with TensorRT 8.6")
        config.set_flag(module.BuilderFlag.VERSION_COMPATIBLE)
    if options.dla_core is not None:
        if options.dla_core >= builder.num_DLA_cores:
            raise ModelError(
                f"there is no DLA core {options.dla_core} here ({builder.num_DLA_cores} found): leave out --dla-core"
            )
        config.default_device_type = module.DeviceType.DLA
        config.DLA_core = options.dla_core
        config.set_flag(module.BuilderFlag.GPU_FALLBACK)
    if hasattr(module, "ProfilingVerbosity"):
        config.profiling_verbosity = module.ProfilingVerbosity.DETAILED  # so that the inspector knows types
    if options.timing_cache and trt.can.timing_cache:
        known = options.timing_cache.read_bytes() if options.timing_cache.is_file() else b""
        cache = config.create_timing_cache(known)
        if cache is None or not config.set_timing_cache(cache, False):
            raise ModelError(
                f"the timing cache {options.timing_cache} is damaged, or of another device or TensorRT: "
                "delete it or name another file"
            )
    if progress and trt.can.progress:
        config.progress_monitor = _monitor(trt, progress)


def _add_profile(trt: Trt, builder: Any, definition: Any, config: Any, options: BuildOptions, log: Log) -> None:
    profile = builder.create_optimization_profile()
    for number in range(definition.num_inputs):
        name = definition.get_input(number).name
        if name not in options.profiles:
            raise ModelError(f"the input {name} has no profile")
        wanted = options.profiles[name]
        profile.set_shape(name, wanted.smallest, wanted.usual, wanted.largest)
    if config.add_optimization_profile(profile) < 0:
        raise ModelError(f"{trt.name} refuses the profile: {log.why('it does not say why')}")
    if options.calibrator is not None and trt.can.calibration_profile:
        config.set_calibration_profile(profile)


def _monitor(trt: Trt, progress: Callable[[str], None]) -> Any:
    """Tells of the outermost parts of a build; the inner ones are many and short."""
    outermost: set[str] = set()

    class Monitor(trt.module.IProgressMonitor):  # type: ignore[name-defined, misc]
        def __init__(self) -> None:
            trt.module.IProgressMonitor.__init__(self)

        def phase_start(self, name: str, parent: str | None, steps: int) -> None:
            if parent is None:
                progress(f"{name}: {steps} steps")
                outermost.add(name)

        def step_complete(self, _name: str, _step: int) -> bool:
            return True  # go on

        def phase_finish(self, name: str) -> None:
            if name in outermost:
                progress(f"{name}: done")

    return Monitor()


def _keep_timings(config: Any, path: Path) -> None:
    try:
        write_atomically(path, bytes(config.get_timing_cache().serialize()))
    except OSError as error:
        raise ModelError(f"the timing cache {path} can't be written: {error.strerror}") from None


def _type_name(layer: Any) -> str:
    return str(layer.get_output(0).dtype).rsplit(".", maxsplit=1)[-1].lower() if layer.num_outputs else "none"
