"""Opens an engine only if all of its identity fits, and finds the one for a model, a precision and this device."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from engines.backend import Backend, Precision
from engines.device import l4t_release
from engines.errors import ModelError
from engines.gpu.choose import open_cuda
from engines.onnxruntime_backend import OnnxRuntimeBackend, Provider
from engines.registry import Model
from engines.sidecar import (
    EngineKind,
    Here,
    Sidecar,
    check_file,
    check_fits,
    check_tensors,
    check_verified,
    differing,
    read_sidecar,
)
from engines.trt.backend import TensorRtBackend
from engines.trt.capabilities import check_can_start, load_trt


@dataclass(frozen=True)
class Engine:
    """A loaded engine."""

    path: Path
    sidecar: Sidecar
    backend: Backend


def open_engine(
    path: Path, *, threads: int | None = None, provider: Provider = "cpu", unverified: bool = False
) -> Engine:
    """Load an engine.

    Args:
        path: of the plan (or ONNX file), with its sidecar.
        threads: of ONNX Runtime.
        provider: of ONNX Runtime.
        unverified: load it even before it was verified: only verification itself may ask for that.

    Raises:
        ModelError: a field of its identity differs (named, with the command that rebuilds), or it is not verified.
    """
    sidecar = read_sidecar(path)
    if not unverified:
        check_verified(path, sidecar)
    data = check_file(path, sidecar)
    backend: Backend
    if sidecar.backend == "onnxruntime":
        backend = OnnxRuntimeBackend(path, threads=threads, provider=provider, precision=sidecar.precision)
    else:
        trt = load_trt(sidecar.backend)
        check_can_start(trt, build=False)
        cuda = open_cuda()
        check_fits(path, sidecar, Here(trt.can.version, cuda.gpu(), l4t_release()))
        (smallest, _, largest) = sidecar.profile[sidecar.inputs[0].name]
        backend = TensorRtBackend(data, trt, cuda, precision=sidecar.precision, profile=(smallest, largest))
    try:
        check_tensors(path, sidecar, backend)
    except ModelError:
        backend.close()
        raise
    return Engine(path, sidecar, backend)


def find_engine(folder: Path, model: Model, backend: EngineKind, precision: Precision) -> Path:
    """The verified engine of a model at a precision in a folder.

    Engines are told apart by what their sidecars say, never by their names. Of several the newest that was built for
    this device is taken; where none was, the newest, which `open_engine` then refuses by the field that differs.

    Raises:
        ModelError: there is none (with the command that builds it), or it was made for another preprocessing.
    """
    wanted: list[tuple[float, Path, Sidecar]] = []
    for sidecar_file in sorted(folder.glob("*.json")) if folder.is_dir() else []:
        engine = sidecar_file.with_suffix("")
        if not engine.is_file():
            continue  # a card, or an engine that was deleted
        try:
            sidecar = read_sidecar(engine)
        except ModelError:
            continue  # another file's; the one that is asked for is missed below
        if (sidecar.source.digest, sidecar.backend, sidecar.precision) == (model.card.digest, backend, precision):
            wanted.append((engine.stat().st_mtime, engine, sidecar))
    if not wanted:
        suffix = "onnx" if backend == "onnxruntime" else "plan"
        name = f"{model.card.name}-{precision}.{suffix}"
        raise ModelError(
            f"{folder} holds no {backend} engine of {model.card.name} ({model.card.digest[:12]}…) in {precision}: "
            f"`build-engine --onnx {_given(model)} --engine {folder / name} --precision {precision} "
            f"--backend {backend} --verify-input FACES`"
        )
    verified = [entry for entry in wanted if entry[2].verified] or wanted
    if len(verified) > 1 and (here := _here(backend)):
        verified = [entry for entry in verified if differing(entry[2], here) is None] or verified
    _, engine, sidecar = max(verified, key=lambda entry: entry[0])
    check_verified(engine, sidecar)
    if sidecar.preprocessing != model.card.preprocessing:
        raise ModelError(f"{engine} was built for another preprocessing than its model's card names: build it again")
    return engine


def _here(kind: EngineKind) -> Here | None:
    """This machine; None where it matters to no engine, or can't run any."""
    if kind == "onnxruntime":
        return None
    try:
        trt = load_trt(kind)
        check_can_start(trt, build=False)
        return Here(trt.can.version, open_cuda().gpu(), l4t_release())
    except ModelError:
        return None


def _given(model: Model) -> str:
    from engines.builtin import BUILTINS, SHIPPED

    builtin = BUILTINS.get(model.card.name)
    known = model.path in SHIPPED.values() or (builtin and builtin.card.digest == model.card.digest)
    return model.card.name if known else str(model.path)
