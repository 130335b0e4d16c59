from __future__ import annotations

import cv2
import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from gate.vision.align import similarity
from trainer.data.crop import LANDMARKS, POINTS, WIDTH
from trainer.realigner.similarity import CENTRE, after, between, distance, inverse, mirrored, moved

NUMBERS = st.tuples(*[st.floats(-0.3, 0.3)] * 2, *[st.floats(-20, 20)] * 2)
PLACES = torch.tensor([0j, 30 + 40j, 111 + 5j, 56 + 111j], dtype=torch.complex64)


def one(numbers: tuple[float, ...]) -> Tensor:
    a, b, x, y = numbers
    return torch.tensor([[complex(a, b), complex(x, y)]], dtype=torch.complex64)


def test_zeros_leave_everything_where_it_is() -> None:
    torch.testing.assert_close(moved(torch.zeros(1, 2, dtype=torch.complex64), PLACES)[0], PLACES)


@given(NUMBERS)
def test_a_move_is_turning_and_scaling_about_the_centre_and_a_shift(numbers: tuple[float, ...]) -> None:
    a, b, x, y = numbers
    angle, scale = np.degrees(np.arctan2(b, 1 + a)), np.hypot(1 + a, b)
    matrix = cv2.getRotationMatrix2D((CENTRE.real, CENTRE.imag), -angle, scale)
    matrix[:, 2] += x, y
    plain = torch.view_as_real(PLACES).numpy() @ matrix[:, :2].T + matrix[:, 2]
    np.testing.assert_allclose(torch.view_as_real(moved(one(numbers), PLACES)[0]).numpy(), plain, atol=2e-3)


@given(NUMBERS, NUMBERS)
def test_moves_are_undone_and_follow_each_other(first: tuple[float, ...], second: tuple[float, ...]) -> None:
    there = moved(one(first), PLACES)[0]
    torch.testing.assert_close(moved(inverse(one(first)), there)[0], PLACES, atol=1e-3, rtol=0)
    torch.testing.assert_close(
        moved(after(one(second), one(first)), PLACES), moved(one(second), there), atol=1e-3, rtol=0
    )


@given(NUMBERS)
def test_mirrored_crops_move_as_mirror_images(numbers: tuple[float, ...]) -> None:
    def mirror(places: Tensor) -> Tensor:
        return WIDTH - 1 - places.conj()

    wanted = mirror(moved(one(numbers), PLACES)[0])
    torch.testing.assert_close(moved(mirrored(one(numbers)), mirror(PLACES))[0], wanted, atol=1e-3, rtol=0)


def test_between_two_crops_of_a_face_it_is_what_the_gate_aligns_by() -> None:
    found = LANDMARKS + np.random.default_rng(3).normal(scale=4, size=(6, 5, 2)).astype(np.float32)
    moves = between(torch.view_as_complex(torch.from_numpy(found)))
    for landmarks, move in zip(found, moves, strict=True):
        matrix = similarity(landmarks, POINTS).matrix
        plain = torch.view_as_real(PLACES).numpy() @ matrix[:, :2].T + matrix[:, 2]
        np.testing.assert_allclose(torch.view_as_real(moved(move[None], PLACES)[0]).numpy(), plain, atol=1e-3)


def test_distance_is_the_mean_over_the_five_landmarks() -> None:
    nothing = torch.zeros(1, 2, dtype=torch.complex64)
    assert distance(one((0, 0, 3, 4)), nothing).item() == pytest.approx(5)
