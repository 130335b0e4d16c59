"""ONNX Runtime behind the backend protocol: the whole gate on a plain CPU, or a provider asked for by name."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import numpy as np
import onnxruntime as ort

from engines.backend import FloatArray, Precision, Running, TensorSpec
from engines.errors import ModelError

Provider = Literal["cpu", "cuda", "tensorrt"]

_PROVIDERS: dict[Provider, str] = {
    "cpu": "CPUExecutionProvider",
    "cuda": "CUDAExecutionProvider",
    "tensorrt": "TensorrtExecutionProvider",
}

_QUANTISED = b"QuantizeLinear"


class OnnxRuntimeBackend:
    """A network in ONNX Runtime. `run` may be called from several threads.

    Args:
        path: the ONNX file.
        threads: threads inside one operator; None lets ONNX Runtime take one for each core.
        provider: what must run it. Another provider is never taken instead (law 5).
        allow_spinning: let idle threads wait busily for the next operator: quicker for one caller, wasteful for many.
        precision: what the file is known to compute in (by its sidecar); None reads it off the file.

    Raises:
        ModelError: the file can't be loaded, or the provider isn't there.
    """

    def __init__(
        self,
        path: Path,
        *,
        threads: int | None = None,
        provider: Provider = "cpu",
        allow_spinning: bool = False,
        precision: Precision | None = None,
    ) -> None:
        wanted = _PROVIDERS[provider]
        if wanted not in ort.get_available_providers():
            raise ModelError(
                f"this onnxruntime has no {wanted} (it has: {', '.join(ort.get_available_providers())}): "
                "install onnxruntime-gpu, or ask for the CPU by name"
            )
        options = ort.SessionOptions()
        options.intra_op_num_threads = threads or 0
        options.inter_op_num_threads = 1
        options.log_severity_level = 4  # failures reach us as exceptions; the library's own log lines would repeat them
        options.add_session_config_entry("session.intra_op.allow_spinning", "1" if allow_spinning else "0")
        try:
            data = path.read_bytes()
            if provider == "cpu" and _QUANTISED in data:
                from engines.exact_sums import keep_sums_exact  # as in `_for_provider`

                keep_sums_exact(options)
            session = ort.InferenceSession(_for_provider(data, provider), options, providers=[wanted])
        except OSError as error:
            raise ModelError(f"the model {path} can't be read: {error.strerror}") from None
        except Exception as error:  # noqa: BLE001 - onnxruntime's exceptions share no public base class
            raise ModelError(f"ONNX Runtime can't load {path}: {_first_line(error)}") from None
        if (actual := session.get_providers()[0]) != wanted:
            raise ModelError(f"{wanted} was asked for, but ONNX Runtime runs {path.name} on {actual}")
        self._session: ort.InferenceSession | None = session
        self._name = path.name
        self._inputs = tuple(_spec(value) for value in session.get_inputs())
        self._outputs = tuple(_spec(value) for value in session.get_outputs())
        self._output_names = [spec.name for spec in self._outputs]
        self._running = Running(
            f"onnxruntime {ort.__version__}", provider, precision or _precision(data, self._inputs), threads
        )

    @property
    def inputs(self) -> tuple[TensorSpec, ...]:
        """Input specifications."""
        return self._inputs

    @property
    def outputs(self) -> tuple[TensorSpec, ...]:
        """Output specifications."""
        return self._outputs

    @property
    def running(self) -> Running:
        """What really runs."""
        return self._running

    def run(self, batch: FloatArray) -> dict[str, FloatArray]:
        """Run the network on one float32 batch; outputs by name."""
        if self._session is None:
            raise ModelError(f"{self._name} was closed")
        try:
            arrays = self._session.run(self._output_names, {self._inputs[0].name: batch})
        except Exception as error:  # noqa: BLE001 - as above
            raise ModelError(f"{self._name} failed on an input of shape {batch.shape}: {_first_line(error)}") from None
        return dict(zip(self._output_names, arrays, strict=True))

    def close(self) -> None:
        """Free the session."""
        self._session = None


def _for_provider(data: bytes, provider: Provider) -> bytes:
    if provider != "cpu" or (b"PRelu" not in data and _QUANTISED not in data):
        return data
    from engines.cpu_graph import for_cpu  # onnx is slow to import, and few models need it

    return for_cpu(data)


def _spec(value: ort.NodeArg) -> TensorSpec:
    shape = tuple(size if isinstance(size, int) else None for size in value.shape)
    dtype = value.type.removeprefix("tensor(").removesuffix(")")
    return TensorSpec(value.name, shape, {"float": "float32", "double": "float64"}.get(dtype, dtype))


def _precision(data: bytes, inputs: tuple[TensorSpec, ...]) -> Precision:
    """From the file itself: its operators' names stand in it as plain text."""
    if _QUANTISED in data:
        return "int8"
    return "fp16" if np.dtype(np.float16).name in {spec.dtype for spec in inputs} else "fp32"


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0][:300] if str(error).strip() else type(error).__name__
