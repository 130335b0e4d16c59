from __future__ import annotations

import hashlib
import subprocess
import sys
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calibration.errors import MaskError
from tests.trainer.masks.faces import covered, crop_landmarks, head_landmarks, plain, skin
from trainer.masks.draw import draw_mask
from trainer.masks.spec import COVERAGES, KINDS, Coverage, Kind, MaskMix, sample_spec

WORN: tuple[Coverage, ...] = ("high", "medium", "low")


def at(mask: np.ndarray, point: np.ndarray) -> bool:
    x, y = np.rint(point).astype(int)
    return bool(mask[y, x])


def test_the_picture_is_left_as_it_was() -> None:
    """The teacher sees the caller's picture: it must stay unmasked (the released code wrote into it)."""
    crop, landmarks = skin(), crop_landmarks()
    kept = crop.copy()
    crop.flags.writeable = landmarks.flags.writeable = False
    drawn = draw_mask(crop, landmarks, sample_spec(np.random.default_rng(0)))
    np.testing.assert_array_equal(crop, kept)
    assert not np.shares_memory(drawn, crop)
    assert drawn.flags.writeable
    assert covered(crop, drawn).any()


SCRIPT = """
import hashlib, numpy as np
from tests.trainer.masks.faces import crop_landmarks, skin
from trainer.masks.draw import draw_mask
from trainer.masks.spec import sample_spec
np.random.seed({seed}); np.random.random({seed})
rng = np.random.default_rng(77)
drawn = [draw_mask(skin(), crop_landmarks(), sample_spec(rng)) for _ in range(12)]
print(hashlib.sha256(np.stack(drawn).tobytes()).hexdigest())
"""


def test_a_seed_gives_the_same_masks_in_every_process() -> None:
    others = {
        subprocess.run(
            [sys.executable, "-c", SCRIPT.format(seed=seed)],
            capture_output=True, text=True, check=True, env={"PYTHONHASHSEED": str(seed), "PYTHONPATH": "."},
        ).stdout.strip()
        for seed in (1, 2)
    }  # fmt: skip
    rng = np.random.default_rng(77)
    drawn = [draw_mask(skin(), crop_landmarks(), sample_spec(rng)) for _ in range(12)]
    assert others == {hashlib.sha256(np.stack(drawn).tobytes()).hexdigest()}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("coverage", WORN)
@pytest.mark.parametrize("yaw", [-45, -20, 0, 20, 45])
def test_nose_and_mouth_are_covered_and_eyes_are_not(kind: Kind, coverage: Coverage, yaw: float) -> None:
    landmarks, crop = head_landmarks(yaw), skin()
    mask = covered(crop, draw_mask(crop, landmarks, plain(kind, coverage)))
    assert at(mask, landmarks[2])
    assert at(mask, landmarks[3:].mean(axis=0))
    if abs(yaw) <= 20:
        assert at(mask, landmarks[3])
        assert at(mask, landmarks[4])
    for eye in landmarks[:2]:
        x, y = np.rint(eye).astype(int)
        assert not mask[y - 5 : y + 6, x - 6 : x + 7].any()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("yaw", [-30, 0, 30])
def test_a_nose_left_out_shows(kind: Kind, yaw: float) -> None:
    landmarks, crop = head_landmarks(yaw), skin()
    mask = covered(crop, draw_mask(crop, landmarks, plain(kind, "nose")))
    x, y = np.rint(landmarks[2]).astype(int)
    assert not mask[: y + 4, x - 4 : x + 5].any()
    assert at(mask, landmarks[3:].mean(axis=0))


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32), yaw=st.floats(-50, 50), roll=st.floats(-40, 40))
def test_no_mask_of_the_mix_covers_an_eye(seed: int, yaw: float, roll: float) -> None:
    landmarks = head_landmarks(yaw, roll, 60, (150, 120))
    photo = np.full((300, 300, 3), (40, 55, 75), np.uint8)
    spec = replace(sample_spec(np.random.default_rng(seed)), cloth=(255, 0, 255), trim=(255, 0, 255), straps="none")
    mask = covered(photo, draw_mask(photo, landmarks, replace(spec, finish=plain().finish)))
    for eye in landmarks[:2]:
        x, y = np.rint(eye).astype(int)
        assert not mask[y - 4 : y + 5, x - 4 : x + 5].any()
    if spec.coverage != "nose":
        assert at(mask, landmarks[2])


@pytest.mark.parametrize("kind", KINDS)
def test_a_higher_coverage_covers_more(kind: Kind) -> None:
    crop, landmarks = skin(), head_landmarks(at=(56, 30))
    drawn = [covered(crop, draw_mask(crop, landmarks, plain(kind, coverage))) for coverage in COVERAGES]
    tops = [np.flatnonzero(mask[:, 56]).min() for mask in drawn]
    assert tops == sorted(tops)
    assert len(set(tops)) == 4
    areas = [int(mask[:80].sum()) for mask in drawn]
    assert areas == sorted(areas, reverse=True)


