"""The student that a finished run has made."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch

from calibration.face_path import Measurable
from engines.backend import FloatArray
from gate.vision.types import Crop
from trainer import checkpoint
from trainer.backbones.backbone import Backbone
from trainer.backbones.registry import create
from trainer.backbones.weights import first_difference, load_weights
from trainer.errors import TrainerError
from trainer.networks import Embedder, deployed, make_teacher, weights_digest
from trainer.run_folder import RunFolder
from trainer.validate import embedder


def load_student(folder: RunFolder, share: float | None = None) -> Backbone:
    """The network, in evaluation.

    Args:
        folder: of a finished run.
        share: of the student in the weights, the rest being the teacher's; None: what the run's configuration says.

    Raises:
        TrainerError: the run is not finished, its weights can't be read, or it has no teacher to share with.
    """
    config = folder.config()
    if not folder.student.is_file():
        raise TrainerError(f"the run {folder.path} is not finished: go on with it by the command it began with")
    network = create(config.student.backbone, dim=config.student.dim)
    if share is None or share == config.export.interpolate:
        load_weights(network, str(folder.student))
    else:
        _load_whole(network, folder)
        network = deployed(network, make_teacher(config, torch.device("cpu")), share).backbone
    return network.eval().requires_grad_(False)


def _load_whole(network: Backbone, folder: RunFolder) -> None:
    """The student alone: the weights file where nothing of the teacher is in it, else the last step's checkpoint."""
    if folder.config().export.interpolate == 1:
        load_weights(network, str(folder.student))
        return
    path = checkpoint.latest(folder.checkpoints)
    if path is None:
        raise TrainerError(
            f"{folder.checkpoints} holds no checkpoint, so the student of {folder.path} is known at the share "
            f"{folder.config().export.interpolate:g} alone"
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
