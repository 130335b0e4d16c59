"""The worker's loop without a process around it."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pytest

from gate.capture.errors import CaptureError
from gate.capture.process import Order
from gate.capture.triple_buffer import Record, TripleBuffer
from gate.capture.types import CAMERA, Deadlines, Picture, Pictures
from gate.capture.worker import run

RANDOM = np.random.default_rng(0)


@dataclass
class Listed:
    """Gives the pictures of a list, each after a pause."""

    images: list[np.ndarray | None]
    pause: float = 0.0
    media_times: tuple[float, ...] | None = None
    description: str = "listed"
    live: bool = True
    deadlines: Deadlines = CAMERA
    closed: bool = False

    def pictures(self) -> Pictures:
        try:
            for number, image in enumerate(self.images):
                time.sleep(self.pause)
                media_time = self.media_times[number] if self.media_times else None
                yield None if image is None else Picture(image, media_time)
        finally:
            self.closed = True


@pytest.fixture
def buffer() -> Iterator[TripleBuffer]:
    buffer = TripleBuffer.create()
    yield buffer
    buffer.close()


def _run(
    source: Listed, buffer: TripleBuffer, *, wait=lambda: True, **options: object
) -> tuple[list[str], list[Record]]:
    """What the worker said, and the record behind each `frame`."""
    said: list[str] = []
    records: list[Record] = []

    def say(word: str, sentence: str = "") -> None:
        said.append(word)
        if word == "frame" and (record := buffer.peek()):
            records.append(record)

    order = {"every_frame": False, "first_seq": 5, "corrupt": 0.1, "parent": 0} | options
    run(Order(source, **order), buffer, say, wait)
    assert source.closed
    return said, records


def _noise(shape: tuple[int, ...] = (48, 64, 3)) -> np.ndarray:
    return RANDOM.integers(64, 192, shape, np.uint8)


def test_pictures_are_numbered_and_stamped_with_the_moment_they_came(buffer: TripleBuffer) -> None:
    began = time.monotonic()
    said, records = _run(Listed([_noise()] * 3, pause=0.02), buffer)
    assert said == ["opening", "frame", "frame", "frame", "end"]
    assert [record.seq for record in records] == [5, 6, 7]
    times = [began, *[record.time for record in records], time.monotonic()]
    assert all(later - earlier >= 0.02 for earlier, later in itertools.pairwise(times[:4]))
    assert times == sorted(times)


def test_equal_pictures_have_equal_digests_and_different_ones_have_not(buffer: TripleBuffer) -> None:
    image = _noise()
    changed = image.copy()
    changed[16:32] ^= 1
    _, records = _run(Listed([image, image.copy(), changed, image[:, ::-1]]), buffer)
    first, same, different, mirrored = (record.digest for record in records)
    assert first == same
    assert len({first, different, mirrored}) == 3


@pytest.mark.parametrize(
    ("image", "dark"),
    [
        (np.zeros((48, 64, 3), np.uint8), True),
        (RANDOM.integers(0, 16, (480, 640, 3), np.uint8), True),
        (np.full((48, 64, 3), (0, 0, 60), np.uint8), False),
        (_noise(), False),
    ],
)
def test_darkness(buffer: TripleBuffer, image: np.ndarray, dark: bool) -> None:
    _, (record,) = _run(Listed([image]), buffer)
    assert record.dark is dark


def test_a_time_stamp_in_a_black_picture_does_not_make_it_light(buffer: TripleBuffer) -> None:
    image = np.zeros((720, 1280, 3), np.uint8)
    image[10:35, 10:200] = 255
    _, (record,) = _run(Listed([image]), buffer)
    assert record.dark


@pytest.mark.parametrize(
    "damaged",
    [None, _noise((48, 64)), _noise((48, 64, 4)), np.zeros((48, 64, 3), np.uint16), np.zeros((0, 64, 3), np.uint8)],
)
def test_data_that_is_no_picture_is_skipped_and_then_named(buffer: TripleBuffer, damaged: np.ndarray | None) -> None:
    said, records = _run(Listed([_noise(), damaged, _noise()]), buffer)
    assert said == ["opening", "frame", "frame", "end"]
    assert [record.seq for record in records] == [5, 6]
    said, _ = _run(Listed([damaged] * 50, pause=0.01), buffer)
    assert said == ["opening", "corrupt"]


@pytest.mark.parametrize(("bad_of_ten", "corrupt"), [(2, False), (5, True)])
def test_a_stream_is_corrupt_when_a_third_of_it_is(buffer: TripleBuffer, bad_of_ten: int, corrupt: bool) -> None:
    images = [None if number % 10 < bad_of_ten else _noise() for number in range(60)]
    said, _ = _run(Listed(images, pause=0.005), buffer)
    assert (said[-1] == "corrupt") is corrupt


def test_recordings_keep_their_pace_with_signs_of_life(buffer: TripleBuffer) -> None:
    began = time.monotonic()
    said, records = _run(Listed([_noise()] * 3, media_times=(0.0, 0.1, 0.8)), buffer)
    assert said == ["opening", "frame", "wait", "frame", "wait", "wait", "frame", "end"]
    assert [record.time - began for record in records] == pytest.approx([0, 0.1, 0.8], abs=0.08)
    assert [record.media_time for record in records] == [0.0, 0.1, 0.8]


def test_a_recording_that_is_slow_to_open_does_not_rush_afterwards(buffer: TripleBuffer) -> None:
    _, records = _run(Listed([_noise()] * 3, pause=0.2, media_times=(0.0, 0.3, 0.6)), buffer)
    gaps = [later.time - earlier.time for earlier, later in itertools.pairwise(records)]
    assert gaps == pytest.approx([0.3, 0.3], abs=0.08)


def test_with_every_frame_each_waits_for_the_one_before_and_none_for_the_clock(buffer: TripleBuffer) -> None:
    answers = iter([True, True, False])
    began = time.monotonic()
    source = Listed([_noise()] * 6, media_times=tuple(range(0, 600, 100)))
    said, _ = _run(source, buffer, every_frame=True, wait=lambda: next(answers))
    assert said == ["opening", "frame", "frame", "frame"], "the parent has gone at the third question"
    assert time.monotonic() - began < 1


def test_more_than_8k_is_refused(buffer: TripleBuffer) -> None:
    large = np.broadcast_to(np.uint8(9), (4321, 7680, 3))
    with pytest.raises(CaptureError, match="listed gives pictures of 7680×4321: more than 8K"):
        _run(Listed([large]), buffer)
    largest = np.broadcast_to(np.uint8(9), (4320, 7680, 3))
    assert _run(Listed([largest]), buffer)[0] == ["opening", "frame", "end"]
