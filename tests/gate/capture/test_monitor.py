from __future__ import annotations

import pytest

from gate.capture.monitor import Monitor
from gate.capture.triple_buffer import Record
from gate.capture.types import CAMERA, RECORDING, Deadlines, Health

STEP = 1 / 32  # exact in binary


class Camera:
    """Drives a monitor through time; `play` gives as many pictures as fit into `seconds`."""

    def __init__(self, deadlines: Deadlines = CAMERA, *, live: bool = True) -> None:
        self.monitor = Monitor("cam", deadlines, live=live)
        self.now = 100.0
        self.count = 0
        self.open()

    def open(self) -> None:
        self.monitor.starting(self.now)
        self.monitor.opening(self.now)

    def play(self, seconds: float, *, digest: int | None = None, dark: bool = False) -> list[bool]:
        fresh = []
        for _ in range(round(seconds / STEP)):
            self.now += STEP
            self.count += 1
            record = Record(self.count, 48, 64, self.now, None, self.count if digest is None else digest, dark)
            fresh.append(self.monitor.picture(self.now, record))
            assert not self.monitor.must_reopen(self.now) or self.health is Health.FROZEN
        return fresh

    @property
    def health(self) -> Health:
        return self.monitor.status.health


def test_a_good_picture_is_ok() -> None:
    camera = Camera()
    assert camera.health is Health.STARTING
    assert camera.play(STEP) == [True]
    assert camera.health is Health.OK
    assert camera.monitor.status.detail == ""
    assert camera.monitor.status.size == (64, 48)
    assert camera.monitor.status.restarts == 0


@pytest.mark.parametrize(("pictures", "limit"), [(0, CAMERA.opening), (1, CAMERA.picture)])
def test_silence_is_a_hang_after_its_deadline_and_not_before(pictures: int, limit: float) -> None:
    camera = Camera()
    camera.play(pictures * STEP)
    assert not camera.monitor.must_reopen(camera.now + limit - 0.01)
    assert camera.monitor.must_reopen(camera.now + limit)
    assert camera.health is Health.HUNG
    assert camera.monitor.status.detail == f"cam has not answered for {limit:g} s"


def test_nobody_hangs_while_it_is_our_turn() -> None:
    camera = Camera(RECORDING, live=False)
    camera.play(STEP)
    camera.monitor.rest()
    assert not camera.monitor.must_reopen(camera.now + 1000)
    camera.monitor.expect(camera.now + 1000)
    assert camera.monitor.must_reopen(camera.now + 1000 + RECORDING.picture)


def test_black_needs_its_time_and_one_light_picture_ends_it() -> None:
    camera = Camera()
    camera.play(1)
    camera.play(CAMERA.black - STEP, dark=True)
    assert camera.health is Health.OK
    camera.play(STEP, dark=True)
    assert camera.health is Health.BLACK
    assert not camera.monitor.must_reopen(camera.now)
    camera.play(STEP)
    assert camera.health is Health.OK


def test_a_camera_that_starts_black_is_black() -> None:
    camera = Camera()
    camera.play(1, digest=0, dark=True)
    assert camera.health is Health.STARTING
    camera.play(1, digest=0, dark=True)
    assert camera.health is Health.BLACK


def test_frozen_pictures_are_not_new_and_call_for_reopening() -> None:
    camera = Camera()
    camera.play(1)
    assert camera.play(CAMERA.frozen - STEP, digest=-1) == [True] + [False] * (round(CAMERA.frozen / STEP) - 2)
    assert camera.health is Health.OK
    camera.play(2 * STEP, digest=-1)
    assert camera.health is Health.FROZEN
    assert camera.monitor.must_reopen(camera.now)
    camera.open()
    assert camera.play(STEP, digest=-1) == [False], "the same picture from a new process is still the same"
    assert camera.health is Health.FROZEN
    assert not camera.monitor.must_reopen(camera.now), "the new process gets its time"
    assert camera.play(STEP) == [True]
    assert camera.health is Health.OK
    assert camera.monitor.status.restarts == 1


def test_a_compressed_stream_that_stands_still_is_named_but_not_reopened() -> None:
    camera = Camera(Deadlines(reopen_frozen=False))
    camera.play(5, digest=-1)
    assert camera.health is Health.FROZEN
    assert not camera.monitor.must_reopen(camera.now)


def test_a_fault_keeps_its_name_until_a_good_picture() -> None:
    camera = Camera()
    camera.monitor.fault(Health.LOST, "cam is not connected")
    camera.open()
    camera.play(0.5, dark=True)
    assert camera.health is Health.LOST
    assert camera.monitor.status.detail == "cam is not connected"
    camera.play(STEP)
    assert camera.health is Health.OK


def test_a_corrupt_source_has_to_prove_itself() -> None:
    camera = Camera()
    camera.monitor.fault(Health.CORRUPT, "")
    camera.open()
    camera.play(CAMERA.corrupt)
    assert camera.health is Health.CORRUPT
    camera.play(STEP)
    assert camera.health is Health.OK


def test_a_recording_may_be_black_or_stand_still() -> None:
    camera = Camera(RECORDING, live=False)
    assert all(camera.play(5, digest=0, dark=True))
    assert camera.health is Health.OK
    camera.monitor.ended()
    assert camera.health is Health.ENDED


@pytest.mark.parametrize("limit", ["picture", "black", "frozen", "corrupt"])
def test_the_defaults_leave_room_within_the_promised_two_seconds(limit: str) -> None:
    assert getattr(CAMERA, limit) <= 1.5
    assert CAMERA.corrupt < CAMERA.picture
