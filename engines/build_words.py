"""What a build says of itself, before and after."""

from __future__ import annotations

from typing import Any

from engines.card import Card
from engines.request import Pictures, Request
from engines.shapes import Profile
from engines.sidecar import Sidecar
from engines.trt.builder import Built
from engines.verify import Figures, describe


def intended(
    request: Request,
    card: Card,
    profile: Profile,
    *,
    runtime: str,
    calibration: Pictures,
    faces: Pictures,
    unverifiable: str | None,
) -> str:
    """What a build would do."""
    lines = [
        f"would build {request.engine}: {card.name} ({card.digest[:12]}…) in {request.precision} with {runtime}",
        f"inputs {profile.smallest} to {profile.largest}, usually {profile.usual}",
    ]
    if request.precision == "int8":
        lines.append(f"calibrating on {len(calibration.images)} images ({calibration.rejected} unusable)")
    lines.append(f"comparing on {len(faces.images)} images ({faces.rejected} unusable)")
    if unverifiable:
        lines.append(f"it can't be compared here: {unverifiable}")
    return "\n".join(lines)


def done(
    request: Request,
    sidecar: Sidecar,
    figures: Figures | None,
    built: Built | None,
    pairs: dict[str, Any],
    unverifiable: str | None,
) -> str:
    """What a build has made, what it got and what is left to do."""
    types = ", ".join(f"{count} {name}" for name, count in sorted(sidecar.layers.items()))
    lines = [
        f"{request.engine}: {sidecar.source.name} in {request.precision}",
        f"layers by type ({sidecar.layers_from}): {types}",
    ]
    if built:
        lines.append(f"built in {built.seconds:.1f} s with {request.workspace_mib} MiB of workspace")
    if pairs:
        lines.append("on the pairs, before → after: " + _changes(pairs["before"], pairs["after"]))
    if figures:
        lines.append(f"verified: {describe(figures)}")
        if sidecar.backend == "onnxruntime" and sidecar.source.kind == "recogniser":
            lines.append(
                f"its thresholds are not measured yet: `calibration thresholds {request.engine} --data LFW --write`"
            )
    else:
        lines.append(f"NOT VERIFIED ({unverifiable}): the gate refuses it until this has passed on the device:")
        lines.append(f"  build-engine --verify {request.engine} --verify-input FACES")
    return "\n".join(lines)


def _changes(before: dict[str, float], after: dict[str, float]) -> str:
    return ", ".join(f"{name} {before[name]:.4%} → {after[name]:.4%}" for name in before)
