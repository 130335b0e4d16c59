"""Distils how a face stands to everybody else, not only where its own template lies."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional


class RelationLoss(nn.Module):
    """The mean squared difference between student's and teacher's cosines with the templates of all pictures.

    For a template s of the student and t of the teacher, normalised, and the bank's t_j it is

        mean_j (s.t_j - t.t_j)^2 = (s - t)' C (s - t),  C = mean_j t_j t_j',

    a distance that counts most along the directions that faces share. A student that sees less than its teacher is
    drawn towards the mean of all faces, and its impostor cosines rise; this is the direction C guards first
    (relational distillation: Park et al. 2019, with a fixed bank in place of the batch).

    Args:
        templates: (M, D) of all training pictures, of any length.
    """

    moment: Tensor

    def __init__(self, templates: Tensor) -> None:
        super().__init__()
        templates = functional.normalize(templates.float())
        self.register_buffer("moment", templates.T @ templates / len(templates), persistent=False)

    def forward(self, student: Tensor, teacher: Tensor) -> Tensor:
        """The mean loss of (N, D) embeddings of any length; no gradient goes to the teacher's. A float32 scalar."""
        with torch.autocast(student.device.type, enabled=False):
            difference = functional.normalize(student.float()) - functional.normalize(teacher.detach().float())
            return ((difference @ self.moment) * difference).sum(dim=1).mean()
