from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate.capture.demo_people import ASSETS
from gate.vision.align import align
from gate.vision.fakes import FAKE_PREPROCESSING
from gate.vision.mask_state import MaskReading, MaskState
from gate.vision.quality import Quality, assess, quality_of
from gate.vision.quality_gate import ENROLMENT, MATCHING, Flaw, flaws
from gate.vision.quality_measures import Measures
from gate.vision.types import Face, Image

GOOD = Measures(
    inter_eye=60,
    sharpness=120,
    luminance=0.5,
    under_exposed=0.02,
    over_exposed=0.0,
    dynamic_range=7.0,
    yaw=3,
    pitch=-2,
    roll=1,
    inside=1.0,
    confidence=0.93,
)

WRONG = {
    Flaw.TOO_FAR: {"inter_eye": 3.0},
    Flaw.BLURRED: {"sharpness": 0.2},
    Flaw.TOO_DARK: {"luminance": 0.01},
    Flaw.TOO_BRIGHT: {"over_exposed": 0.9},
    Flaw.FLAT: {"dynamic_range": 1.0},
    Flaw.TURNED: {"yaw": -80.0},
    Flaw.TILTED: {"roll": 100.0},
    Flaw.AT_EDGE: {"inside": 0.3},
}

# The portrait's face: where its detector finds it, roughly.
LANDMARKS = np.array([(207, 112), (244, 112), (226, 137), (211, 153), (243, 153)], np.float32)
BOX = np.array([185, 66, 270, 182], np.float32)


@pytest.fixture(scope="module")
def portrait() -> Image:
    return np.asarray(cv2.imread(str(ASSETS / "astronaut.jpg")), np.uint8)


def look(image: Image, landmarks: np.ndarray = LANDMARKS, box: np.ndarray = BOX, score: float = 0.93) -> Quality:
    face = Face(box.astype(np.float32), landmarks.astype(np.float32), score)
    return assess(face, align(image, face.landmarks, FAKE_PREPROCESSING), image.shape[:2])


@pytest.mark.parametrize("limits", [MATCHING, ENROLMENT])
def test_a_good_look_has_no_flaw(limits: object, portrait: Image) -> None:
    assert flaws(quality_of(GOOD), limits) == ()  # type: ignore[arg-type]
    assert flaws(look(portrait), limits) == ()  # type: ignore[arg-type]


@pytest.mark.parametrize("flaw", WRONG)
def test_each_flaw_is_found_by_itself(flaw: Flaw) -> None:
    assert flaws(quality_of(replace(GOOD, **WRONG[flaw])), MATCHING) == (flaw,)
    assert flaws(quality_of(replace(GOOD, **WRONG[flaw])), ENROLMENT) == (flaw,)


def test_what_is_easiest_to_mend_is_said_first() -> None:
    bad = replace(GOOD, inter_eye=3.0, yaw=80.0, sharpness=0.2)
    assert flaws(quality_of(bad), MATCHING) == (Flaw.TOO_FAR, Flaw.TURNED, Flaw.BLURRED)


def test_enrolment_asks_for_one_face_and_the_door_does_not() -> None:
    two = quality_of(replace(GOOD, faces=2))
    assert flaws(two, ENROLMENT) == (Flaw.SEVERAL,)
    assert flaws(two, MATCHING) == ()


def test_a_hand_is_a_flaw_when_it_is_certain_and_a_mask_is_none() -> None:
    good = quality_of(GOOD)
    assert flaws(good, ENROLMENT, mask=MaskReading(MaskState.OTHER, 0.99)) == (Flaw.COVERED,)
    assert flaws(good, ENROLMENT, mask=MaskReading(MaskState.OTHER, 0.5)) == ()
    assert flaws(good, ENROLMENT, mask=MaskReading(MaskState.WORN, 0.99)) == ()


def test_all_in_all_too_poor_without_a_single_flaw() -> None:
    poor = quality_of(replace(GOOD, confidence=0.61))
    assert flaws(poor, MATCHING, min_quality=0.3) == (Flaw.UNCLEAR,)
    assert flaws(poor, MATCHING) == ()


_NUMBERS = st.floats(allow_nan=True, allow_infinity=True)


@given(st.tuples(*[_NUMBERS] * 11))
def test_enrolment_is_never_laxer_than_the_door_and_no_number_passes_for_a_good_one(numbers: tuple[float, ...]) -> None:
    measures = Measures(*numbers)
    try:
        quality = quality_of(measures)
    except ValueError:
        return
    door, desk = set(flaws(quality, MATCHING)), set(flaws(quality, ENROLMENT))
    assert door <= desk
    if any(np.isnan(numbers[:10])):
        assert door


# --- bad pictures, made from a good one ---


