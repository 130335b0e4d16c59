"""What a finished build leaves behind: the engine's identity, and the files in an order that no interruption spoils."""

from __future__ import annotations

import hashlib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import onnx
import onnxruntime as ort

from engines.card import Card, card_path, write_card
from engines.device import Gpu, l4t_release
from engines.errors import ModelError
from engines.files import write_atomically
from engines.network import Network, network_types
from engines.request import Request
from engines.shapes import Profile
from engines.sidecar import Sidecar, Source, TensorOf, sidecar_path, write_sidecar
from engines.trt.builder import Built
from engines.trt.capabilities import Trt
from engines.verifying import derived_card


def identify(
    request: Request,
    card: Card,
    model: onnx.ModelProto,
    profile: Profile,
    *,
    network: Network,
    built: tuple[Trt, Built] | None,
    gpu: Gpu | None,
    types: dict[str, int],
    verification: dict[str, Any] | None,
) -> Sidecar:
    """The identity of an engine.

    Args:
        request: what was asked for.
        card: of the model.
        model: its file.
        profile: of its input.
        network: what was built from it.
        built: the plan and what built it; None: the network itself is the engine.
        gpu: it was built on.
        types: layers by type as the engine inspector tells them; empty where there is none.
        verification: figures; None: nobody has compared it yet.
    """
    trt, plan = (built[0], built[1].plan) if built else (None, network.data)
    asked = dict(built[1].asked) if built else network_types(network.data)
    (entry,) = model.graph.input[:1]
    return Sidecar(
        tool=_tool(),
        backend=request.backend,
        precision=request.precision,
        source=Source(
            name=card.name,
            given=request.onnx,
            kind=card.kind,
            digest=card.digest,
            template_space=card.template_space,
        ),
        network=hashlib.sha256(network.data).hexdigest(),
        plan=hashlib.sha256(plan).hexdigest(),
        template_space=card.template_space if verification else None,
        preprocessing=card.preprocessing,
        inputs=(TensorOf(name=entry.name, shape=_dims(entry), dtype="float32"),),
        outputs=tuple(TensorOf(name=v.name, shape=_dims(v), dtype="float32") for v in model.graph.output),
        profile={entry.name: (profile.smallest, profile.usual, profile.largest)},
        layers=types or asked,
        layers_from="engine inspector" if types else "network",
        calibration=network.calibration,
        runtime=trt.can.version if trt else ort.__version__,
        version_compatible=request.version_compatible,
        cuda=gpu.cuda if gpu else None,
        gpu=gpu.name if gpu else None,
        compute_capability=gpu.compute_capability if gpu else None,
        l4t=l4t_release() if trt else None,
        command=request.command,
        verified=verification is not None,
        verification=verification,
    )


def publish(engine: Path, plan: bytes, sidecar: Sidecar, card: Card) -> None:
    """Write the engine, then its identity, then, of an ONNX file, its card.

    Args:
        engine: where.
        plan: its bytes.
        sidecar: its identity.
        card: of the model that it was built from.

    Raises:
        ModelError: a file can't be written; what is there then is no engine to anybody.
    """
    try:
        # An engine without a sidecar is nothing to anybody: if we are interrupted, no old one speaks of a new plan.
        sidecar_path(engine).unlink(missing_ok=True)
        write_atomically(engine, plan)
    except OSError as error:
        raise ModelError(f"the engine {engine} can't be written: {error.strerror}") from None
    write_sidecar(engine, sidecar)
    if sidecar.backend == "onnxruntime":
        write_card(card_path(engine), derived_card(card, sidecar))


def _dims(value: onnx.ValueInfoProto) -> tuple[int | None, ...]:
    dims = value.type.tensor_type.shape.dim
    return tuple(d.dim_value if d.HasField("dim_value") else None for d in dims)


def _tool() -> str:
    try:
        return f"maskgate {version('maskgate')}"
    except PackageNotFoundError:
        return "maskgate"
