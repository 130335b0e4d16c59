from __future__ import annotations

import copy

import pytest
import torch
from torch import Tensor

from trainer.heads.row_sgd import RowSGD

OPTIONS = {"lr": 0.1, "momentum": 0.9, "weight_decay": 5e-4}


def _sparse(rows: list[int], values: Tensor) -> Tensor:
    return torch.sparse_coo_tensor(torch.tensor([rows]), values, (6, 3), check_invariants=True)


def test_dense_gradients_give_torchs_sgd() -> None:
    ours, theirs = (torch.nn.Parameter(torch.arange(18.0).view(6, 3)) for _ in range(2))
    optimisers = RowSGD([ours], **OPTIONS), torch.optim.SGD([theirs], **OPTIONS)
    for _ in range(5):
        gradient = torch.randn(6, 3)
        for parameter, optimiser in zip((ours, theirs), optimisers, strict=True):
            parameter.grad = gradient.clone()
            optimiser.step()
    torch.testing.assert_close(ours, theirs, rtol=1e-6, atol=1e-7)


def test_each_row_moves_as_if_its_own_steps_were_the_only_ones() -> None:
    start = torch.randn(6, 3)
    parameter = torch.nn.Parameter(start.clone())
    alone = [torch.nn.Parameter(row.clone()) for row in start]
    optimiser = RowSGD([parameter], **OPTIONS)
    each = [torch.optim.SGD([row], **OPTIONS) for row in alone]
    for rows in ([0, 2], [2, 5], [5, 0, 1], [2]):
        values = torch.randn(len(rows), 3)
        parameter.grad = _sparse(rows, values)
        optimiser.step()
        for row, value in zip(rows, values, strict=True):
            alone[row].grad = value.clone()
            each[row].step()
    torch.testing.assert_close(parameter.detach(), torch.stack([row.detach() for row in alone]))
    assert torch.equal(parameter[3:5], start[3:5]), "rows without a gradient are not even decayed"


def test_accumulated_gradients_of_one_row_are_summed() -> None:
    parameter = torch.nn.Parameter(torch.zeros(6, 3))
    parameter.grad = _sparse([1], torch.ones(1, 3)) + _sparse([1], torch.ones(1, 3))
    RowSGD([parameter], lr=0.5, momentum=0).step()
    assert parameter[1].tolist() == [-1, -1, -1]


def test_state_and_schedules_are_those_of_any_optimiser() -> None:
    parameter = torch.nn.Parameter(torch.ones(6, 3))
    optimiser = RowSGD([{"params": [parameter], "lr": 0.2}, {"params": []}], lr=0.1)
    schedule = torch.optim.lr_scheduler.StepLR(optimiser, 1, 0.1)
    parameter.grad = torch.ones(6, 3)
    optimiser.step()
    schedule.step()
    assert optimiser.param_groups[0]["lr"] == pytest.approx(0.02)
    saved = copy.deepcopy(optimiser.state_dict())
    other = torch.nn.Parameter(parameter.detach().clone())
    resumed = RowSGD([{"params": [other]}, {"params": []}], lr=9)
    resumed.load_state_dict(saved)
    for p, o in ((parameter, optimiser), (other, resumed)):
        p.grad = torch.ones(6, 3)
        o.step()
    assert torch.equal(parameter, other)


def test_a_closure_is_called_with_gradients() -> None:
    parameter = torch.nn.Parameter(torch.ones(1))
    optimiser = RowSGD([parameter], lr=0.5)

    def closure() -> float:
        loss = parameter.square().sum()
        loss.backward()
        return loss.item()

    assert optimiser.step(closure) == 1
    assert parameter.item() == 0
