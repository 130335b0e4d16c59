"""What a margin head is, and how a margin is added to an angle."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass

import torch
from torch import Tensor

_SMALLEST_SQUARED_SINE = 1e-12


@dataclass(frozen=True)
class Samples:
    """What a head may choose margins by: (N,) tensors over the global batch, float32 or float64, and random numbers."""

    cosine: Tensor
    """With the own class's centre, detached; NaN where a sample has no class."""
    length: Tensor
    """L2 norms of the embeddings, with their gradients."""
    draws: torch.Generator
    """On the CPU, in the same state on every rank."""


class Head(ABC):
    """A margin head: it changes the cosine between a sample and its own class's centre, and nothing else.

    Heads are pure and hold no weights, so they work on a dense layer and on one that is sharded over ranks alike.

    Attributes:
        scale: the factor s on every cosine, the softmax's inverse temperature.
    """

    scale: float

    @abstractmethod
    def margins(self, samples: Samples) -> Tensor:
        """Each sample's margin, (N,)."""

    @abstractmethod
    def penalise(self, cosine: Tensor, margin: Tensor) -> Tensor:
        """The own-class cosines (N,) after their margins (N,)."""

    def regulariser(self, length: Tensor) -> Tensor:
        """A weighted loss for each sample from the length of its embedding, (N,) to (N,); zeros unless overridden."""
        return torch.zeros_like(length)


def add_to_angle(cosine: Tensor, margin: Tensor) -> Tensor:
    """cos(theta + m) where theta + m <= pi (ArcFace, Deng et al. 2019, equation 3).

    Written as cos(theta) cos(m) - sin(theta) sin(m), with the sine kept off zero: near theta = 0 and pi the derivative
    of the arc cosine has no bound, and half precision puts cosines exactly there. Beyond pi the formula would rise
    again, rewarding the worst samples; there the cosine is lowered by m sin(m), ArcFace's own continuation.
    """
    sine = (1 - cosine.square()).clamp_min(_SMALLEST_SQUARED_SINE).sqrt()
    rotated = cosine * margin.cos() - sine * margin.sin()
    return torch.where(cosine > (math.pi - margin).cos(), rotated, cosine - margin * margin.sin())
