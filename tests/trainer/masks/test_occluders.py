from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calibration.errors import MaskError
from tests.trainer.masks.faces import covered, head_landmarks
from trainer.masks.occluders import OCCLUDERS

PHOTO = np.full((400, 400, 3), (90, 120, 160), np.uint8)
PHOTO[:40] = 235
SCALE, MIDDLE = 60.0, (200, 190)


def _shares(name: str, points: list[tuple[float, float]], yaw: float = 0.0) -> np.ndarray:
    """Of 40 drawings, the share that covers each point of the head (x, y in the head's units)."""
    landmarks = head_landmarks(yaw, 0, SCALE, MIDDLE)
    pixels = np.rint(SCALE * np.array(points) + MIDDLE).astype(int)
    covers = []
    for seed in range(40):
        drawn = OCCLUDERS[name].sample(np.random.default_rng(seed)).draw(PHOTO, landmarks)
        covers.append(covered(PHOTO, drawn)[pixels[:, 1], pixels[:, 0]])
    return np.mean(covers, axis=0)


EYES = [(-0.5, 0.05), (0.5, 0.05)]
MOUTH, FOREHEAD, CHIN = (0.0, 1.14), (0.0, -0.75), (0.0, 1.7)


def test_sunglasses_cover_the_eyes_alone() -> None:
    assert (_shares("sunglasses", EYES) == 1).all()
    assert (_shares("sunglasses", [MOUTH, FOREHEAD, CHIN]) == 0).all()


def test_a_cap_covers_the_forehead_alone() -> None:
    assert _shares("cap", [FOREHEAD])[0] == 1
    assert (_shares("cap", [(-0.5, 0.15), (0.5, 0.15), MOUTH, CHIN]) == 0).all()


def test_a_scarf_covers_mouth_and_chin_and_sometimes_the_nose() -> None:
    mouth, chin, nose, *eyes = _shares("scarf", [MOUTH, CHIN, (0.0, 0.62), *EYES])
    assert mouth == chin == 1
    assert 0.2 < nose < 0.8
    assert max(eyes) == 0


def test_a_hand_covers_some_of_the_lower_face() -> None:
    shares = _shares("hand", [MOUTH, (-0.6, 1.1), (0.6, 1.1), CHIN])
    assert (shares > 0.1).all()
    assert (shares < 1).all()


@pytest.mark.parametrize("name", OCCLUDERS)
def test_drawing_is_pure_and_seeded(name: str) -> None:
    landmarks = head_landmarks(20, 5, SCALE, MIDDLE)
    kept = PHOTO.copy()
    one, same, other = (OCCLUDERS[name].sample(np.random.default_rng(seed)) for seed in (1, 1, 2))
    np.testing.assert_array_equal(one.draw(PHOTO, landmarks), same.draw(PHOTO, landmarks))
    assert (one.draw(PHOTO, landmarks) != other.draw(PHOTO, landmarks)).any()
    np.testing.assert_array_equal(PHOTO, kept)


@pytest.mark.parametrize("name", OCCLUDERS)
def test_both_colour_orders_give_one_picture(name: str) -> None:
    landmarks = head_landmarks(-15, 0, SCALE, MIDDLE)
    occluder = OCCLUDERS[name].sample(np.random.default_rng(3))
    one = occluder.draw(PHOTO, landmarks)
    other = occluder.draw(PHOTO[..., ::-1], landmarks, colour="RGB")[..., ::-1]
    assert np.abs(one.astype(int) - other.astype(int)).max() <= 2


@pytest.mark.parametrize("name", OCCLUDERS)
def test_what_can_not_be_drawn_on_is_refused(name: str) -> None:
    occluder = OCCLUDERS[name].sample(np.random.default_rng(0))
    with pytest.raises(MaskError, match="landmarks"):
        occluder.draw(PHOTO, np.full((5, 2), np.nan, np.float32))
    with pytest.raises(MaskError, match="uint8 pictures"):
        occluder.draw(PHOTO[..., 0], head_landmarks())


@pytest.mark.parametrize("name", OCCLUDERS)
@settings(max_examples=25, deadline=None)
@given(
    size=st.tuples(st.integers(1, 200), st.integers(1, 200)),
    turn=st.tuples(st.floats(-60, 60), st.floats(-180, 180)),
    scale=st.floats(8, 300),
    seed=st.integers(0, 2**32),
)
def test_any_picture_and_any_pose(
    name: str, size: tuple[int, int], turn: tuple[float, float], scale: float, seed: int
) -> None:
    photo = np.random.default_rng(seed).integers(0, 256, (*size, 3), np.uint8)
    drawn = OCCLUDERS[name].sample(np.random.default_rng(seed)).draw(photo, head_landmarks(*turn, scale, (60, 60)))
    assert drawn.shape == photo.shape
    assert drawn.dtype == np.uint8
