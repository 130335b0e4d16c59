"""Trains the network and says how it does on pictures that nothing was learned from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track
from torch import Tensor, nn
from torch.nn import functional

from engines.backend import FloatArray
from gate.vision.mask_state import STATES, MaskState
from gate.vision.types import Crop
from trainer.backbones.backbone import Normalise
from trainer.config import Augmentation
from trainer.data.augment import spoil
from trainer.mask_state.network import MaskStateNet, preprocessing
from trainer.mask_state.pictures import MARGIN, Pictures

_SPOILED = Augmentation(
    occluders={},
    landmarks=(0.0, 0.0),
    turn=5.0,
    zoom=0.07,
    shift=2.0,
    low_resolution=0.3,
    blur=0.25,
    light=0.6,
    noise=0.25,
    compression=0.3,
)


@dataclass(frozen=True)
class Recipe:
    """How the network is trained; chosen on held-out pictures."""

    epochs: int = 14
    batch: int = 128
    lr: float = 2e-3
    weight_decay: float = 1e-3
    smoothing: float = 0.03
    photographed: float = 6.0
    """How much oftener than a drawn state a photographed mask is shown."""
    below: float = 0.5
    """What it counts if a photographed mask is read as one below the nose: some are, but nobody has said which."""
    other: float = 0.5
    """Factor on the odds of a hand or scarf, which is rarer at a door than among the pictures that were shown (Saerens,
    Latinne & Decaestecker, "Adjusting the outputs of a classifier to new a priori probabilities", 2002)."""
    seed: int = 1


def train(pictures: Pictures, recipe: Recipe, console: Console) -> MaskStateNet:
    """Train on pictures, each seen about once an epoch in a state of its own.

    Args:
        pictures: to learn from.
        recipe: how.
        console: for progress.
    """
    torch.manual_seed(recipe.seed)
    # Depthwise convolutions run a quarter faster on a CPU with the channels last.
    network = MaskStateNet()
    network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    normalise = Normalise(preprocessing())
    optimiser = torch.optim.AdamW(network.parameters(), lr=recipe.lr, weight_decay=recipe.weight_decay)
    steps = recipe.epochs * (len(pictures) // recipe.batch)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, recipe.lr, total_steps=steps, pct_start=0.1)
    network.train()
    batches = _batches(pictures, recipe, steps)
    for crops, states, photographed in track(batches, "mask state", total=steps, console=console, transient=True):
        pixels = torch.from_numpy(crops).permute(0, 3, 1, 2)
        logits = network(normalise(pixels).contiguous(memory_format=torch.channels_last))
        loss = _loss(logits, torch.from_numpy(states), torch.from_numpy(photographed), recipe)
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        schedule.step()
    expect(network, MaskState.OTHER, recipe.other)
    network.eval()
    return network


def expect(network: MaskStateNet, state: MaskState, factor: float) -> None:
    """Multiply the odds of a state against each other one, in place."""
    with torch.no_grad():
        network.answer.bias[STATES.index(state)] += np.log(factor)


def probabilities(network: nn.Module, pictures: Pictures) -> FloatArray:
    """(N, 4) of every picture, cut as the gate cuts it."""
    normalise = Normalise(preprocessing())
    inner = np.ascontiguousarray(pictures.crops[:, MARGIN:-MARGIN, MARGIN:-MARGIN])
    parts = []
    with torch.inference_mode():
        for start in range(0, len(inner), 256):
            pixels = torch.from_numpy(inner[start : start + 256]).permute(0, 3, 1, 2)
            parts.append(torch.softmax(network(normalise(pixels)), dim=1).numpy())
    return np.concatenate(parts)


def _loss(logits: Tensor, states: Tensor, photographed: Tensor, recipe: Recipe) -> Tensor:
    """Cross entropy; of a photographed mask that of "worn, or perhaps below the nose"."""
    log = functional.log_softmax(logits, dim=1)
    own = log.gather(1, states[:, None])[:, 0]
    worn, below = STATES.index(MaskState.WORN), STATES.index(MaskState.BELOW_NOSE)
    either = torch.logaddexp(log[:, worn], log[:, below] + np.log(recipe.below))
    right = torch.where(photographed & (states == worn), either, own)
    return -((1 - recipe.smoothing) * right + recipe.smoothing * log.mean(dim=1)).mean()


_Batch = tuple[NDArray[np.uint8], NDArray[np.int64], NDArray[np.bool_]]


def _batches(pictures: Pictures, recipe: Recipe, steps: int) -> Iterator[_Batch]:
    """Every state equally often; inside a state photographs oftener than drawings."""
    rng = np.random.default_rng(recipe.seed)
    weight = np.where(pictures.photographed, recipe.photographed, 1.0).astype(np.float64)
    for place in range(len(STATES)):
        own = pictures.states == place
        weight[own] /= max(weight[own].sum(), 1e-9)
    weight /= weight.sum()
    for _ in range(steps):
        chosen = rng.choice(len(pictures), recipe.batch, p=weight)
        crops = np.stack([_seen(pictures.crops[i], rng) for i in chosen])
        yield crops, pictures.states[chosen], pictures.photographed[chosen]


def _seen(wide: Crop, rng: np.random.Generator) -> Crop:
    """A stored crop as a camera might have shown it: turned, shifted, mirrored, spoiled."""
    side = len(wide) - 2 * MARGIN
    turn, zoom = rng.normal(0, _SPOILED.turn), float(np.exp(rng.normal(0, _SPOILED.zoom)))
    matrix = cv2.getRotationMatrix2D((len(wide) / 2, len(wide) / 2), turn, zoom)
    shift = rng.normal(0, _SPOILED.shift, 2) - MARGIN
    matrix = matrix + np.array(((0, 0, shift[0]), (0, 0, shift[1])))
    crop = np.asarray(cv2.warpAffine(wide, matrix, (side, side)), np.uint8)
    if rng.random() < 0.5:
        crop = np.ascontiguousarray(crop[:, ::-1])
    return spoil(crop, _SPOILED, rng)
