from __future__ import annotations

import numpy as np
import pytest
import torch

from trainer.losses.distillation import Projection, distillation_loss


def _pair(dim: int) -> tuple[torch.Tensor, torch.Tensor]:
    rng = np.random.default_rng(dim)
    return torch.tensor(rng.normal(size=(6, dim)) * 7), torch.tensor(rng.normal(size=(6, dim)))


@pytest.mark.parametrize("dim", [128, 512])
def test_mean_squared_error_over_batch_and_dimension_times_d_over_512(dim: int) -> None:
    student, teacher = _pair(dim)
    s, t = (x.numpy() / np.linalg.norm(x.numpy(), axis=1, keepdims=True) for x in (student, teacher))
    assert distillation_loss(student, teacher).item() == pytest.approx(np.mean((s - t) ** 2) * dim / 512, rel=1e-12)


@pytest.mark.parametrize("dim", [64, 128, 512])
@pytest.mark.parametrize(("weight", "scale"), [(100, 0.1953125), (3000, 5.859375)])
def test_the_papers_weights_keep_their_scale_at_any_dimension(dim: int, weight: float, scale: float) -> None:
    student, teacher = _pair(dim)
    cosine = torch.cosine_similarity(student, teacher)
    loss = weight * distillation_loss(student, teacher)
    torch.testing.assert_close(loss, scale * (2 - 2 * cosine).mean())


def test_equal_templates_cost_nothing_whatever_their_lengths() -> None:
    student, _ = _pair(128)
    assert distillation_loss(student, student * 3).item() == pytest.approx(0, abs=1e-15)
    assert distillation_loss(student, -student).item() == pytest.approx(4 / 512)


def test_gradient_goes_to_the_student_alone() -> None:
    student, teacher = (x.requires_grad_() for x in _pair(16))
    distillation_loss(student, teacher).backward()
    assert teacher.grad is None
    assert student.grad.abs().sum() > 0
    assert torch.autograd.gradcheck(lambda s: distillation_loss(s, teacher), student)


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
def test_half_precision_is_compared_in_float32(dtype: torch.dtype) -> None:
    student = torch.randn(4, 128, dtype=dtype)
    teacher = (student + 0.01 * torch.randn(4, 128)).to(dtype)
    with torch.autocast("cpu", torch.bfloat16):
        loss = distillation_loss(student, teacher)
    assert loss.dtype == torch.float32
    torch.testing.assert_close(loss, distillation_loss(student.double(), teacher.double()).float())
    assert loss > 0


@pytest.mark.parametrize(("student", "teacher"), [(128, 512), (512, 128)])
def test_a_projection_joins_different_dimensions_and_keeps_angles(student: int, teacher: int) -> None:
    projection = Projection(student, teacher)
    x = torch.randn(5, student)
    y = projection(x)
    assert y.shape == (5, teacher)
    assert [p.requires_grad for p in projection.parameters()] == [True]
    if student < teacher:
        torch.testing.assert_close(y @ y.T, x @ x.T, rtol=1e-4, atol=1e-3)
