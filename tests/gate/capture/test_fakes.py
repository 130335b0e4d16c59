"""The hand-fed reader keeps the same contract as the real one."""

from __future__ import annotations

import threading
import time

import pytest

from gate.capture.fakes import FakeReader
from gate.capture.types import Health
from tests.gate.capture.helpers import number_of, numbered


def test_newest_wins_and_is_handed_out_once() -> None:
    with FakeReader() as reader:
        assert reader.health is Health.STARTING
        for number in range(3):
            reader.put(numbered(number))
        assert reader.health is Health.OK
        frame = reader.newest(timeout=0)
        assert frame is not None
        assert (number_of(frame.image), frame.seq) == (2, 2)
        assert frame.time == pytest.approx(time.monotonic(), abs=0.5)
        assert reader.newest(timeout=0) is None


def test_every_frame_in_order_at_its_media_time_until_the_end() -> None:
    reader = FakeReader(live=False, every_frame=True)
    for number in range(3):
        reader.put(numbered(number), media_time=number / 4)
    reader.become(Health.ENDED)
    assert [(frame.seq, frame.time) for frame in reader.frames()] == [(0, 0.0), (1, 0.25), (2, 0.5)]


def test_a_fault_is_told_and_a_waiting_consumer_is_woken_by_the_end() -> None:
    reader = FakeReader(now=lambda: 7.0)
    reader.become(Health.HUNG, "cam has not answered for 1.5 s")
    assert reader.status.detail == "cam has not answered for 1.5 s"
    threading.Timer(0.1, reader.close).start()
    began = time.monotonic()
    assert list(reader.frames()) == []
    assert time.monotonic() - began < 0.9
    assert reader.closed
