"""Stochastic gradient descent that leaves rows without a gradient alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import torch
from torch import Tensor


class RowSGD(torch.optim.Optimizer):
    """SGD with momentum and weight decay, as `torch.optim.SGD` but for sparse gradients.

    Of a parameter whose gradient is sparse in its rows (sampled class centres) only those rows are decayed, and only
    their momentum lives on: a class that was not compared with did not take part in the step. Dense gradients give
    what `torch.optim.SGD` gives.
    """

    def __init__(
        self,
        params: Iterable[Tensor] | Iterable[dict[str, Any]],
        *,
        lr: float,
        momentum: float = 0.9,
        weight_decay: float = 0.0,
    ) -> None:
        super().__init__(params, {"lr": lr, "momentum": momentum, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure: Callable[[], float] | None = None) -> float | None:  # type: ignore[override]
        """Take one step; the closure, if any, is called first, and its loss returned."""
        loss = None
        if closure is not None:
            with torch.enable_grad():
                loss = closure()
        for group in self.param_groups:
            for parameter in group["params"]:
                if parameter.grad is not None:
                    state = self.state[parameter]
                    if not state:
                        state["momentum_buffer"] = torch.zeros_like(parameter)
                    _update(parameter, parameter.grad, state["momentum_buffer"], group)
        return loss


def _update(parameter: Tensor, gradient: Tensor, momentum: Tensor, group: dict[str, Any]) -> None:
    if not gradient.is_sparse:
        momentum.mul_(group["momentum"]).add_(gradient).add_(parameter, alpha=group["weight_decay"])
        parameter.add_(momentum, alpha=-group["lr"])
        return
    gradient = gradient.coalesce()
    rows = gradient.indices()[0]
    moved = momentum[rows].mul_(group["momentum"]).add_(gradient.values())
    moved.add_(parameter[rows], alpha=group["weight_decay"])
    momentum.index_copy_(0, rows, moved)
    parameter.index_add_(0, rows, moved, alpha=-group["lr"])
