"""What a run minimises: the margin head's loss, the distillation, the contrast and the relation, each weighted."""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor

from trainer.heads.layer import ClassificationLayer
from trainer.losses.contrast import TemplateBank
from trainer.losses.distillation import distillation_loss
from trainer.losses.relation import RelationLoss
from trainer.losses.schedule import Schedule


@dataclass(frozen=True)
class Losses:
    """One part's losses: scalars of this rank."""

    total: Tensor
    """With its graph."""
    terms: dict[str, Tensor]
    """Unweighted and detached, by name; and what else is worth watching."""


@dataclass(frozen=True, eq=False)
class Objective:
    """total = head + lambda(step) * L_KD + contrast + relation, weighted, with only those that the run has."""

    head: ClassificationLayer | None
    head_weight: float
    distillation: Schedule | None
    bank: TemplateBank | None
    contrast_weight: float
    relation: RelationLoss | None
    relation_weight: float

    def __call__(
        self,
        embeddings: Tensor,
        projected: Tensor,
        labels: Tensor,
        target: Tensor | None,
        row: Tensor,
        *,
        step: int,
        part: int,
    ) -> Losses:
        """The losses of one part of a batch.

        Args:
            embeddings: (N, D) of the student.
            projected: the same in the teacher's dimension.
            labels: (N,) classes; -1: none.
            target: (N, teacher's D), the teacher's templates; None without a teacher.
            row: (N,) places of the pictures among the training pictures.
            step: of the run.
            part: number of the forward pass, counted through the run: picks the head's random numbers.
        """
        total = embeddings.new_zeros(())
        terms: dict[str, Tensor] = {}
        if self.head is not None:
            found = self.head(embeddings, labels, part)
            total = total + self.head_weight * found.loss
            terms |= {"head": found.loss.detach(), "own_cosine": found.own_cosine}
        if self.distillation is not None:
            assert target is not None
            loss = distillation_loss(projected, target)
            total = total + self.distillation(step) * loss
            terms["distillation"] = loss.detach()
        if self.bank is not None:
            loss = self.bank(projected, row)
            total = total + self.contrast_weight * loss
            terms["contrast"] = loss.detach()
        if self.relation is not None:
            assert target is not None
            loss = self.relation(projected, target)
            total = total + self.relation_weight * loss
            terms["relation"] = loss.detach()
        terms["total"] = total.detach()
        return Losses(total, terms)
