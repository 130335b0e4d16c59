"""Softmax cross entropy over classes that are spread over ranks, and the gathering of embeddings before it.

With one rank nothing is communicated and the result is the ordinary cross entropy.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, distributed
from torch.autograd import Function
from torch.autograd.function import once_differentiable


def gather(embeddings: Tensor, ranks: int) -> Tensor:
    """The embeddings of all ranks, (N, D) to (ranks * N, D), in order of rank.

    The gradient that comes back is summed over the ranks, each having seen its own classes only, and multiplied by
    their number, because data-parallel training then averages over ranks: the mean loss of the global batch remains.
    """
    return embeddings if ranks == 1 else _apply(_Gather, embeddings, ranks)


def gather_labels(labels: Tensor, ranks: int) -> Tensor:
    """The labels of all ranks, (N,) to (ranks * N,), in order of rank."""
    return labels if ranks == 1 else _gathered(labels, ranks)


def sum_over_ranks(tensor: Tensor, ranks: int) -> Tensor:
    """The sum of a tensor over ranks, without gradient."""
    return _reduced(tensor.detach(), ranks, distributed.ReduceOp.SUM)


def cross_entropy(
    cosine: Tensor, own: Tensor, column: Tensor, owned: Tensor, weight: Tensor, *, scale: float, ranks: int
) -> Tensor:
    """Sum over samples of weight * -log softmax(own class), the softmax going over all ranks' classes.

    One function with its own gradient: only one matrix of the logits' size is kept for the backward pass.

    Args:
        cosine: (N, K), the global batch with this rank's K classes; float32 or float64.
        own: (N,), what takes the place of the own class's cosine (a margin head made it).
        column: (N,) int64, the own class's column; any valid one where `owned` is false.
        owned: (N,) bool, whether the own class is among this rank's columns.
        weight: (N,), 0 for samples that don't count.
        scale: the factor on all cosines.
        ranks: how many hold columns.

    Returns:
        A scalar, the same on every rank; its gradients are this rank's share.
    """
    return _apply(_CrossEntropy, cosine, own, column.unsqueeze(1), owned, weight, scale, ranks)


class _Gather(Function):
    @staticmethod
    def forward(ctx: Any, embeddings: Tensor, ranks: int) -> Tensor:
        ctx.ranks = ranks
        return _gathered(embeddings, ranks)

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor, None]:
        total = _reduced(gradient, ctx.ranks, distributed.ReduceOp.SUM)
        return total.chunk(ctx.ranks)[distributed.get_rank()] * ctx.ranks, None


class _CrossEntropy(Function):
    @staticmethod
    def forward(
        ctx: Any, cosine: Tensor, own: Tensor, column: Tensor, owned: Tensor, weight: Tensor, scale: float, ranks: int
    ) -> Tensor:
        logits = cosine * scale
        logits.scatter_(1, column, torch.where(owned, own * scale, logits.gather(1, column).squeeze(1)).unsqueeze(1))
        highest = _reduced(logits.amax(1), ranks, distributed.ReduceOp.MAX)
        logits -= highest.unsqueeze(1)
        own = logits.gather(1, column).squeeze(1) * owned
        exponential = logits.exp_()
        own, total = _reduced(torch.stack([own, exponential.sum(1)]), ranks, distributed.ReduceOp.SUM)
        ctx.save_for_backward(exponential, total, column, owned, weight)
        ctx.scale = scale
        loss: Tensor = (weight * (total.log() - own)).sum()
        return loss

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor | None, ...]:
        exponential, total, column, owned, weight = ctx.saved_tensors
        factor = gradient * ctx.scale * weight
        cosine = exponential * (factor / total).unsqueeze(1)
        own = cosine.gather(1, column).squeeze(1)
        cosine.scatter_(1, column, torch.where(owned, 0.0, own).unsqueeze(1))
        return cosine, torch.where(owned, own - factor, 0.0), None, None, None, None, None


def _apply(function: type[Function], *arguments: Any) -> Tensor:
    result: Tensor = function.apply(*arguments)  # type: ignore[no-untyped-call]
    return result


def _gathered(tensor: Tensor, ranks: int) -> Tensor:
    parts = [torch.empty_like(tensor, memory_format=torch.contiguous_format) for _ in range(ranks)]
    distributed.all_gather(parts, tensor.contiguous())
    return torch.cat(parts)


def _reduced(tensor: Tensor, ranks: int, operation: Any) -> Tensor:
    if ranks == 1:
        return tensor
    tensor = tensor.clone(memory_format=torch.contiguous_format)
    distributed.all_reduce(tensor, operation)
    return tensor
