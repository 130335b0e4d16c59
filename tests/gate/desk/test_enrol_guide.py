"""What a person before the camera is told, and when the picture is taken."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate.desk.enrol_guide import HOLD_SECONDS, STEADY_SECONDS, Guide, Look
from gate.desk.enrol_sitting import Advice, Pose

STRAIGHT, LEFT, RIGHT, UP = (0.0, 0.0), (20.0, 0.0), (-20.0, 0.0), (0.0, -10.0)


def look(
    time: float, turn: tuple[float, float] = STRAIGHT, faces: int = 1, flaw: Advice | None = None, quality: float = 0.8
) -> Look[str]:
    return Look(time, faces, *turn, flaw=flaw, quality=quality, keep=f"{time:.2f}")


def hold(guide: Guide[str], start: float, turn: tuple[float, float] = STRAIGHT) -> float:
    """Hold still until the picture is taken."""
    guide.see(look(start, turn))
    guide.see(look(start + HOLD_SECONDS + 0.01, turn))
    return start + HOLD_SECONDS + 0.1


@pytest.mark.parametrize(
    ("pose", "seen", "advice"),
    [
        (Pose.STRAIGHT, look(0, faces=0), Advice.NOBODY),
        (Pose.STRAIGHT, look(0, faces=2), Advice.SEVERAL),
        (Pose.STRAIGHT, look(0, LEFT), Advice.TURN_RIGHT),
        (Pose.STRAIGHT, look(0, RIGHT), Advice.TURN_LEFT),
        (Pose.LEFT, look(0), Advice.TURN_LEFT),
        (Pose.LEFT, look(0, (50, 0)), Advice.TURN_RIGHT),
        (Pose.RIGHT, look(0), Advice.TURN_RIGHT),
        (Pose.UP, look(0), Advice.LIFT),
        (Pose.UP, look(0, (0, -30)), Advice.LOWER),
        (Pose.LEFT, look(0, flaw=Advice.TOO_FAR), Advice.TOO_FAR),
        (Pose.LEFT, look(0, flaw=Advice.BLURRED), Advice.TURN_LEFT),
        (Pose.LEFT, look(0, LEFT, flaw=Advice.BLURRED), Advice.BLURRED),
        (Pose.STRAIGHT, look(0, flaw=Advice.TOO_BRIGHT), Advice.TOO_BRIGHT),
        (Pose.MASKED, look(0), Advice.PUT_MASK_ON),
        (Pose.STRAIGHT, look(0), Advice.HOLD),
    ],
)
def test_the_first_thing_that_is_wrong_is_said(pose: Pose, seen: Look[str], advice: Advice) -> None:
    assert Guide[str]([pose]).see(seen) is advice


def test_the_best_look_of_a_calm_moment_is_taken() -> None:
    guide = Guide[str]([Pose.STRAIGHT])
    guide.see(look(0.0, quality=0.5))
    guide.see(look(0.3, quality=0.9))
    assert guide.taken == {}
    assert guide.see(look(HOLD_SECONDS, quality=0.6)) is Advice.DONE
    assert guide.taken == {Pose.STRAIGHT: "0.30"}


def test_whatever_goes_wrong_begins_the_moment_anew() -> None:
    guide = Guide[str]([Pose.STRAIGHT])
    guide.see(look(0.0))
    guide.see(look(0.4, faces=2))
    guide.see(look(0.5))
    guide.see(look(0.5 + HOLD_SECONDS / 2))
    assert not guide.taken
    guide.lost()
    guide.see(look(0.6 + HOLD_SECONDS))
    assert not guide.taken


def test_the_poses_follow_and_a_mask_waits_for_the_word() -> None:
    guide = Guide[str](list(Pose))
    now = 0.0
    for turn in (STRAIGHT, LEFT, RIGHT, UP):
        now = hold(guide, now, turn)
    assert guide.see(look(now)) is Advice.PUT_MASK_ON
    guide.ready()
    hold(guide, now + 0.1)
    assert set(guide.taken) == set(Pose)
    assert guide.see(look(now + 9)) is Advice.DONE


def test_every_pose_but_the_straight_one_can_be_left_out() -> None:
    guide = Guide[str](list(Pose))
    guide.skip()
    assert guide.pose is Pose.STRAIGHT
    hold(guide, 0.0)
    for _ in range(4):
        guide.skip()
    assert guide.pose is None
    assert set(guide.taken) == {Pose.STRAIGHT}


def test_advice_does_not_flicker() -> None:
    guide = Guide[str]([Pose.STRAIGHT])
    assert guide.see(look(0.0, faces=0)) is Advice.NOBODY
    assert guide.see(look(1.0, faces=2)) is Advice.SEVERAL
    assert guide.see(look(1.1, LEFT)) is Advice.SEVERAL
    assert guide.see(look(1.1 + STEADY_SECONDS, LEFT)) is Advice.TURN_RIGHT


looks = st.builds(
    look,
    st.just(0.0),
    st.tuples(st.floats(-90, 90), st.floats(-90, 90)),
    st.integers(0, 3),
    st.sampled_from([None, Advice.BLURRED, Advice.TOO_DARK]),
    st.floats(0, 1),
)


@given(st.lists(st.tuples(looks, st.floats(0.01, 0.5)), max_size=60))
def test_no_flawed_look_is_ever_taken(seen: list[tuple[Look[str], float]]) -> None:
    guide, now, good = Guide[str]([Pose.STRAIGHT, Pose.LEFT]), 0.0, set()
    for one, step in seen:
        now += step
        shown = Look(now, one.faces, one.yaw, one.pitch, one.flaw, one.quality, f"{now}")
        if one.faces == 1 and one.flaw is None:
            good.add(f"{now}")
        guide.see(shown)
    assert set(guide.taken.values()) <= good
