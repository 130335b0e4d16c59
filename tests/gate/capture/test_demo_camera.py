"""The demo's live camera: somebody comes in, does what they are told and goes; pictures wait for whoever looks."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import numpy as np
import pytest

from gate.capture.demo_camera import DemoCamera
from gate.capture.demo_head import Pose
from gate.capture.demo_people import ASTRONAUT, FACE_HEIGHT, GRACE_HOPPER, figure
from gate.capture.demo_scene import COUNTER, HORIZON
from gate.capture.demo_visitor import FAR, NEAR, REACTION, Visitor
from gate.capture.types import Health


class Steps:
    """Time that passes as soon as it is allowed to."""

    def __init__(self) -> None:
        self._now = 0.0

    def mono(self) -> float:
        return self._now

    def allow(self, seconds: float) -> None:
        self._now += seconds


@pytest.fixture
def camera() -> Iterator[DemoCamera]:
    with DemoCamera(Steps(), fps=10) as camera:
        yield camera


def play(visitor: Visitor, begin: float, seconds: float) -> float:
    """Move on; gives the time."""
    for step in range(1, round(seconds * 10) + 1):
        visitor.step(begin + step / 10)
    return begin + seconds


def test_somebody_walks_up_and_leaves_when_told() -> None:
    visitor = Visitor(ASTRONAUT, 0.0)
    now = play(visitor, 0.0, 5.0)
    assert visitor._x == pytest.approx(640, abs=2)
    assert visitor._face == pytest.approx(NEAR, abs=1)
    visitor.leave(1.0)
    visitor.leave(9.0)
    now = play(visitor, now, 0.8)
    assert visitor._x == pytest.approx(640, abs=2)
    assert not visitor.gone
    play(visitor, now, 4.0)
    assert visitor.gone


def test_a_head_turns_after_a_moment_and_as_it_is_told_last() -> None:
    visitor = Visitor(ASTRONAUT, 0.0)
    now = play(visitor, 0.0, 4.0)
    visitor.look(Pose(yaw=0.5))
    now = play(visitor, now, REACTION - 0.1)
    assert visitor._pose == Pose()
    now = play(visitor, now, 1.2)
    assert visitor._pose.yaw == pytest.approx(0.5, abs=0.02)
    visitor.nudge(-1, 0)
    now = play(visitor, now, 0.5)
    visitor.nudge(0, 0)
    stopped = visitor._aim.yaw
    assert stopped == pytest.approx(0.35, abs=0.02)
    play(visitor, now, 1.0)
    assert visitor._pose.yaw == pytest.approx(stopped, abs=0.01)


def test_somebody_comes_closer_and_wears_a_mask_if_they_have_one() -> None:
    visitor = Visitor(ASTRONAUT, 0.0, face=FAR)
    now = play(visitor, 0.0, 4.0)
    assert visitor._face == pytest.approx(FAR, abs=1)
    visitor.come_closer()
    play(visitor, now, 4.0)
    assert visitor._face == pytest.approx(NEAR, abs=1)
    for who, worn in ((ASTRONAUT, True), (GRACE_HOPPER, False)):
        other = Visitor(who, 0.0, masked=True)
        assert other._masked is worn


@pytest.mark.parametrize("who", [ASTRONAUT, GRACE_HOPPER])
def test_nobody_hovers_above_the_counter_however_far_away(who: str) -> None:
    person = figure(who, masked=False)
    reach = (person.picture.shape[0] - person.crown[1]) / FACE_HEIGHT
    assert HORIZON - 1.25 * FAR + reach * FAR > COUNTER


def test_a_picture_waits_for_everybody_who_looks(camera: DemoCamera) -> None:
    first, second = camera.reader(), camera.reader()
    assert first.health is Health.STARTING
    frame = first.newest(60.0)
    assert frame is not None
    assert first.health is Health.OK
    assert not frame.image.flags.writeable
    assert first.newest(0.15) is None, "the second has not looked, and the gate has not judged"
    other = second.newest(60.0)
    assert other is not None
    assert other.seq == frame.seq
    camera.judged(frame.time)
    second.close()
    following = first.newest(60.0)
    assert following is not None
    assert following.seq == frame.seq + 1
    assert following.time == pytest.approx(frame.time + 0.1)
    assert second.newest(0.0) is None


def test_whoever_is_asked_in_is_seen_and_the_next_one_waits(camera: DemoCamera) -> None:
    reader = camera.reader()
    empty = reader.newest(60.0)
    assert empty is not None
    camera.invite(ASTRONAUT)
    names: list[str] = []
    for frame in reader.frames():
        camera.judged(frame.time)
        camera.tell(lambda visitor: names.append(visitor.who))
        if frame.seq == 10:
            camera.invite(GRACE_HOPPER)
        if frame.time > 7.0:
            break
    assert names[0] == ASTRONAUT
    assert names[-1] == GRACE_HOPPER
    seen = np.abs(frame.image[:COUNTER:8, ::8].astype(int) - empty.image[:COUNTER:8, ::8]).max(axis=2) > 60
    assert seen.mean() > 0.03


def test_closing_ends_whoever_waits() -> None:
    camera = DemoCamera(Steps())
    reader = camera.reader()
    assert reader.newest(60.0) is not None
    threading.Timer(0.1, camera.close).start()
    for frame in reader.frames():
        camera.judged(frame.time)
    assert reader.newest(60.0) is None
    assert reader.health is Health.ENDED
    camera.close()
