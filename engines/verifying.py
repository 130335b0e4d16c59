"""Compares an engine with its model, and marks what passed: sidecar and, for a derived ONNX file, its card."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import onnxruntime as ort

from engines.backend import Backend
from engines.card import Card, card_path, write_card
from engines.errors import ModelError
from engines.onnxruntime_backend import OnnxRuntimeBackend
from engines.open_engine import open_engine
from engines.registry import resolve
from engines.request import Eyes, Images
from engines.sidecar import Sidecar, check_file, read_sidecar, write_sidecar
from engines.verify import Figures, bounds_for, compare_boxes, compare_templates, describe, shortfall

_ALL = 1 << 20


def compare(eyes: Eyes, card: Card, reference: Backend, derived: Backend, images: Images) -> Figures:
    """The figures of a derived network.

    Raises:
        ModelError: a network fails, or the kind of model has no comparison.
    """
    if card.kind == "recogniser":
        return compare_templates(eyes.templates(reference, card, images), eyes.templates(derived, card, images))
    if card.kind == "detector":
        return compare_boxes(eyes.faces(reference, card, images), eyes.faces(derived, card, images))
    raise ModelError(f"engines of a {card.kind} can't be verified yet: run its ONNX file")


def verify_again(
    engine: Path, eyes: Eyes, folder: Path, limit: int, min_cosine: float | None, calibration: Path | None = None
) -> str:
    """Verify an engine that is there, on the device that will run it, and mark it.

    Args:
        engine: the file.
        eyes: the gate's vision.
        folder: faces, or photographs.
        limit: of their number.
        min_cosine: instead of the precision's bound on the least cosine.
        calibration: the folder that it was calibrated on, whose images are left out.

    Raises:
        ModelError: it does not fit this device, or not its model; the mark is taken away then.
    """
    sidecar = read_sidecar(engine)
    check_file(engine, sidecar)
    model = resolve(sidecar.source.given)
    if model.card.digest != sidecar.source.digest:
        raise ModelError(
            f"{sidecar.source.given} is no longer the model that {engine} was built from: `{sidecar.command}`"
        )
    opened = open_engine(engine, unverified=True)
    reference = OnnxRuntimeBackend(model.path)
    try:
        pictures = eyes.read(folder, model.card, limit)
        if calibration is not None:
            pictures = pictures.without(eyes.read(calibration, model.card, _ALL))
            if not pictures.images:
                raise ModelError(f"every usable image of {folder} is in the calibration set: name another folder")
        figures = compare(eyes, model.card, reference, opened.backend, pictures.images)
    finally:
        opened.backend.close()
        reference.close()
    fault = shortfall(figures, bounds_for(sidecar.precision, min_cosine))
    verified = marked(sidecar, model.card, None if fault else verification_of(figures, {}))
    write_sidecar(engine, verified)
    if verified.backend == "onnxruntime":
        write_card(card_path(engine), derived_card(model.card, verified))
    if fault:
        raise ModelError(f"{fault}; {engine} stays unusable ({describe(figures)})")
    known = sidecar.calibration is None or calibration is not None
    doubt = "" if known else " (give --calib-input, too, to leave out what it was calibrated on)"
    return f"verified: {describe(figures)}{doubt}"


def marked(sidecar: Sidecar, card: Card, verification: dict[str, Any] | None) -> Sidecar:
    """The sidecar with another outcome of verification."""
    passed = verification is not None
    changes = {
        "verified": passed,
        "verification": verification,
        "template_space": card.template_space if passed else None,
    }
    return sidecar.model_copy(update=changes)


def derived_card(card: Card, sidecar: Sidecar) -> Card:
    """The card of a derived ONNX file: it has its own digest and no operating points until somebody measures them."""
    kept = len(sidecar.calibration.float_layers) if sidecar.calibration else 0
    how = f"; {kept} layers left in floating point" if sidecar.calibration else ""
    return card.model_copy(
        update={
            "name": f"{card.name}-{sidecar.precision}",
            "digest": sidecar.plan,
            "template_space": sidecar.template_space,
            "derived_from": card.digest,
            "recipe": f"{sidecar.precision} of {card.name} by build-engine{how}",
            "metrics": {"verification": dict(sidecar.verification or {})},
            "operating_points": (),
        }
    )


def verification_of(figures: Figures, pairs: dict[str, Any]) -> dict[str, Any]:
    """Figures as the sidecar keeps them, with what they were measured against and when."""
    found: dict[str, Any] = {
        "against": f"onnxruntime {ort.__version__}, float32",
        "at": datetime.now(timezone.utc).isoformat(timespec="seconds"),
        **asdict(figures),
    }
    if pairs:
        found["pairs"] = pairs
    return found