@pytest.mark.parametrize("kind", KINDS)
def test_the_mask_is_centred_on_the_landmarks(kind: Kind) -> None:
    """The released code took the 96-pixel template for 112-pixel crops: its masks land 8 pixels to the left."""
    landmarks, crop = crop_landmarks(), skin()
    columns = np.flatnonzero(covered(crop, draw_mask(crop, landmarks, plain(kind))).any(axis=0))
    middle = landmarks[:, 0].mean()  # 55.99
    assert 0.5 * (columns.min() + columns.max()) == pytest.approx(middle, abs=1.5)
    released = landmarks - np.array((8, 0), np.float32)
    shifted = np.flatnonzero(covered(crop, draw_mask(crop, released, plain(kind))).any(axis=0))
    assert 0.5 * (shifted.min() + shifted.max()) == pytest.approx(middle - 8, abs=1.5)


@pytest.mark.parametrize("kind", KINDS)
def test_yaw_shifts_and_foreshortens_the_mask(kind: Kind) -> None:
    """Nose to the image's right: measured from the mouth, the right cheek's part is narrow, the left one's wide."""
    crop = skin()
    for yaw in (-35, 35):
        landmarks = head_landmarks(yaw, at=(60, 40))
        columns = np.flatnonzero(covered(crop, draw_mask(crop, landmarks, plain(kind))).any(axis=0))
        mouth = landmarks[3:, 0].mean()
        left, right = mouth - columns.min(), columns.max() - mouth
        assert (left > 1.3 * right) if yaw > 0 else (right > 1.3 * left)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("yaw", [-40, 0, 25])
def test_a_mirrored_face_wears_the_mirrored_mask(kind: Kind, yaw: float) -> None:
    landmarks, crop = head_landmarks(yaw, 8, at=(60, 42)), skin()
    mirrored = (landmarks * (-1, 1) + (111, 0))[[1, 0, 2, 4, 3]].astype(np.float32)
    spec = plain(kind, straps="ears", cloth=(90, 200, 230), trim=(240, 240, 250))
    twin = replace(spec, fit=replace(spec.fit, shift=-spec.fit.shift, tilt=-spec.fit.tilt))
    one = draw_mask(crop, landmarks, spec).astype(int)
    other = draw_mask(np.ascontiguousarray(crop[:, ::-1]), mirrored, twin)[:, ::-1].astype(int)
    difference = np.abs(one - other).max(axis=2)
    assert (difference > 24).mean() < 0.015  # polygons and texture are sampled at mirrored subpixels
    assert np.median(difference[covered(crop, one.astype(np.uint8))]) <= 8


def test_kinds_look_different() -> None:
    crop, landmarks = skin(), crop_landmarks()
    drawn = {
        kind: draw_mask(crop, landmarks, plain(kind, folds=1.5)).astype(int) for kind in KINDS if kind != "patterned"
    }
    for one, other in combinations(drawn.values(), 2):
        assert (np.abs(one - other).max(axis=2) > 12).sum() > 150  # pixels, of some 3,000


def test_a_print_shows_in_its_colour() -> None:
    crop, landmarks = skin(), crop_landmarks()
    for name in ("stripes", "dots", "camouflage", "floral", "checks", "zigzag", "clouds", "stars"):
        printed = draw_mask(crop, landmarks, plain("patterned", print=name, second=(220, 0, 0)))
        red = printed.astype(int)[..., 2] - printed.astype(int)[..., 1] > 60
        assert 0.02 < red[covered(crop, printed)].mean() < 0.9, name


def test_roll_turns_the_mask() -> None:
    photo = np.full((240, 240, 3), 60, np.uint8)
    upright = covered(photo, draw_mask(photo, head_landmarks(0, 0, 40, (120, 120)), plain()))
    quarter = covered(photo, draw_mask(photo, head_landmarks(0, 90, 40, (120, 120)), plain()))
    turned = np.rot90(upright, -1)  # the centre of 240 pixels lies half a pixel beside (120, 120)
    assert (quarter ^ turned).sum() < 0.06 * upright.sum()


def test_light_falls_on_the_mask_as_on_the_face() -> None:
    landmarks = crop_landmarks()
    ramp = np.linspace(40, 200, 112).astype(np.uint8)
    lit_right = np.repeat(np.repeat(ramp[None, :, None], 112, axis=0), 3, axis=2)
    drawn = draw_mask(lit_right, landmarks, plain()).astype(int)
    assert drawn[80:100, 70:85].mean() > drawn[80:100, 27:42].mean() + 15
    drawn = draw_mask(np.ascontiguousarray(lit_right[:, ::-1]), landmarks, plain()).astype(int)
    assert drawn[80:100, 27:42].mean() > drawn[80:100, 70:85].mean() + 15


