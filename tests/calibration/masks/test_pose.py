from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from calibration.errors import MaskError
from calibration.masks.pose import LANDMARKS, estimate_pose
from tests.trainer.masks.faces import crop_landmarks, head_landmarks


@given(yaw=st.floats(-60, 60), roll=st.floats(-85, 85), scale=st.floats(8, 400))
def test_a_turned_head_is_recognised(yaw: float, roll: float, scale: float) -> None:
    pose = estimate_pose(head_landmarks(yaw, roll, scale, (300, 200)))
    assert np.rad2deg(pose.yaw) == pytest.approx(yaw, abs=0.5)
    assert np.rad2deg(pose.roll) == pytest.approx(roll, abs=0.5)
    assert pose.scale == pytest.approx(scale, rel=0.02)
    assert pose.pitch == pytest.approx(0, abs=0.01)
    np.testing.assert_allclose(pose.project(LANDMARKS), head_landmarks(yaw, roll, scale, (300, 200)), atol=0.02 * scale)


def test_pitch_has_the_right_sign() -> None:
    raised = LANDMARKS[:, :2].copy()
    raised[:, 1] = np.cos(0.3) * LANDMARKS[:, 1] - np.sin(0.3) * LANDMARKS[:, 2]  # the nose moves up
    assert 0.1 < estimate_pose(40 * raised).pitch < 0.3
    assert estimate_pose(40 * (raised * (1, 1) + (5, 5))).view[1] > 0.1


def test_proportions_follow_the_landmarks() -> None:
    """A face longer than the average still has its mask over its own mouth."""
    long_face = head_landmarks() + np.array([[0, 0], [0, 0], [0, 3], [0, 8], [0, 8]], np.float32)
    missed = estimate_pose(long_face).project(LANDMARKS) - long_face
    rigid_missed = 35 * LANDMARKS[:, :2] + (56, 52) - long_face
    assert np.abs(missed).max() < 0.35 * np.abs(rigid_missed).max()


def test_a_mirrored_face_has_the_mirrored_pose() -> None:
    landmarks = head_landmarks(30, 12) + np.random.default_rng(0).normal(0, 1, (5, 2)).astype(np.float32)
    mirrored = (landmarks * (-1, 1) + (111, 0))[[1, 0, 2, 4, 3]].astype(np.float32)
    one, other = estimate_pose(landmarks), estimate_pose(mirrored)
    assert other.yaw == pytest.approx(-one.yaw, abs=1e-5)
    assert other.roll == pytest.approx(-one.roll, abs=1e-5)
    assert other.pitch == pytest.approx(one.pitch, abs=1e-5)


def test_left_and_right_may_be_named_by_the_wearer() -> None:
    by_image, by_wearer = (estimate_pose(crop_landmarks()[order]) for order in ([0, 1, 2, 3, 4], [1, 0, 2, 4, 3]))
    np.testing.assert_array_equal(by_image.camera, by_wearer.camera)


def test_a_head_upside_down() -> None:
    pose = estimate_pose(head_landmarks(20, 180))
    assert abs(np.rad2deg(pose.roll)) == pytest.approx(180, abs=0.5)
    assert np.rad2deg(pose.yaw) == pytest.approx(20, abs=0.5)


@pytest.mark.parametrize(
    "landmarks",
    [
        np.full((5, 2), np.nan, np.float32),
        np.full((5, 2), np.inf, np.float32),
        np.where(np.eye(5, 2) > 0, np.nan, crop_landmarks()),
        np.full((5, 2), 50, np.float32),
        np.stack([np.linspace(0, 90, 5), np.linspace(0, 90, 5)], axis=1),
        0.02 * crop_landmarks(),
        crop_landmarks() * 1e9,
        crop_landmarks()[:4],
        crop_landmarks().ravel(),
    ],
    ids=["nan", "infinite", "one nan", "one point", "one line", "tiny", "far off", "four", "flat"],
)
def test_what_is_no_face_is_refused(landmarks: np.ndarray) -> None:
    with pytest.raises(MaskError, match="landmarks"):
        estimate_pose(landmarks)
