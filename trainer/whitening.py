"""Evens out, in the last layer, what one person's pictures differ in. Nothing is trained.

Within-class covariance normalisation (Hatch, Kajarekar and Stolcke, Interspeech 2006): a linear map under which the
templates of one person, bare and masked, scatter alike in all directions. So a mask, which moves everybody's template
along the same few directions, costs less of the cosine. The map goes into the fully connected layer: the network keeps
its size and speed.
"""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from calibration.errors import MaskError
from gate.vision.types import Crop
from trainer.backbones.backbone import Backbone
from trainer.config import Config
from trainer.data.crop import clean_crop
from trainer.data.detect import open_detector
from trainer.data.painter import family_painter
from trainer.data.people import divide
from trainer.data.prepared import PreparedFaces
from trainer.errors import TrainerError
from trainer.networks import Embedder
from trainer.protocol import seen_again
from trainer.validate import embedder

LEAST_PICTURES = 5
"""Of a person; with fewer, their mean says little about them."""

_DRAWN = 3
"""What the random stream is for."""


def whiten(network: Backbone, faces: PreparedFaces, config: Config, amount: float) -> None:
    """Whiten the last layer by what the training people's templates scatter in; the network is changed.

    Args:
        network: on any device.
        faces: what it was trained on.
        config: of its run; it gives the family of drawn masks and the seed.
        amount: as of `whitening`; 0 changes nothing.

    Raises:
        TrainerError: too few people have enough pictures, or the network's end is unknown.
    """
    if amount == 0:
        return
    crops, person = training_crops(faces, config)
    device = next(network.parameters()).device
    fold(network, whitening(embedder(Embedder(network), device)(crops), person, amount))


def whitening(templates: NDArray[np.float32], person: NDArray[np.int64], amount: float) -> NDArray[np.float64]:
    """The map (amount * W + (1 - amount) * tr(W) / D * 1)^(-1/2), W being the mean covariance within people.

    Args:
        templates: (n, D) of norm 1.
        person: (n,) whose they are.
        amount: 0 (no direction is scaled) to 1 (all of W; small eigenvalues are then as uncertain as they are large).

    Returns:
        (D, D), symmetric.
    """
    _, number = np.unique(person, return_inverse=True)
    sums = np.zeros((number.max() + 1, templates.shape[1]))
    np.add.at(sums, number, templates)
    off = templates - (sums / np.bincount(number)[:, None])[number]
    within = off.T @ off / len(off)
    dim = len(within)
    values, vectors = np.linalg.eigh(amount * within + (1 - amount) * np.trace(within) / dim * np.eye(dim))
    matrix: NDArray[np.float64] = (vectors * values**-0.5) @ vectors.T
    return matrix


def fold(network: Backbone, matrix: NDArray[np.float64]) -> None:
    """Make the network's embedding z the embedding `matrix` z, times a factor that keeps its usual length.

    Args:
        network: with a linear layer `fc` at its end, and perhaps a batch norm `features` behind it; it is changed.
        matrix: (dim, dim).

    Raises:
        TrainerError: the network ends otherwise.
    """
    fc, norm = getattr(network, "fc", None), getattr(network, "features", None)
    if not isinstance(fc, nn.Linear) or (norm is None and not isinstance(fc.bias, nn.Parameter)):
        raise TrainerError(f"{type(network).__name__} has no last layer that whitening could go into")
    scaled = torch.from_numpy(matrix / np.sqrt(np.mean(matrix**2) * len(matrix))).to(fc.weight.device)
    with torch.no_grad():
        gain, shift = torch.ones_like(scaled[0]), torch.zeros_like(scaled[0])
        if isinstance(fc.bias, nn.Parameter):
            shift = fc.bias.double()
            fc.bias.zero_()
        if norm is not None:
            gain = (norm.weight / (norm.running_var + norm.eps).sqrt()).double()
            shift = gain * (shift - norm.running_mean) + norm.bias
            norm.running_mean.zero_()
            norm.running_var.fill_(1 - norm.eps)
            norm.weight.fill_(1)
        fc.weight.copy_(scaled @ (gain[:, None] * fc.weight))
        (fc if norm is None else norm).bias.copy_(scaled @ shift)


def training_crops(faces: PreparedFaces, config: Config) -> tuple[list[Crop], NDArray[np.int64]]:
    """Each picture of the training people with enough of them, bare and with a mask of the run's family drawn.

    Returns:
        2n crops, first the bare ones, and (2n,) whose they are.
    """
    people = divide(faces, min_images=LEAST_PICTURES)
    chosen = people.training[people.label[people.training] >= 0]
    painter, detector = family_painter(config.masks.family), open_detector()
    bare, masked, person = [], [], []
    for picture in chosen.tolist():
        photo = faces.photo(picture)
        if photo.masked:
            continue
        rng = np.random.default_rng((config.seed, _DRAWN, picture))
        try:
            crop, _ = seen_again(photo, painter, rng, detector)
        except MaskError:  # nothing fits these landmarks
            continue
        bare.append(clean_crop(photo))
        masked.append(crop)
        person.append(people.label[picture])
    if len(set(person)) < 2:
        raise TrainerError(f"whitening needs {LEAST_PICTURES} pictures each of two training people or more")
    return bare + masked, np.array(person + person, np.int64)
