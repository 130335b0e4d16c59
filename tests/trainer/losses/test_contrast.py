from __future__ import annotations

import numpy as np
import pytest
import torch

from trainer.losses.contrast import TemplateBank

PERSON = torch.tensor([0, 0, 0, 1, 2, 2])


def _random(n: int, seed: int) -> torch.Tensor:
    return torch.from_numpy(np.random.default_rng(seed).normal(size=(n, 5)).astype(np.float32))


def test_the_loss_is_the_cross_entropy_against_own_and_other_pictures() -> None:
    templates, student, row = _random(6, 0), _random(4, 1), torch.tensor([0, 3, 5, 2])
    bank = TemplateBank(templates, PERSON, scale=7.0, own=0.3)
    t = templates.double().numpy()
    s = student.double().numpy()
    t, s = (x / np.linalg.norm(x, axis=1, keepdims=True) for x in (t, s))
    target = np.zeros((4, 6))
    target[0, [0, 1, 2]] = 0.3, 0.35, 0.35
    target[1, 3] = 1  # has one picture only
    target[2, [5, 4]] = 0.3, 0.7
    target[3, [2, 0, 1]] = 0.3, 0.35, 0.35
    logits = 7.0 * s @ t.T
    wanted = -(target * (logits - np.log(np.exp(logits).sum(axis=1, keepdims=True)))).sum(axis=1).mean()
    assert bank(student, row).item() == pytest.approx(wanted, rel=1e-5)


def test_lengths_and_half_precision_do_not_matter() -> None:
    bank = TemplateBank(_random(6, 0), PERSON, scale=30.0, own=0.5)
    student, row = _random(4, 1), torch.tensor([0, 3, 5, 2])
    with torch.autocast("cpu", torch.bfloat16):
        assert bank(student * 9, row).item() == pytest.approx(bank(student, row).item(), rel=1e-5)


def test_the_gradient_leads_to_the_person() -> None:
    templates = _random(6, 0)
    bank = TemplateBank(templates, PERSON, scale=30.0, own=0.5)
    student = _random(1, 9).requires_grad_()
    for _ in range(300):
        (gradient,) = torch.autograd.grad(bank(student, torch.tensor([4])), student)
        student = (student - 0.05 * gradient).detach().requires_grad_()
    cosine = torch.nn.functional.cosine_similarity(student, templates)
    assert set(cosine.topk(2).indices.tolist()) == {4, 5}


def test_the_bank_is_no_state() -> None:
    assert not TemplateBank(_random(6, 0), PERSON, scale=30.0, own=0.5).state_dict()
