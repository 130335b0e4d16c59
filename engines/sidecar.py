"""An engine's identity: `<engine>.json` beside the plan, whose bytes stay as TensorRT wrote them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from engines.backend import Backend, Precision, TensorSpec
from engines.card import Kind, Preprocessing
from engines.device import Gpu
from engines.errors import ModelError
from engines.files import write_atomically

EngineKind = Literal["onnxruntime", "tensorrt", "tensorrt-rtx"]
"""What builds and runs it."""

_FROZEN = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Source(BaseModel):
    """The model that it was built from."""

    model_config = _FROZEN

    name: str
    given: str
    """As the builder was told: a built-in name or a path."""
    kind: Kind
    digest: str
    template_space: str | None


class TensorOf(BaseModel):
    """An input or output; a free dimension is None."""

    model_config = _FROZEN

    name: str
    shape: tuple[int | None, ...]
    dtype: str


class Calibration(BaseModel):
    """Where 8-bit ranges came from."""

    model_config = _FROZEN

    digest: str
    images: int
    method: str
    equalised: bool = False
    """Whether channels were made equally large across layers."""
    float_layers: tuple[str, ...]
    """Layers that were left in floating point."""


class Sidecar(BaseModel):
    """The file."""

    model_config = _FROZEN

    schema_version: Literal[1] = Field(default=1, alias="schema")
    tool: str
    backend: EngineKind
    precision: Precision
    source: Source
    network: str
    """Digest of the ONNX that the builder was fed."""
    plan: str
    """Digest of the file beside this one."""
    template_space: str | None
    """What its templates compare with: only after verification (law 3)."""
    preprocessing: Preprocessing
    inputs: tuple[TensorOf, ...]
    outputs: tuple[TensorOf, ...]
    profile: Mapping[str, tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]]
    """Smallest, usual and largest shape by input."""
    layers: Mapping[str, int]
    """How many layers got which type."""
    layers_from: Literal["engine inspector", "network"]
    calibration: Calibration | None = None
    runtime: str
    """Of the library that built it: "10.3.0"."""
    version_compatible: bool = False
    cuda: str | None = None
    gpu: str | None = None
    compute_capability: str | None = None
    l4t: str | None = None
    command: str
    """What builds it again."""
    verified: bool
    verification: Mapping[str, Any] | None = None

    @model_validator(mode="after")
    def _space_only_when_verified(self) -> Sidecar:
        if self.template_space is not None and not self.verified:
            raise ValueError("an engine carries a template space only once it is verified")
        return self


@dataclass(frozen=True)
class Here:
    """This machine, as an engine sees it."""

    runtime: str
    gpu: Gpu
    l4t: str | None


def sidecar_path(engine: Path) -> Path:
    """`sface.plan` → `sface.plan.json`."""
    return engine.with_name(f"{engine.name}.json")


def read_sidecar(engine: Path) -> Sidecar:
    """Read an engine's identity.

    Raises:
        ModelError: missing or damaged.
    """
    path = sidecar_path(engine)
    try:
        return Sidecar.model_validate(json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        raise ModelError(
            f"{engine} has no {path.name} beside it, so nobody knows what it is: build it with build-engine"
        ) from None
    except (OSError, UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise ModelError(f"{path} can't be read: {error}") from None
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "file"
        raise ModelError(f"{path} is not valid: {where}: {first['msg']}") from None


def write_sidecar(engine: Path, sidecar: Sidecar) -> None:
    """Write an engine's identity, whole or not at all.

    Raises:
        ModelError: the folder can't be written.
    """
    path = sidecar_path(engine)
    try:
        write_atomically(path, (sidecar.model_dump_json(by_alias=True, indent=2) + "\n").encode())
    except OSError as error:
        raise ModelError(f"{path} can't be written: {error.strerror}") from None


def check_file(engine: Path, sidecar: Sidecar) -> bytes:
    """The engine's bytes, if they are those that the sidecar speaks of.

    Raises:
        ModelError: missing, or another file.
    """
    try:
        data = engine.read_bytes()
    except OSError as error:
        raise ModelError(f"the engine {engine} can't be read: {error.strerror}") from None
    if hashlib.sha256(data).hexdigest() != sidecar.plan:
        raise ModelError(f"{engine} is not the file that {sidecar_path(engine).name} speaks of: {rebuild(sidecar)}")
    return data


def check_fits(engine: Path, sidecar: Sidecar, here: Here) -> None:
    """Refuse an engine of another machine or TensorRT.

    Raises:
        ModelError: names the field, both values and the command that builds it again.
    """
    if (difference := differing(sidecar, here)) is not None:
        field, built, now = difference
        raise ModelError(
            f"{engine} was built for {field} {built or 'unknown'}, here it is {now or 'none'}: {rebuild(sidecar)}"
        )


def differing(sidecar: Sidecar, here: Here) -> tuple[str, str | None, str | None] | None:
    """The first field in which this machine is not the one that an engine was built on, and both values."""
    pairs: list[tuple[str, str | None, str | None]] = [
        ("compute capability", sidecar.compute_capability, here.gpu.compute_capability),
        ("GPU", sidecar.gpu, here.gpu.name),
        ("L4T release", sidecar.l4t, here.l4t),
        ("CUDA", sidecar.cuda, here.gpu.cuda),
    ]
    if not sidecar.version_compatible:
        pairs.insert(0, (sidecar.backend, sidecar.runtime, here.runtime))
    return next((pair for pair in pairs if pair[1] != pair[2]), None)


def check_tensors(engine: Path, sidecar: Sidecar, backend: Backend) -> None:
    """Refuse an engine whose inputs or outputs are not those that its sidecar names.

    Raises:
        ModelError: with both, and the command that builds it again.
    """
    for what, told, found in (
        ("inputs", sidecar.inputs, backend.inputs),
        ("outputs", sidecar.outputs, backend.outputs),
    ):
        there = {tensor.name: tensor for tensor in found}
        if set(there) != {tensor.name for tensor in told} or not all(_alike(one, there[one.name]) for one in told):
            raise ModelError(
                f"{engine} has the {what} {_listed(found)}, its {sidecar_path(engine).name} says {_listed(told)}: "
                f"{rebuild(sidecar)}"
            )


def _alike(told: TensorOf, found: TensorSpec) -> bool:
    """A dimension that one of them leaves free fits any."""
    if told.dtype != found.dtype or len(told.shape) != len(found.shape):
        return False
    return all(None in (one, other) or one == other for one, other in zip(told.shape, found.shape, strict=True))


def _listed(tensors: Sequence[TensorOf | TensorSpec]) -> str:
    return ", ".join(f"{one.name} {one.dtype} {'x'.join(str(size or '?') for size in one.shape)}" for one in tensors)


def check_verified(engine: Path, sidecar: Sidecar) -> None:
    """Refuse an engine that nobody has compared with its model.

    Raises:
        ModelError: with the command that does it.
    """
    if not sidecar.verified:
        raise ModelError(
            f"{engine} is not verified: `build-engine --verify {engine} --verify-input FACES` on this device"
        )


def rebuild(sidecar: Sidecar) -> str:
    """What to do."""
    return f"build it again with `{sidecar.command}`"