def test_a_face_of_twenty_pixels_is_told_to_come_closer(portrait: Image) -> None:
    factor = 20 / (BOX[2] - BOX[0])
    small = np.asarray(cv2.resize(portrait, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA), np.uint8)
    quality = look(small, LANDMARKS * factor, BOX * factor)
    assert quality.measures.inter_eye < 10
    assert Flaw.TOO_FAR in flaws(quality, ENROLMENT)
    assert quality.overall < look(portrait).overall


@pytest.mark.parametrize("to", [(-225, 0), (280, 0), (0, -120), (0, 390)], ids=["left", "right", "top", "bottom"])
def test_a_face_at_the_frames_edge_is_told_to_step_to_the_middle(portrait: Image, to: tuple[int, int]) -> None:
    shift = np.array(((1, 0, to[0]), (0, 1, to[1])), np.float32)
    moved = np.asarray(cv2.warpAffine(portrait, shift, portrait.shape[1::-1]), np.uint8)
    quality = look(moved, LANDMARKS + to, BOX + np.tile(to, 2))
    assert quality.measures.inside < 0.7
    assert flaws(quality, MATCHING)[0] is Flaw.AT_EDGE


def test_light_from_behind_makes_a_face_too_dark(portrait: Image) -> None:
    """The camera exposes for the bright background: the face is left with a twentieth of its light."""
    dark = np.full_like(portrait, 255)
    x1, y1, x2, y2 = BOX.astype(int)
    dark[y1:y2, x1:x2] = portrait[y1:y2, x1:x2] // 20
    quality = look(dark)
    assert quality.measures.under_exposed > 0.9
    assert flaws(quality, MATCHING)[0] is Flaw.TOO_DARK
    assert flaws(quality, ENROLMENT)[0] is Flaw.TOO_DARK


def test_glaring_light_makes_a_face_too_bright(portrait: Image) -> None:
    bright = np.clip(portrait.astype(int) * 6, 0, 255).astype(np.uint8)
    assert Flaw.TOO_BRIGHT in flaws(look(bright), ENROLMENT)


def test_a_face_in_profile_and_landmarks_that_are_off_are_turned_away(portrait: Image) -> None:
    profile = LANDMARKS.copy()
    profile[2, 0] = LANDMARKS[1, 0] + 20  # the nose tip beyond the farther eye
    assert Flaw.TURNED in flaws(look(portrait, profile), MATCHING)
    up = LANDMARKS.copy()
    up[2, 1] = 110  # above the eyes
    assert Flaw.TURNED in flaws(look(portrait, up), MATCHING)
    upside_down = LANDMARKS[[1, 0, 2, 4, 3]]
    assert flaws(look(portrait, upside_down), MATCHING)
    assert flaws(look(portrait, np.full((5, 2), 100.0)), MATCHING)


@pytest.mark.parametrize("angle", [-25.0, 0.0, 40.0])
def test_roll_is_the_angle_of_the_eyes(portrait: Image, angle: float) -> None:
    turn = cv2.getRotationMatrix2D((226.0, 130.0), -angle, 1)  # OpenCV counts against the clock
    rolled = np.asarray(cv2.warpAffine(portrait, turn, portrait.shape[1::-1]), np.uint8)
    quality = look(rolled, LANDMARKS @ turn[:, :2].T + turn[:, 2])
    assert quality.measures.roll == pytest.approx(angle, abs=0.1)
    assert quality.measures.yaw == pytest.approx(look(portrait).measures.yaw, abs=0.1)


@pytest.mark.parametrize(("yaw", "pitch"), [(0, 0), (30, 0), (-45, 0), (0, 20), (0, -20)])
def test_a_turned_head_of_the_model_is_measured_as_turned(yaw: float, pitch: float) -> None:
    """Weak perspective of an average head: eyes, nose tip and mouth corners in eye distances."""
    head = np.array([(-0.5, 0, 0), (0.5, 0, 0), (0, 0.62, 0.45), (-0.4, 1.05, 0.15), (0.4, 1.05, 0.15)])
    a, b = np.deg2rad(yaw), np.deg2rad(pitch)
    turn = np.array(((np.cos(a), 0, np.sin(a)), (0, 1, 0), (-np.sin(a), 0, np.cos(a))))
    nod = np.array(((1, 0, 0), (0, np.cos(b), np.sin(b)), (0, -np.sin(b), np.cos(b))))
    seen = (head @ (turn @ nod).T)[:, :2] * 60 + 100
    quality = look(np.zeros((240, 240, 3), np.uint8), seen)
    assert quality.measures.yaw == pytest.approx(yaw, abs=1)
    assert quality.measures.pitch == pytest.approx(pitch, abs=1)


def test_blur_lowers_the_sharpness_step_by_step(portrait: Image) -> None:
    sharp = [look(np.asarray(cv2.GaussianBlur(portrait, (0, 0), s), np.uint8)).measures.sharpness for s in (0.5, 2, 6)]
    assert sharp[0] > sharp[1] > sharp[2]
    assert Flaw.BLURRED in flaws(look(np.asarray(cv2.GaussianBlur(portrait, (0, 0), 8), np.uint8)), ENROLMENT)
