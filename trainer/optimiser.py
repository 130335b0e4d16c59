"""The optimisers of student and class centres, and the learning rates of their groups."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches

import torch
from torch import nn

from trainer.config import Optimiser
from trainer.errors import TrainerError

_SHARE = "share"
"""In each parameter group: its learning rate over the run's."""


def make_optimiser(
    parameters: Iterable[tuple[str, nn.Parameter]], config: Optimiser, scales: Mapping[str, float]
) -> torch.optim.Optimizer:
    """An optimiser with one group of weights for each factor on the learning rate.

    Args:
        parameters: names and weights; frozen ones are left out.
        config: the configuration.
        scales: factors by the beginning of a weight's name; the longest that fits counts. Weights at 0 are frozen.

    Raises:
        TrainerError: a beginning that no name has.
    """
    parameters = list(parameters)
    for beginning in scales:
        if not any(name.startswith(beginning) for name, _ in parameters):
            near = get_close_matches(beginning, [name for name, _ in parameters], n=1, cutoff=0.3)
            hint = f", for example {near[0]}" if near else ""
            raise TrainerError(f"student.lr_scales names {beginning}, but no weight's name begins so{hint}")
    groups: dict[float, list[nn.Parameter]] = {}
    for name, parameter in parameters:
        fitting = [beginning for beginning in scales if name.startswith(beginning)]
        scale = scales[max(fitting, key=len)] if fitting else 1.0
        if scale == 0:
            parameter.requires_grad_(False)
        if parameter.requires_grad:
            groups.setdefault(scale, []).append(parameter)
    made = [{"params": group, _SHARE: scale} for scale, group in groups.items()]
    if config.name == "adamw":
        return torch.optim.AdamW(made, lr=config.lr, weight_decay=config.weight_decay)
    return torch.optim.SGD(made, lr=config.lr, momentum=config.momentum, weight_decay=config.weight_decay)


def base_rate(config: Optimiser, batch: int) -> float:
    """The run's learning rate: linear in the batch (Goyal et al. 2017) where `lr_batch` is given."""
    return config.lr if config.lr_batch is None else config.lr * batch / config.lr_batch


def set_rate(optimiser: torch.optim.Optimizer, rate: float) -> None:
    """Give every group its share of a learning rate."""
    for group in optimiser.param_groups:
        group["lr"] = rate * group.get(_SHARE, 1.0)
