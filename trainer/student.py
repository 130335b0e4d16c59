"""The student that a finished run has made."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch

from calibration.face_path import Measurable
from engines.backend import FloatArray
from gate.vision.types import Crop
from trainer.backbones.backbone import Backbone
from trainer.backbones.registry import create
from trainer.backbones.weights import load_weights
from trainer.errors import TrainerError
from trainer.networks import Embedder, weights_digest
from trainer.run_folder import RunFolder
from trainer.validate import embedder


def load_student(folder: RunFolder) -> Backbone:
    """The network, in evaluation.

    Raises:
        TrainerError: the run is not finished, or its weights can't be read.
    """
    config = folder.config()
    if not folder.student.is_file():
        raise TrainerError(f"the run {folder.path} is not finished: go on with it by the command it began with")
    network = create(config.student.backbone, dim=config.student.dim)
    load_weights(network, str(folder.student))
    return network.eval().requires_grad_(False)


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
