from __future__ import annotations

import numpy as np
import pytest
import torch
from torch.nn import functional

from trainer.losses.relation import RelationLoss


def _random(n: int, seed: int) -> torch.Tensor:
    return torch.from_numpy(np.random.default_rng(seed).normal(size=(n, 6)).astype(np.float32))


def test_it_is_the_mean_squared_difference_of_all_cosines() -> None:
    bank, student, teacher = _random(40, 0), _random(7, 1), _random(7, 2)

    def cosines(x: torch.Tensor) -> torch.Tensor:
        return functional.cosine_similarity(x.unsqueeze(1).double(), bank.unsqueeze(0).double(), dim=2)

    wanted = (cosines(student) - cosines(teacher)).square().mean().item()
    loss = RelationLoss(bank)
    assert loss(student * 3, teacher * 0.2).item() == pytest.approx(wanted, rel=1e-4)
    with torch.autocast("cpu", torch.bfloat16):
        assert loss(student, teacher).item() == pytest.approx(wanted, rel=1e-4)


def test_equal_templates_cost_nothing_and_the_teacher_gets_no_gradient() -> None:
    loss, student, teacher = (
        RelationLoss(_random(40, 0)),
        _random(7, 1).requires_grad_(),
        _random(7, 2).requires_grad_(),
    )
    assert loss(student, student).item() == pytest.approx(0, abs=1e-7)
    loss(student, teacher).backward()
    assert teacher.grad is None
    assert student.grad is not None
    assert not loss.state_dict()
