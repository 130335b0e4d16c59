"""The student that a finished run has made."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch

from calibration.face_path import Measurable
from engines.backend import FloatArray
from gate.vision.types import Crop
from trainer import checkpoint
from trainer.backbones.backbone import Backbone
from trainer.backbones.weights import first_difference, load_weights
from trainer.config import Export
from trainer.data.prepared import PreparedFaces
from trainer.errors import TrainerError
from trainer.networks import Embedder, deployed, empty_student, make_teacher, weights_digest
from trainer.run_folder import RunFolder
from trainer.validate import embedder
from trainer.whitening import whiten


def load_student(folder: RunFolder, export: Export | None = None, *, faces: PreparedFaces | None = None) -> Backbone:
    """The network, in evaluation.

    Args:
        folder: of a finished run.
        export: another share of the student in the weights, or whitening, than the run's configuration says.
        faces: what it was trained on; None: where its folder says that they lie.

    Raises:
        TrainerError: the run is not finished, its weights or faces can't be read, or it has no teacher to share with.
    """
    config = folder.config()
    if not folder.student.is_file():
        raise TrainerError(f"the run {folder.path} is not finished: go on with it by the command it began with")
    network = empty_student(config)
    if export is None or export == config.export:
        load_weights(network, str(folder.student))
        return network.eval().requires_grad_(False)
    _load_whole(network, folder)
    network = deployed(network, make_teacher(config, torch.device("cpu")), export.interpolate).backbone
    if export.whiten:
        faces = faces or PreparedFaces([Path(part["path"]) for part in folder.about()["data"]])
        whiten(network, faces, config, export.whiten)
    return network


def chosen(export: Export, share: float | None, whitened: float | None) -> Export:
    """What a run exports, with what a person chose instead."""
    update = {"interpolate": share, "whiten": whitened}
    return export.model_copy(update={name: value for name, value in update.items() if value is not None})


def _load_whole(network: Backbone, folder: RunFolder) -> None:
    """The student alone: the weights file where nothing of the teacher is in it, else the last step's checkpoint."""
    if folder.config().export == Export(interpolate=1, whiten=0):
        load_weights(network, str(folder.student))
        return
    path = checkpoint.latest(folder.checkpoints)
    if path is None:
        raise TrainerError(
            f"{folder.checkpoints} holds no checkpoint, so the student of {folder.path} is known at the share "
            f"{folder.config().export.interpolate:g} alone, whitened by {folder.config().export.whiten:g}"
        )
    state = checkpoint.read(path)
    kept, prefix = (state["student"], "backbone.") if state["average"] is None else (state["average"], "module.")
    weights = {name.removeprefix(prefix): tensor for name, tensor in kept.items() if name.startswith(prefix)}
    if difference := first_difference(network.state_dict(), weights):
        raise TrainerError(f"the checkpoint {path} holds another architecture than the configuration: {difference}")
    network.load_state_dict(weights)


class NetworkRecogniser:
    """A `gate.vision.embed.Recogniser` in PyTorch, on a GPU where there is one."""

    def __init__(self, network: Backbone, template_space: str) -> None:
        device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self._embed = embedder(Embedder(network).to(device), device)
        self.template_space, self.dim = template_space, network.dim

    def embed(self, crops: Sequence[Crop]) -> FloatArray:
        """(N, dim) float32 of norm 1."""
        return self._embed(crops) if crops else np.empty((0, self.dim), np.float32)


def measurable(folder: RunFolder) -> Measurable:
    """A run's student, to be measured before it is exported.

    Raises:
        TrainerError: as `load_student`.
    """
    network = load_student(folder)
    digest = weights_digest(network)
    return Measurable(folder.path.name, digest, network.preprocessing, NetworkRecogniser(network, digest))
