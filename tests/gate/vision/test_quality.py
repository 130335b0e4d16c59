from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate.vision.align import align
from gate.vision.fakes import FAKE_PREPROCESSING, face_at, paint_face
from gate.vision.quality import Quality, assess
from gate.vision.types import Face

FRAME = (240, 320)
BOX = (100, 60, 200, 180)
NAMES = [field.name for field in fields(Quality) if field.name != "measures"]


def textured() -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (112, 112, 3), dtype=np.uint8)


def slope(noise: float) -> np.ndarray:
    """All greys and no edge: from dark on the left to bright on the right, with a little noise."""
    grey = 2 * np.arange(112) + noise * np.random.default_rng(0).standard_normal((112, 112))
    return np.clip(np.rint(grey), 0, 255).astype(np.uint8)[..., None].repeat(3, 2)


def greys(count: int) -> np.ndarray:
    """As sharp as noise, in a few greys."""
    levels = np.linspace(40, 220, count).astype(np.uint8)
    return levels[np.random.default_rng(0).integers(0, count, (112, 112))][..., None].repeat(3, 2)


def with_nose(x: float, y: float) -> Face:
    """A face with the nose tip at shares of the eye distance aside and of the way from eyes to mouth."""
    face = face_at(BOX)
    landmarks = face.landmarks.copy()
    eyes, mouth = landmarks[:2].mean(0), landmarks[3:].mean(0)
    landmarks[2] = eyes + np.array([x * face.inter_eye, y * (mouth - eyes)[1]])
    return replace(face, landmarks=landmarks)


def test_a_good_look_is_good_in_everything() -> None:
    quality = assess(replace(face_at(BOX), score=0.96), textured(), FRAME)
    assert [getattr(quality, name) for name in NAMES] == pytest.approx([1] * len(NAMES), abs=0.06)
    assert quality.overall > 0.95


@pytest.mark.parametrize(
    ("name", "worse", "worst"),
    [
        ("inter_eye", (face_at((100, 60, 130, 96)), textured()), (face_at((100, 60, 110, 72)), textured())),
        ("sharpness", (face_at(BOX), slope(1.5)), (face_at(BOX), slope(0.0))),
        ("dynamic_range", (face_at(BOX), greys(20)), (face_at(BOX), greys(6))),
        ("pitch", (with_nose(0, 0.45), textured()), (with_nose(0, 0.9), textured())),
        ("confidence", (face_at(BOX, score=0.75), textured()), (face_at(BOX, score=0.6), textured())),
        ("inside", (face_at((-15, 60, 85, 180)), textured()), (face_at((-50, 60, 50, 180)), textured())),
    ],
)
def test_each_component_falls_alone(name: str, worse: tuple, worst: tuple) -> None:
    good, poor, useless = (assess(face, crop, FRAME) for face, crop in ((face_at(BOX), textured()), worse, worst))
    assert getattr(good, name) > getattr(poor, name) > getattr(useless, name)
    assert getattr(useless, name) < 0.05
    assert good.overall > poor.overall > useless.overall
    others = [other for other in NAMES if other != name]
    assert [getattr(poor, other) for other in others] == pytest.approx([getattr(good, o) for o in others], abs=0.01)


def test_a_mask_and_a_cap_do_not_change_the_sharpness() -> None:
    covered = textured()
    covered[76:] = covered[:32] = 200
    assert assess(face_at(BOX), covered, FRAME).sharpness == assess(face_at(BOX), textured(), FRAME).sharpness
    softer, hidden = slope(1.5), slope(1.5)
    hidden[76:] = hidden[:32] = textured()[76:].max()
    assert assess(face_at(BOX), hidden, FRAME).sharpness == assess(face_at(BOX), softer, FRAME).sharpness < 1


def test_a_turned_head_counts_alike_to_both_sides_and_in_any_roll() -> None:
    left, right = (assess(with_nose(x, 0.59), textured(), FRAME).measures for x in (-0.4, 0.4))
    assert left.yaw == pytest.approx(-right.yaw, abs=1e-3)
    assert right.yaw == pytest.approx(41.6, abs=0.1)
    turned = with_nose(0.4, 0.59)
    rotation = np.array([[np.cos(0.5), -np.sin(0.5)], [np.sin(0.5), np.cos(0.5)]], np.float32)
    rolled = replace(turned, landmarks=(turned.landmarks - 120) @ rotation.T + 120)
    measured = assess(rolled, textured(), FRAME).measures
    assert measured.yaw == pytest.approx(right.yaw, abs=0.05)
    assert measured.pitch == pytest.approx(right.pitch, abs=0.05)
    assert measured.roll == pytest.approx(np.degrees(0.5), abs=0.05)


@given(
    st.lists(st.floats(-2000, 2000, width=32), min_size=14, max_size=14),
    st.floats(0, 1),
    st.integers(0, 255),
)
def test_whatever_a_detector_says_the_numbers_stay_between_0_and_1(
    numbers: list[float], score: float, grey: int
) -> None:
    face = Face(np.array(numbers[:4], np.float32), np.array(numbers[4:], np.float32).reshape(5, 2), score)
    quality = assess(face, np.full((112, 112, 3), grey, np.uint8), FRAME)
    assert all(0 <= getattr(quality, name) <= 1 for name in NAMES)
    assert 0 <= quality.overall <= 1


def test_a_face_without_extent_is_useless() -> None:
    point = Face(np.full(4, 50, np.float32), np.full((5, 2), 50, np.float32), 0.99)
    assert assess(point, textured(), FRAME).overall == 0


def test_a_painted_face_passes_for_a_good_one() -> None:
    frame = np.zeros((*FRAME, 3), np.uint8)
    paint_face(frame, BOX, 7)
    face = face_at(BOX)
    assert assess(face, align(frame, face.landmarks, FAKE_PREPROCESSING), FRAME).overall > 0.8
