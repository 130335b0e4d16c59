"""Heads turn out as heads and planes as planes, whatever they do; checked against a camera that projects them."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate.vision.liveness.background import background
from gate.vision.liveness.parallax import Array, head_depth, parallax

_RANDOM = np.random.default_rng(5)
POINTS = np.column_stack([_RANDOM.uniform(-0.9, 0.9, 70), _RANDOM.uniform(-0.7, 1.4, 70)])
DISTANCE = 10.0

angle = st.floats(0.2, 0.4)
sign = st.sampled_from((-1, 1))


def seen(yaw: float, pitch: float, depth: Array, *, noise: float = 0.005) -> Array:
    """The points after a turn about the neck, through a camera ten eye distances away."""
    space = np.column_stack([POINTS * (DISTANCE - depth[:, None]) / DISTANCE, depth]) - (0, 0.7, -1.15)
    turn = cv2.Rodrigues(np.array([pitch, 0.0, 0.0]))[0] @ cv2.Rodrigues(np.array([0.0, yaw, 0.0]))[0]
    turn[1:, :] *= 1  # x right, y down, z to the camera
    space = space @ turn.T + (0, 0.7, -1.15)
    flat = space[:, :2] * DISTANCE / (DISTANCE - space[:, 2:])
    return np.asarray(flat + np.random.default_rng(1).normal(0, noise, flat.shape))


def head(scale: float = 1.0) -> Array:
    return scale * head_depth(*POINTS.T)


@given(angle, sign, st.floats(0.8, 1.2))
def test_a_turned_head_shows_its_turn(size: float, way: int, scale: float) -> None:
    found = parallax(POINTS, seen(way * size, 0.0, head(scale)))
    assert way * found.x > 0.6 * np.sin(size)
    assert abs(found.y) < 0.35 * abs(found.x)
    assert way * found.relief_x > 0.08


@given(angle, sign)
def test_a_head_towards_a_shoulder_shows_its_tilt_and_no_turn(size: float, way: int) -> None:
    turn = cv2.Rodrigues(np.array([0.0, 0.0, way * size]))[0][:2, :2]  # clockwise in a picture whose y runs down
    found = parallax(POINTS, (POINTS - (0, 1.7)) @ turn.T + (0, 1.7))
    assert found.roll == pytest.approx(way * size, abs=0.01)
    assert found.size < 0.05


@given(angle, sign)
def test_a_nod_shows_as_a_nod(size: float, way: int) -> None:
    found = parallax(POINTS, seen(0.0, way * size, head()))
    assert abs(found.y) > 0.6 * np.sin(size)
    assert abs(found.x) < 0.35 * abs(found.y)


@given(st.floats(-0.9, 0.9), st.floats(-0.9, 0.9))
def test_a_plane_shows_none_however_it_is_tilted(yaw: float, pitch: float) -> None:
    found = parallax(POINTS, seen(yaw, pitch, np.zeros(len(POINTS)), noise=0.003))
    assert found.size < 0.15
    assert max(abs(found.relief_x), abs(found.relief_y)) < 0.11


@given(st.floats(0.3, 0.9), st.floats(-0.7, 0.7), st.booleans())
def test_a_bent_sheet_has_no_relief(curve: float, turn: float, about_x: bool) -> None:
    along = POINTS[:, int(about_x)]
    depth = np.sqrt(np.clip(1 / curve**2 - along**2, 0, None)) - 1 / curve
    found = parallax(POINTS, seen(0.0 if about_x else turn, turn if about_x else 0.0, depth, noise=0.003))
    assert max(abs(found.relief_x), abs(found.relief_y)) < 0.11


def test_points_that_went_astray_are_outvoted() -> None:
    now = seen(0.3, 0.0, head())
    now[::8] += _RANDOM.normal(0, 0.6, now[::8].shape)
    found = parallax(POINTS, now)
    assert found.x > 0.18
    assert abs(found.y) < 0.1


@pytest.mark.parametrize(("share", "glued"), [(0.0, False), (1.0, True)])
def test_a_background_that_goes_with_the_face_is_noticed(share: float, glued: bool) -> None:
    shift = np.array([0.4, 0.1])
    ground = np.column_stack([_RANDOM.uniform(-3, 3, 30), _RANDOM.uniform(-2.5, 1, 30)])
    found = background(POINTS, POINTS + shift, ground, ground + share * shift)
    assert (found.glued > 0.5) is glued
    assert (found.drift > 0.035) is glued


def test_few_points_of_a_plain_wall_say_nothing() -> None:
    ground = np.zeros((3, 2))
    assert background(POINTS, POINTS + 1, ground, ground + 1).glued == 0
