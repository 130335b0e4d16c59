"""Template-level knowledge distillation (MaskInv, Huber et al. 2021)."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

PAPER_DIM = 512


def distillation_loss(student: Tensor, teacher: Tensor) -> Tensor:
    """L_KD: the mean squared error between L2-normalised templates, over batch and dimension, times D / 512.

    The factor keeps the paper's weights (lambda 100 and 3000, at 512 dimensions) at any D: the loss is the mean of
    (2 - 2 cos) / 512.

    Args:
        student: (N, D) embeddings, of any length and precision.
        teacher: (N, D); no gradient goes to it.

    Returns:
        A float32 scalar (float64 for float64 embeddings).
    """
    with torch.autocast(student.device.type, enabled=False):
        difference = _template(student) - _template(teacher.detach())
        return difference.square().sum(dim=1).mean() / PAPER_DIM


def _template(embedding: Tensor) -> Tensor:
    return functional.normalize(embedding if embedding.dtype == torch.float64 else embedding.float())


class Projection(nn.Linear):
    """Carries student embeddings to the teacher's dimension where the two differ; trained, and left out of the export.

    It starts with orthonormal rows or columns, so that it keeps angles as far as the dimensions allow.
    """

    def __init__(self, student_dim: int, teacher_dim: int) -> None:
        super().__init__(student_dim, teacher_dim, bias=False)
        nn.init.orthogonal_(self.weight)
