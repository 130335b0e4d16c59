"""TensorRT without a GPU, for tests: modules shaped like 8.2, 8.5, 8.6, 10.3, 10.16 and 11.4.

They are fakes. Names are there exactly where the real version has them (from the bindings of each release), calls that
come out of order or with wrong arguments answer as TensorRT does (None, False, -1 and a line in the log) or raise, and
a plan is the ONNX file itself, run by ONNX Runtime. What they cannot tell is what a real builder makes of a network.
"""

from __future__ import annotations

import enum
from types import SimpleNamespace
from typing import Any

import numpy as np

from engines.gpu.fakes import FakeCuda
from engines.trt.fake_builder import Builder, CalibrationProfile, Config, OldWorkspace, Parser, Pools
from engines.trt.fake_log import ILogger
from engines.trt.fake_runtime import (
    Context,
    Engine,
    NamedContext,
    NamedEngine,
    NumberedContext,
    NumberedEngine,
    Runtime,
)

VERSIONS = ("8.2.1", "8.5.2", "8.6.2", "10.3.0", "10.16.1", "11.4.0")


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
        (Config, *((Pools,) if numbers >= (8, 4) else (OldWorkspace,)), *((CalibrationProfile,) if weak else ())),
        {},
    )
    context = type(
        "IExecutionContext",
        ((NamedContext,) if named else ()) + ((NumberedContext,) if numbered else ()) + (Context,),
        {},
    )
    engine = type(
        "ICudaEngine",
        ((NamedEngine,) if named else ()) + ((NumberedEngine,) if numbered else ()) + (Engine,),
        {"context": context},
    )
    module = SimpleNamespace(
        __name__=f"fake_tensorrt_{version}_{id(cuda)}",
        __version__=version,
        ILogger=ILogger,
        BuilderFlag=enum.IntEnum("BuilderFlag", flags, start=0),
        NetworkDefinitionCreationFlag=enum.IntEnum("NetworkDefinitionCreationFlag", creation, start=0),
        MemoryPoolType=enum.IntEnum("MemoryPoolType", ["WORKSPACE", "DLA_MANAGED_SRAM"], start=0),
        TensorIOMode=enum.IntEnum("TensorIOMode", ["NONE", "INPUT", "OUTPUT"], start=0),
        DeviceType=enum.IntEnum("DeviceType", ["GPU", "DLA"], start=0),
        ProfilingVerbosity=enum.IntEnum("ProfilingVerbosity", ["LAYER_NAMES_ONLY", "NONE", "DETAILED"], start=0),
        IBuilderConfig=config,
        ICudaEngine=engine,
        OnnxParser=Parser,
        nptype=lambda dtype: np.dtype(dtype),
        cuda=cuda,
        weak=weak,
        explicit_batch_needed=numbers < (10,),
        numbers=numbers,
        EngineInspector=type("EngineInspector", (), {}),
        LayerInformationFormat=enum.IntEnum("LayerInformationFormat", ["ONELINE", "JSON"], start=0),
        ignores_flags=False,
        dla_cores=0,
    )
    if weak:
        module.IInt8EntropyCalibrator2 = type("IInt8EntropyCalibrator2", (), {})
    if numbers >= (8, 6):
        module.IProgressMonitor = type("IProgressMonitor", (), {})
    module.Builder = lambda logger: Builder(module, logger)
    module.Runtime = lambda logger: Runtime(module, logger)
    return module
