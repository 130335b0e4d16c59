"""Finds TensorRT and asks what this one can do; nothing else in the project looks at its version or its names."""

from __future__ import annotations

import importlib
import warnings
from dataclasses import dataclass
from typing import Any, Literal

from engines.device import driver_fault
from engines.errors import ModelError

Flavour = Literal["tensorrt", "tensorrt-rtx"]

STRONG_FROM = (10, 12)
"""NVIDIA recommends strong typing from this version on; before it, the flags say which precisions may be used."""


@dataclass(frozen=True)
class Capabilities:
    """What one TensorRT offers."""

    version: str
    strongly_typed: bool
    """The network's own types hold; otherwise builder flags allow precisions."""
    explicit_batch: bool
    """The network has to be told that the batch is a dimension."""
    implicit_int8: bool
    """`IInt8EntropyCalibrator2`, in 8.x to 10.x."""
    calibration_profile: bool
    """`set_calibration_profile`, which fails in 10.x."""
    memory_pools: bool
    """`set_memory_pool_limit`; before 8.4 `max_workspace_size`."""
    named_io: bool
    """Tensors by name, from 8.5; before it `num_bindings` and `execute_async_v2`."""
    timing_cache: bool
    version_compatible: bool
    progress: bool
    inspector: bool
    builds_without_gpu: bool
    """TensorRT-RTX compiles for a GPU that need not be there."""


@dataclass(frozen=True)
class Trt:
    """A TensorRT module with what it can do."""

    module: Any
    flavour: Flavour
    can: Capabilities

    @property
    def name(self) -> str:
        """For reports: "tensorrt 10.3.0"."""
        return f"{self.flavour} {self.can.version}"


def load_trt(flavour: Flavour) -> Trt:
    """Import TensorRT.

    Raises:
        ModelError: it is not installed, or its libraries are missing.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # deprecations of its own
            module = importlib.import_module(flavour.replace("-", "_"))
    except ImportError as error:
        raise ModelError(f"{flavour} is not installed here ({error}): {_remedy(flavour)}") from None
    return Trt(module, flavour, capabilities(module, flavour))


def check_can_start(trt: Trt, *, build: bool) -> None:
    """Make sure that TensorRT's objects may be created at all.

    Raises:
        ModelError: there is no driver, and this TensorRT would crash without one.
    """
    if build and trt.can.builds_without_gpu:
        return
    if fault := driver_fault():
        what = "builds" if build else "runs"
        raise ModelError(f"{fault}: {trt.flavour} {what} engines only on a machine with an NVIDIA GPU")


def capabilities(module: Any, flavour: Flavour) -> Capabilities:
    """Ask a module."""
    version = str(module.__version__)
    numbers = tuple(int(part) for part in version.split(".")[:2])
    flags, creation = module.BuilderFlag, module.NetworkDefinitionCreationFlag
    rtx = flavour == "tensorrt-rtx"
    weak = hasattr(flags, "FP16")
    return Capabilities(
        version=version,
        strongly_typed=not weak or (hasattr(creation, "STRONGLY_TYPED") and numbers >= STRONG_FROM),
        explicit_batch=hasattr(creation, "EXPLICIT_BATCH"),
        implicit_int8=hasattr(module, "IInt8EntropyCalibrator2"),
        calibration_profile=hasattr(module.IBuilderConfig, "set_calibration_profile") and numbers < (10,),
        memory_pools=hasattr(module.IBuilderConfig, "set_memory_pool_limit"),
        named_io=hasattr(module.ICudaEngine, "num_io_tensors"),
        timing_cache=hasattr(module.IBuilderConfig, "create_timing_cache") and not rtx,  # there it does nothing
        version_compatible=hasattr(flags, "VERSION_COMPATIBLE"),
        progress=hasattr(module, "IProgressMonitor"),
        inspector=hasattr(module, "EngineInspector"),
        builds_without_gpu=rtx,
    )


def _remedy(flavour: Flavour) -> str:
    if flavour == "tensorrt-rtx":
        return "`pip install 'maskgate[tensorrt-rtx]'`"
    return (
        "on a Jetson `sudo apt install python3-libnvinfer` and a venv made with --system-site-packages; "
        "elsewhere `pip install tensorrt`"
    )
