"""One step of training, and all state that a step changes."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from typing import Any, cast

import torch
from torch import Tensor, nn
from torch.nn.parallel import DistributedDataParallel
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from trainer.backbones.backbone import Backbone
from trainer.backbones.weights import first_difference
from trainer.config import Config
from trainer.data.loader import Batch
from trainer.distributed import Ranks
from trainer.errors import TrainerError
from trainer.heads.layer import ClassificationLayer
from trainer.heads.row_sgd import RowSGD
from trainer.networks import Student
from trainer.objective import Losses, Objective
from trainer.optimiser import base_rate, make_optimiser, set_rate
from trainer.precision import choose_precision
from trainer.schedule import rate_factor
from trainer.streams import generator
from trainer.teacher import Teacher

_DROPOUT = 3
"""What the random stream is for."""


class Engine:
    """Student, class centres, their optimisers and the moving average.

    Nothing but these is state: learning rates, weights of losses and random numbers are functions of the step.

    Args:
        config: of the run.
        student: on its device.
        teacher: None if nothing is learned from one.
        objective: what to minimise.
        labels: (N,) int64, each picture's class or -1.
        rows: (N,) int64, each picture's place among the training pictures.
        ranks: this process and the others.
        steps: of the whole run.
        steps_per_epoch: of the run.
    """

    def __init__(
        self,
        config: Config,
        student: Student,
        teacher: Teacher | None,
        objective: Objective,
        *,
        labels: Tensor,
        rows: Tensor,
        ranks: Ranks,
        steps: int,
        steps_per_epoch: int,
    ) -> None:
        self.student, self.head = student, objective.head
        self._config, self._teacher, self._objective, self._ranks = config, teacher, objective, ranks
        self._labels, self._rows = labels.to(ranks.device), rows.to(ranks.device)
        self._steps, self._steps_per_epoch = steps, steps_per_epoch
        named = ((name.removeprefix("backbone."), parameter) for name, parameter in student.named_parameters())
        self._optimiser = make_optimiser(named, config.optimiser, config.student.lr_scales)
        self._head_optimiser = _centres_optimiser(self.head, config)
        self._precision = choose_precision(config.training.precision, ranks.device)
        self._scaler = torch.amp.GradScaler(ranks.device.type, enabled=self._precision == torch.float16)
        self._average = None if config.training.ema is None else _averaged(student.backbone, config.training.ema)
        if config.training.compile:
            student.backbone.compile()
        self._parallel: nn.Module = student
        if ranks.ranks > 1:
            self._parallel = DistributedDataParallel(student)

    @property
    def trained(self) -> Backbone:
        """The backbone that the run makes: the moving average where there is one."""
        return self.student.backbone if self._average is None else cast(Backbone, self._average.module)

    @property
    def precision(self) -> str:
        """Of the activations, as it really is."""
        return str(self._precision).removeprefix("torch.")

    def rate(self, step: int) -> float:
        """The student's learning rate at a step."""
        return base_rate(self._config.optimiser, self._config.training.batch) * self._factor(step)

    def step(self, step: int, parts: Sequence[Batch]) -> dict[str, Tensor]:
        """Take one step.

        Args:
            step: its number, from 0.
            parts: this rank's parts of the batch, on its device.

        Returns:
            This rank's mean of every loss, detached, on the device; and the norm of the gradient before clipping.
        """
        self._set_rates(step)
        torch.manual_seed(generator(self._config.seed, _DROPOUT, step, self._ranks.rank).initial_seed())
        found = []
        for number, batch in enumerate(parts):
            last = number == len(parts) - 1
            with contextlib.nullcontext() if last or self._ranks.ranks == 1 else self._parallel.no_sync():  # type: ignore[operator]
                losses = self._losses(step, step * len(parts) + number, batch)
                self._scaler.scale(losses.total / len(parts)).backward()  # type: ignore[no-untyped-call]
            found.append(losses.terms)
        terms = {name: torch.stack([part[name] for part in found]).mean() for name in found[0]}
        return terms | self._update()

    def state(self) -> dict[str, Any] | None:
        """Everything for a checkpoint, on the first rank; None on the others. All ranks must call it."""
        head = None
        if self.head is not None and self._head_optimiser is not None:
            momentum = self._head_optimiser.state[self.head.centres].get("momentum_buffer")
            momentum = torch.zeros_like(self.head.centres) if momentum is None else momentum
            head = {
                "centres": self.head.shard.collect(self.head.centres),
                "momentum": self.head.shard.collect(momentum),
            }
        if not self._ranks.first:
            return None
        return {
            "student": self.student.state_dict(),
            "average": None if self._average is None else self._average.state_dict(),
            "optimiser": self._optimiser.state_dict(),
            "scaler": self._scaler.state_dict(),
            "head": head,
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Go on from a checkpoint's state.

        Raises:
            TrainerError: it belongs to another architecture (the first differing key is named) or to other classes.
        """
        if difference := first_difference(self.student.state_dict(), state["student"]):
            raise TrainerError(f"the checkpoint holds another architecture than the configuration: {difference}")
        self.student.load_state_dict(state["student"])
        self._optimiser.load_state_dict(state["optimiser"])
        self._scaler.load_state_dict(state["scaler"])
        if self._average is not None:
            self._average.load_state_dict(state["average"])
        if self.head is not None and self._head_optimiser is not None:
            self.head.load_centres(state["head"]["centres"])
            momentum = self.head.shard.share(state["head"]["momentum"]).to(self.head.centres)
            self._head_optimiser.state[self.head.centres]["momentum_buffer"] = momentum

    def _losses(self, step: int, part: int, batch: Batch) -> Losses:
        with torch.autocast(self._ranks.device.type, self._precision, enabled=self._precision != torch.float32):
            target = None if self._teacher is None else self._teacher.templates(batch)
            embeddings, projected = self._parallel(batch.student)
        labels, rows = self._labels[batch.picture], self._rows[batch.picture]
        return self._objective(embeddings, projected, labels, target, rows, step=step, part=part)

    def _update(self) -> dict[str, Tensor]:
        self._scaler.unscale_(self._optimiser)
        norm = nn.utils.clip_grad_norm_(self.student.parameters(), self._config.optimiser.clip or torch.inf)
        self._scaler.step(self._optimiser)
        if self._head_optimiser is not None:
            self._scaler.step(self._head_optimiser)
        self._scaler.update()
        for optimiser in (self._optimiser, self._head_optimiser):
            if optimiser is not None:
                optimiser.zero_grad(set_to_none=True)
        if self._average is not None:
            self._average.update_parameters(self.student.backbone)
        return {"gradient": norm}

    def _factor(self, step: int) -> float:
        return rate_factor(self._config.schedule, step, steps_per_epoch=self._steps_per_epoch, steps=self._steps)

    def _set_rates(self, step: int) -> None:
        set_rate(self._optimiser, self.rate(step))
        if self._head_optimiser is not None:
            lr = self._config.head.lr
            set_rate(self._head_optimiser, self.rate(step) if lr is None else lr * self._factor(step))


def _centres_optimiser(head: ClassificationLayer | None, config: Config) -> RowSGD | None:
    if head is None:
        return None
    settings = config.optimiser
    return RowSGD([head.centres], lr=settings.lr, momentum=settings.momentum, weight_decay=settings.weight_decay)


def _averaged(backbone: Backbone, decay: float) -> AveragedModel:
    average = get_ema_multi_avg_fn(decay)  # type: ignore[no-untyped-call]
    return AveragedModel(backbone, multi_avg_fn=average, use_buffers=True)
