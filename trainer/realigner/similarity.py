"""Similarity transforms of a crop as pairs of complex numbers, x + iy in pixels: p -> c + (1 + z)(p - c) + t.

c is `CENTRE`, so that all zeros leave everything where it is. It lies on the axis that a mirrored crop is mirrored at.
"""

from __future__ import annotations

import torch
from torch import Tensor

from trainer.data.crop import LANDMARKS, WIDTH

CENTRE = complex((WIDTH - 1) / 2, 68)

POINTS = torch.view_as_complex(torch.from_numpy(LANDMARKS.copy()))
"""(5,) complex64: where a well aligned crop has its landmarks."""


def moved(moves: Tensor, points: Tensor) -> Tensor:
    """Points after the transforms.

    Args:
        moves: (N, 2) complex64, each row z and t.
        points: (K,) complex64.

    Returns:
        (N, K) complex64.
    """
    return CENTRE + (1 + moves[:, :1]) * (points - CENTRE) + moves[:, 1:]


def between(landmarks: Tensor) -> Tensor:
    """The least-squares transforms (Umeyama 1991, as in `gate.vision.align`) between two crops of one face.

    Args:
        landmarks: (N, 5) complex64, where the one crop has what the other one was made by, and has at `POINTS`.

    Returns:
        (N, 2) complex64: from the one's pixels to the other's.
    """
    mean, target = landmarks.mean(1, keepdim=True), POINTS.mean()
    off = landmarks - mean
    scale = ((off.conj() * (POINTS - target)).sum(1) / off.abs().square().sum(1))[:, None]
    return torch.cat([scale - 1, target - CENTRE - scale * (mean - CENTRE)], 1)


def inverse(moves: Tensor) -> Tensor:
    """The transforms back."""
    scale = 1 / (1 + moves[:, :1])
    return torch.cat([scale - 1, -scale * moves[:, 1:]], 1)


def after(moves: Tensor, first: Tensor) -> Tensor:
    """`first`, then `moves`."""
    scale = 1 + moves[:, :1]
    return torch.cat([scale * (1 + first[:, :1]) - 1, scale * first[:, 1:] + moves[:, 1:]], 1)


def mirrored(moves: Tensor) -> Tensor:
    """The same between mirrored crops."""
    return torch.cat([moves[:, :1].conj(), -moves[:, 1:].conj()], 1)


def distance(moves: Tensor, others: Tensor) -> Tensor:
    """(N,) how far apart two transforms carry a face's landmarks, in pixels of the crop, on average."""
    return (moved(moves, POINTS) - moved(others, POINTS)).abs().mean(1)
