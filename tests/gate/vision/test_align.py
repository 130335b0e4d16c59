from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engines.card import Preprocessing
from engines.registry import Model
from gate.vision.align import align, similarity

POINTS = ((38.0, 51.0), (73.0, 51.5), (56.0, 71.0), (41.0, 92.0), (70.0, 92.5))


def umeyama(source: np.ndarray, target: np.ndarray) -> np.ndarray:
    """The paper's way, by singular values."""
    mean_s, mean_t = source.mean(0), target.mean(0)
    s, t = source - mean_s, target - mean_t
    u, d, v = np.linalg.svd(t.T @ s / len(s))
    signs = np.array([1, np.sign(np.linalg.det(u) * np.linalg.det(v))])
    rotation = u @ np.diag(signs) @ v
    scale = (d * signs).sum() / s.var(0).sum()
    return np.column_stack([scale * rotation, mean_t - scale * rotation @ mean_s])


@given(st.integers(0, 10_000), st.floats(0.05, 20), st.floats(-np.pi, np.pi), st.floats(-3000, 3000))
@settings(max_examples=100, deadline=None)
def test_similarity_equals_umeyamas_singular_values(seed: int, scale: float, angle: float, shift: float) -> None:
    rng = np.random.default_rng(seed)
    rotation = scale * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    landmarks = (np.array(POINTS) @ rotation.T + shift + rng.normal(0, 8 * scale, (5, 2))).astype(np.float32)
    matrix = similarity(landmarks, POINTS).matrix
    np.testing.assert_allclose(matrix, umeyama(landmarks.astype(float), np.array(POINTS)), rtol=1e-5, atol=1e-4)


def test_a_mirrored_face_is_not_reflected() -> None:
    mirrored = np.array(POINTS, np.float32) * (-1, 1)
    assert np.linalg.det(similarity(mirrored, POINTS).matrix[:, :2]) >= 0


def test_landmarks_in_one_place_only_shift() -> None:
    transform = similarity(np.full((5, 2), 1234.5, np.float32), POINTS)
    assert transform.z == 1
    crop = align(np.zeros((50, 50, 3), np.uint8), np.full((5, 2), 9.0, np.float32), preprocessing())
    assert crop.shape == (112, 112, 3)


def preprocessing(**changes: object) -> Preprocessing:
    given = {"size": (112, 112), "colour": "RGB", "mean": (0, 0, 0), "scale": (1, 1, 1), "in_graph": True}
    return Preprocessing.model_validate(given | {"alignment": {"name": "test", "points": POINTS}} | changes)


def picture(height: int = 480, width: int = 640) -> np.ndarray:
    noise = np.random.default_rng(0).integers(0, 256, (height, width, 3), dtype=np.uint8)
    return cv2.normalize(cv2.GaussianBlur(noise, (0, 0), 3), None, 0, 255, cv2.NORM_MINMAX)


def face_landmarks(centre: tuple[float, float], scale: float, angle: float = 0.2) -> np.ndarray:
    rotation = scale * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    return ((np.array(POINTS) - 56) @ rotation.T + centre).astype(np.float32)


@pytest.mark.parametrize("scale", [0.1, 0.5, 1.0, 2.0, 3.0, 6.0])
@pytest.mark.parametrize("centre", [(320, 240), (5, 240), (630, 470), (320, -20)])
def test_the_crop_is_the_whole_frames_warp(scale: float, centre: tuple[float, float]) -> None:
    """Near, far, and reaching over the frame's edges: whichever way is taken, it shows."""
    image, landmarks = picture(), face_landmarks(centre, scale)
    matrix = umeyama(landmarks.astype(float), np.array(POINTS))
    wanted = cv2.cvtColor(cv2.warpAffine(image, matrix, (112, 112)), cv2.COLOR_BGR2RGB)
    crop = align(image, landmarks, preprocessing())
    assert crop.dtype == np.uint8
    difference = np.abs(crop.astype(int) - wanted)
    assert difference.max() <= 2
    assert difference.mean() < 0.02


@pytest.mark.parametrize("scale", [0.5, 6.0])
def test_the_colour_order_is_the_cards(scale: float) -> None:
    rgb = align(picture(), face_landmarks((320, 240), scale), preprocessing())
    bgr = align(picture(), face_landmarks((320, 240), scale), preprocessing(colour="BGR"))
    np.testing.assert_array_equal(rgb, bgr[..., ::-1])


def test_size_and_points_are_the_cards() -> None:
    small = preprocessing(size=(56, 48), alignment={"name": "half", "points": [(x / 2, y / 2) for x, y in POINTS]})
    whole = align(picture(), face_landmarks((320, 240), 1.0), preprocessing())
    half = align(picture(), face_landmarks((320, 240), 1.0), small)
    assert half.shape == (56, 48, 3)
    np.testing.assert_allclose(half.astype(int), whole[::2, :96:2], atol=3)


def test_a_face_outside_the_frame_is_black() -> None:
    assert not align(picture(), face_landmarks((5000, -5000), 1.0), preprocessing()).any()


def test_a_frame_wider_than_opencv_warps_at_once() -> None:
    image = np.zeros((200, 40_000, 3), np.uint8)
    image[:, 39_000:] = 255
    assert align(image, face_landmarks((39_500, 100), 1.0), preprocessing())[40:70].all()


@pytest.mark.parametrize("missing", ["alignment", "size"])
def test_a_card_that_does_not_say_how(missing: str) -> None:
    with pytest.raises(ValueError, match="does not say how"):
        align(picture(), face_landmarks((320, 240), 1.0), preprocessing(**{missing: None}))


def test_agrees_with_opencvs_align_crop(sface: Model, peer_recogniser: cv2.FaceRecognizerSF) -> None:
    rng = np.random.default_rng(1)
    image, given = picture(), sface.card.preprocessing
    assert given.alignment is not None
    for _ in range(50):
        angle, scale = rng.uniform(-0.6, 0.6), rng.uniform(0.3, 4)
        rotation = scale * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        points = (np.array(given.alignment.points) - 56) @ rotation.T + rng.uniform((100, 100), (540, 380))
        row = np.zeros(15, np.float32)
        row[4:14] = (points + rng.normal(0, 2 * scale, (5, 2))).ravel()
        wanted = cv2.cvtColor(peer_recogniser.alignCrop(image, row), cv2.COLOR_BGR2RGB)
        difference = np.abs(align(image, row[4:14].reshape(5, 2), given).astype(int) - wanted)
        assert difference.max() <= 2
        assert difference.mean() < 0.02
