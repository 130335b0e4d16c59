"""Cross entropy over a bank of the teacher's templates: a classification without class centres, for few people."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional


class TemplateBank(nn.Module):
    """Tells each picture from all others by the teacher's templates.

    The softmax over s cos(student, template of picture j) is held against a target that puts the share `own` on the
    picture's own template and shares out the rest among the same person's other pictures. So a masked face is drawn
    to the person, away from everybody else, and not to a centre that has to be learned from a few pictures.

    Args:
        templates: (M, D) of all training pictures, of any length; M x D numbers are kept twice.
        person: (M,) int64 who is on them, 0 and up.
        scale: s, the inverse temperature.
        own: share of the target; all of it where a person has one picture.
    """

    templates: Tensor
    others: Tensor
    own: Tensor

    def __init__(self, templates: Tensor, person: Tensor, *, scale: float, own: float) -> None:
        super().__init__()
        templates = functional.normalize(templates.float())
        count = torch.bincount(person)[person]
        total = templates.new_zeros(int(person.max()) + 1, templates.shape[1]).index_add_(0, person, templates)
        others = (total[person] - templates) / (count - 1).clamp_min(1).unsqueeze(1)
        self.scale = scale
        self.register_buffer("templates", templates, persistent=False)
        self.register_buffer("others", others, persistent=False)
        self.register_buffer("own", torch.where(count > 1, own, 1.0), persistent=False)

    def forward(self, embeddings: Tensor, row: Tensor) -> Tensor:
        """The mean loss.

        Args:
            embeddings: (N, D) of the student, of any length.
            row: (N,) int64, each one's own template in the bank.

        Returns:
            A float32 scalar.
        """
        with torch.autocast(embeddings.device.type, enabled=False):
            student = functional.normalize(embeddings.float())
            everyone = (self.scale * student @ self.templates.T).logsumexp(dim=1)
            own = self.own[row]
            target = own.unsqueeze(1) * self.templates[row] + (1 - own).unsqueeze(1) * self.others[row]
            return (everyone - self.scale * (student * target).sum(dim=1)).mean()
