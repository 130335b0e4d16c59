"""Calibration: the range that each activation takes on real faces, measured once and kept in a file."""

from __future__ import annotations

import contextlib
import hashlib
import io
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Literal

import numpy as np
import onnx
from pydantic import BaseModel, ConfigDict, ValidationError

from engines.backend import FloatArray
from engines.errors import ModelError
from engines.files import write_atomically
from engines.quantise.equalise import Peaks, equalise
from engines.sampling import behind_places

Method = Literal["minmax", "entropy", "percentile"]

PERCENTILE = 99.99
"""Of the magnitudes of an activation: what lies beyond is clipped."""


class Ranges(BaseModel):
    """What calibration found; `--calib-cache` keeps it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    schema_version: Literal[1] = 1
    network: str
    """Digest of the prepared network."""
    method: Method
    images: int
    data: str
    """Digest of the images, in their order."""
    values: Mapping[str, tuple[float, float]]
    """Lowest and highest value by tensor."""
    peaks: Peaks = {}
    """What the network was equalised by before; empty: it was not."""

    @property
    def digest(self) -> str:
        """SHA-256 of all of it."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()


def measure_ranges(
    model: onnx.ModelProto,
    batches: Iterable[FloatArray],
    method: Method,
    operators: Iterable[str],
    peaks: Peaks | None = None,
) -> Ranges:
    """Run the network on calibration batches, one at a time: memory is that of one batch's activations.

    Args:
        model: float32, one input.
        batches: as the backend takes them.
        method: how a range is drawn from the values seen.
        operators: whose inputs and outputs are measured.
        peaks: equalise the network by them first (`engines.quantise.equalise`).

    Raises:
        ModelError: there are no batches, or the network fails on one.
    """
    from onnxruntime.quantization import CalibrationMethod, create_calibrator

    data, images = hashlib.sha256(), 0
    name = model.graph.input[0].name
    options: dict[str, Any] = {"symmetric": True}
    if method == "percentile":
        options.update(percentile=PERCENTILE, num_bins=2048)
    if method == "entropy":
        # ONNX Runtime's default, 128 bins for 128 steps, leaves one choice: from the smallest to the largest.
        options.update(num_bins=1024, num_quantized_bins=256)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "network.onnx"
        onnx.save(equalise(model, peaks) if peaks else model, path)
        methods = {
            "minmax": CalibrationMethod.MinMax,
            "entropy": CalibrationMethod.Entropy,
            "percentile": CalibrationMethod.Percentile,
        }
        calibrator = create_calibrator(
            path,
            list(operators),
            augmented_model_path=str(Path(folder) / "augmented.onnx"),
            calibrate_method=methods[method],
            extra_options=options,
        )
        # Numbers that say where pixels are taken from stay exact; and a histogram that begins with nearly nothing, as
        # theirs do with bare faces, grows beyond all memory.
        if method != "minmax":
            exact = behind_places(model)
            calibrator.tensors_to_calibrate -= {
                name for node in model.graph.node if node.name in exact for name in node.output
            }
        for batch in batches:
            data.update(np.ascontiguousarray(batch).tobytes())
            images += len(batch)
            try:
                with contextlib.redirect_stdout(io.StringIO()):  # it prints its progress
                    calibrator.collect_data(_One({name: batch}))
            except Exception as error:  # noqa: BLE001 - onnxruntime's exceptions share no public base class
                raise ModelError(f"the network fails on a calibration batch of shape {batch.shape}: {error}") from None
        if not images:
            raise ModelError("there is no calibration image")
        with contextlib.redirect_stdout(io.StringIO()):
            found = calibrator.compute_data()
    values = {key: _span(found[key]) for key in found.keys()}  # noqa: SIM118 - it is no mapping
    return Ranges(
        network=network_digest(model),
        method=method,
        images=images,
        data=data.hexdigest(),
        values=values,
        peaks=peaks or {},
    )


def network_digest(model: onnx.ModelProto) -> str:
    """SHA-256 of the network's bytes."""
    return hashlib.sha256(model.SerializeToString(deterministic=True)).hexdigest()


def write_ranges(path: Path, ranges: Ranges) -> None:
    """Keep ranges for another build.

    Raises:
        ModelError: the file can't be written.
    """
    try:
        write_atomically(path, (ranges.model_dump_json(indent=1) + "\n").encode())
    except OSError as error:
        raise ModelError(f"the calibration cache {path} can't be written: {error.strerror}") from None


def read_ranges(path: Path, model: onnx.ModelProto, method: Method) -> Ranges:
    """Read kept ranges, if they are this network's.

    Raises:
        ModelError: the file is missing or damaged, or belongs to another network or method.
    """
    remedy = "delete it, or name another file with --calib-cache"
    try:
        ranges = Ranges.model_validate_json(path.read_bytes())
    except OSError as error:
        raise ModelError(f"the calibration cache {path} can't be read: {error.strerror}") from None
    except ValidationError:
        raise ModelError(f"the calibration cache {path} is damaged or of another tool: {remedy}") from None
    if ranges.network != network_digest(model):
        raise ModelError(f"the calibration cache {path} belongs to another model: {remedy}")
    if ranges.method != method:
        raise ModelError(
            f"the calibration cache {path} was made with --calib-method {ranges.method}, not {method}: {remedy}"
        )
    return ranges


def _span(found: Any) -> tuple[float, float]:
    low, high = (float(np.asarray(value).reshape(-1)[0]) for value in found.range_value)
    return low, high


class _One:
    """onnxruntime's reader protocol, over one batch."""

    def __init__(self, feed: dict[str, FloatArray]) -> None:
        self._feed: dict[str, FloatArray] | None = feed

    def get_next(self) -> dict[str, FloatArray] | None:
        feed, self._feed = self._feed, None
        return feed

    def __iter__(self) -> _One:
        return self

    def __next__(self) -> dict[str, FloatArray]:
        if (feed := self.get_next()) is None:
            raise StopIteration
        return feed
