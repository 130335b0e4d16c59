"""How learning rate and loss weights move: pure functions of the step, so that a run that resumes needs no state."""

from __future__ import annotations

import math

from trainer.config import Ramp, Schedule, Weight
from trainer.losses import schedule as weights


def rate_factor(schedule: Schedule, step: int, *, steps_per_epoch: int, steps: int) -> float:
    """The factor on the learning rate at a step, counted from 0.

    With "step", a milestone m is the epoch, counted from 1, that begins with a smaller rate: the reading of the
    released ElasticFace and MaskInv code.

    Args:
        schedule: the configuration.
        step: 0 <= step < steps.
        steps_per_epoch: of the run.
        steps: of the whole run.
    """
    warmup = schedule.warmup_epochs * steps_per_epoch
    if step < warmup:
        return (step + 1) / (math.floor(warmup) + 1)
    if schedule.name == "step":
        epoch = 1 + step / steps_per_epoch
        return schedule.factor ** sum(epoch >= milestone for milestone in schedule.milestones)
    if schedule.name == "cosine":
        return (1 + math.cos(math.pi * (step - warmup) / max(steps - warmup, 1))) / 2
    return 1.0


def weight_schedule(weight: Weight, *, steps_per_epoch: int) -> weights.Schedule:
    """A loss weight as a function of the step."""
    if isinstance(weight, Ramp):
        ramp = weights.linear if weight.shape == "linear" else weights.cosine
        return ramp(weight.start, weight.end, steps=round(weight.epochs * steps_per_epoch))
    if isinstance(weight, dict):
        return weights.by_steps({epoch * steps_per_epoch: value for epoch, value in weight.items()})
    return weights.constant(weight)