def test_a_dark_picture_gets_a_dark_mask_and_a_grey_one_a_grey_mask() -> None:
    landmarks = crop_landmarks()
    rng = np.random.default_rng(0)
    grain = rng.integers(-5, 6, (112, 112, 1))
    bright, dark = (np.clip(np.full((112, 112, 3), level) + grain, 0, 255).astype(np.uint8) for level in (200, 30))
    coloured = plain(cloth=(230, 60, 60), trim=(230, 60, 60))
    on_bright, on_dark = (draw_mask(photo, landmarks, coloured)[75:100, 40:72] for photo in (bright, dark))
    assert on_dark.mean() < 0.5 * on_bright.mean()
    assert np.ptp(on_bright, axis=2).max() <= 2  # a grey photograph holds no red mask
    warm = bright - np.array((60, 30, 0), np.uint8)
    assert np.ptp(draw_mask(warm, landmarks, coloured)[75:100, 40:72].astype(int), axis=2).mean() > 60


def test_both_colour_orders_give_one_picture() -> None:
    bgr = np.random.default_rng(0).integers(0, 256, (112, 112, 3), np.uint8)
    rgb = bgr[..., ::-1]  # not contiguous either
    for seed in range(8):
        spec = sample_spec(np.random.default_rng(seed))
        one = draw_mask(bgr, crop_landmarks(), spec)
        other = draw_mask(rgb, crop_landmarks(), spec, colour="RGB")[..., ::-1]
        assert np.abs(one.astype(int) - other.astype(int)).max() <= 2


def test_straps_shadow_grain_and_softness_can_be_seen() -> None:
    crop, landmarks = skin(), crop_landmarks()
    base = draw_mask(crop, landmarks, plain())
    mask = covered(crop, base)
    for straps in ("ears", "head", "wide"):
        worn = draw_mask(crop, landmarks, plain(straps=straps))
        assert (covered(crop, worn) & ~mask).sum() > 40, straps
    finish = plain().finish
    shaded = draw_mask(crop, landmarks, plain(finish=replace(finish, shadow=0.5)))
    around = ~mask & (np.abs(shaded.astype(int) - base).max(axis=2) > 5)
    assert around.sum() > 100
    assert (shaded[around] <= base[around]).all()
    grained = draw_mask(crop, landmarks, plain(finish=replace(finish, noise=8.0)))
    inside = np.s_[80:100, 40:72]
    assert (grained[inside].astype(int) - base[inside]).std() == pytest.approx(8, abs=1.5)
    soft = draw_mask(crop, landmarks, plain(finish=replace(finish, softness=0.06)))
    assert np.abs(np.diff(soft.astype(int), axis=0)).max() < 0.7 * np.abs(np.diff(base.astype(int), axis=0)).max()


@settings(max_examples=80, deadline=None)
@given(
    size=st.tuples(st.integers(1, 400), st.integers(1, 400)),
    scale=st.floats(8, 600),
    place=st.tuples(st.floats(-300, 700), st.floats(-300, 700)),
    turn=st.tuples(st.floats(-80, 80), st.floats(-180, 180)),
    seed=st.integers(0, 2**32),
)
def test_any_picture_and_any_place(
    size: tuple[int, int], scale: float, place: tuple[float, float], turn: tuple[float, float], seed: int
) -> None:
    photo = np.random.default_rng(seed).integers(0, 256, (*size, 3), np.uint8)
    landmarks = head_landmarks(*turn, scale, place)
    spec = sample_spec(np.random.default_rng(seed), MaskMix())
    try:
        drawn = draw_mask(photo, landmarks, spec)
    except MaskError:
        assert abs(turn[0]) > 60  # a profile of a few pixels: its landmarks lie on one line
        return
    assert drawn.shape == photo.shape
    assert drawn.dtype == np.uint8
    y, x = np.nonzero((drawn != photo).any(axis=2))
    if len(x):
        assert np.hypot(x - place[0], y - place[1]).max() < 3.5 * scale + 5  # nothing changes far from the face


def test_a_face_beyond_the_picture_leaves_it_as_it_is() -> None:
    drawn = draw_mask(skin(), crop_landmarks() + 5000, sample_spec(np.random.default_rng(0)))
    np.testing.assert_array_equal(drawn, skin())


def test_a_face_far_larger_than_the_picture_is_drawn() -> None:
    spec = plain(finish=replace(plain().finish, shadow=0.4, softness=0.03, noise=3.0))
    drawn = draw_mask(skin(), (crop_landmarks() - (56, 85)) * 4000 + 56, spec)
    assert covered(skin(), drawn).all()


@pytest.mark.parametrize(
    "image",
    [
        np.zeros((112, 112), np.uint8),
        np.zeros((112, 112, 4), np.uint8),
        np.zeros((112, 112, 3), np.float32),
        np.zeros((0, 112, 3), np.uint8),
    ],
    ids=["grey", "four channels", "float", "empty"],
)
def test_what_is_no_picture_is_refused(image: np.ndarray) -> None:
    with pytest.raises(MaskError, match="uint8 pictures"):
        draw_mask(image, crop_landmarks(), plain())


def test_landmarks_that_are_no_face_are_refused() -> None:
    with pytest.raises(MaskError, match="landmarks"):
        draw_mask(skin(), np.full((5, 2), np.nan, np.float32), plain())
