"""From a finished run to what the gate takes: the ONNX file, its card, and operating points on the held-out people."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from rich.console import Console

from calibration.operating_points import measure_points, with_points
from engines.card import Card, card_path, file_digest, write_card
from engines.onnxruntime_backend import OnnxRuntimeBackend
from engines.registry import resolve
from gate.vision.embed import Embedder
from trainer.backbones.weights import BASE_RECOGNISER
from trainer.config import Config, Export
from trainer.data.crop import clean_crop
from trainer.data.painter import family_painter
from trainer.data.people import divide
from trainer.data.prepared import PreparedFaces
from trainer.errors import TrainerError
from trainer.export import Provenance, export_onnx
from trainer.protocol import Protocol, make_protocol
from trainer.run_folder import RunFolder
from trainer.student import load_student
from trainer.validate import cells

COMPARED = 16
"""Real crops on which the ONNX file is compared with PyTorch."""


@dataclass(frozen=True)
class Label:
    """What only a person can say about a model."""

    name: str
    licence: str
    limits: str


def deliver(
    run: Path,
    path: Path,
    label: Label,
    *,
    data: Sequence[Path],
    half: bool,
    images: int,
    console: Console,
    export: Export | None = None,
) -> Card:
    """Export a run's student and measure its operating points on the people that the run held out.

    The points are measured on the written file through the gate's own embedding, not on the network in training.

    Args:
        run: its folder; the run must have ended.
        path: of the ONNX file; its card goes beside it.
        label: of the card.
        data: prepared folders; none: those that the run was trained on.
        half: store float16 weights.
        images: held-out pictures at most.
        console: for progress.
        export: as of `load_student`.

    Raises:
        TrainerError: the run is not finished, its data is gone or other data, or the export does not agree.
        ModelError: the card can't be written.
    """
    folder = RunFolder(run)
    config, about = folder.config(), folder.about()
    export = export or config.export
    faces = PreparedFaces(data or [Path(part["path"]) for part in about["data"]])
    if [part["fingerprint"] for part in about["data"]] != list(faces.fingerprints):
        raise TrainerError(f"the run {run} was trained on other data: name its prepared folders with --data")
    network = load_student(folder, export, faces=faces)
    people = divide(faces, min_images=config.head.min_images)
    crops = [clean_crop(faces.photo(int(picture))) for picture in people.training[:COMPARED]]
    provenance = Provenance(
        name=label.name,
        licence=label.licence,
        source=f"trainer export {run.name}",
        data="; ".join(f"{Path(part['source']).name} ({part['fingerprint'][:12]})" for part in about["data"]),
        recipe=_recipe(config, about, export),
        limits=label.limits,
        metrics={"validation": _last_validation(folder, config, export)},
        derived_from=_origin(config),
    )
    card = export_onnx(network, path, crops, provenance, half=half)
    if not len(people.held_out):
        console.print("nobody was held out, so no operating point is measured: use `calibration thresholds`")
        return card
    console.print("measuring operating points on the held-out people")
    painter = family_painter(config.validation.family)
    protocol = make_protocol(faces, people, painter, images=images, seed=0)
    card = _measured(path, protocol, config)
    write_card(card_path(path), card)
    return card


def _measured(path: Path, protocol: Protocol, config: Config) -> Card:
    model = resolve(path, kind="recogniser")
    backend = OnnxRuntimeBackend(model.path)
    tables = cells(protocol, Embedder(backend, model.card).embed)
    backend.close()
    card = model.card
    held_out = f"people held out of the training data, masks of family {config.validation.family} drawn"
    for cell, table in tables.items():
        data = "people held out of the training data" if cell == "unmasked-unmasked" else held_out
        points = measure_points(table, cell=cell, data=data, day=datetime.now(timezone.utc).date())
        note = {} if cell == "unmasked-unmasked" else {"masks": "synthetic only", "faces_lost": protocol.lost}
        card = with_points(card, points, measured=note)
    return card


def _origin(config: Config) -> str | None:
    """Digest of the file whose weights training began with, where that can still be told."""
    source = config.teacher.weights if config.student.weights == "teacher" else config.student.weights
    if source == BASE_RECOGNISER:
        return resolve(BASE_RECOGNISER, kind="recogniser").card.digest
    return file_digest(Path(source)) if source and Path(source).is_file() else None


def _recipe(config: Config, about: dict[str, Any], export: Export) -> str:
    code = about["git"]["commit"][:12] if about["git"] else "unknown"
    distillation = config.distillation.weight
    return (
        f"MaskInv: {config.student.backbone} from {config.student.weights or 'random weights'}, "
        f"teacher {config.teacher.weights or 'none'}, head {config.head.name or 'none'}, lambda {distillation}, "
        f"masks {config.masks.probability:g} drawn on the {config.masks.draw_on.replace('_', ' ')}; "
        f"{f'realigner learned from {config.realigner.drawn} drawn faces; ' if config.realigner.drawn else ''}"
        f"{f'weights {export.interpolate:g} of the way from the teacher; ' if export.interpolate < 1 else ''}"
        f"{f'last layer whitened by {export.whiten:g} of the covariance within people; ' if export.whiten else ''}"
        f"seed {config.seed}, code {code}"
    )


def _last_validation(folder: RunFolder, config: Config, export: Export) -> dict[str, Any]:
    """Each network's newest figures, as the run logged them; not the student's if it is exported otherwise."""
    try:
        lines = folder.log.read_text(encoding="utf-8").splitlines()
    except OSError:
        return {}
    records = [json.loads(line) for line in lines]
    rows = {record["network"]: record["rows"] for record in records if record.get("kind") == "validation"}
    if export != config.export:
        rows.pop("student", None)
    return rows
