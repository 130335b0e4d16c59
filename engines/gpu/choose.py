"""Takes the CUDA binding that is installed."""

from __future__ import annotations

from engines.device import driver_fault
from engines.errors import ModelError
from engines.gpu.api import Cuda
from engines.gpu.cuda_python import CudaPython
from engines.gpu.py_cuda import PyCuda


def open_cuda() -> Cuda:
    """CUDA on the first device.

    Raises:
        ModelError: there is no driver or GPU, or neither binding is installed.
    """
    if fault := driver_fault():
        raise ModelError(f"{fault}: engines run on a machine with an NVIDIA GPU")
    for binding in (CudaPython, PyCuda):
        try:
            return binding()
        except ImportError:
            continue
    raise ModelError(
        "neither cuda-python nor pycuda is installed: `pip install 'maskgate[tensorrt]'`, "
        "or on a Jetson `pip install pycuda`"
    )
