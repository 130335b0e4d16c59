"""A source that several look at: onlookers see what its owner has taken, and nobody hangs at its end."""

from __future__ import annotations

import threading
import time

import pytest

from gate.capture.fakes import FakeReader
from gate.capture.shared import SharedReader
from gate.capture.types import Health
from tests.gate.capture.helpers import number_of, numbered


def test_onlookers_see_the_newest_frame_that_the_owner_has_taken_each_once() -> None:
    fake = FakeReader()
    shared = SharedReader(fake)
    fake.put(numbered(0))
    assert shared.newest(0) is not None
    one, two = shared.onlooker(), shared.onlooker()
    fake.put(numbered(1))
    assert one.newest(0) is None, "what was before it is not news, and what nobody has taken is not there"
    for number in (2, 3):
        fake.put(numbered(number))
        assert number_of(shared.newest(0).image) == number  # type: ignore[union-attr]
    for looker in (one, two):
        frame = looker.newest(0)
        assert frame is not None
        assert number_of(frame.image) == 3
        assert looker.newest(0) is None


def test_an_onlooker_that_waits_is_woken_and_health_is_the_sources() -> None:
    fake = FakeReader()
    shared = SharedReader(fake)
    looker = shared.onlooker()
    assert (looker.live, looker.description, looker.health) == (True, "fake", Health.STARTING)

    def go_on() -> None:
        fake.put(numbered(5))
        shared.newest(0)

    threading.Timer(0.1, go_on).start()
    frame = looker.newest(5)
    assert frame is not None
    assert number_of(frame.image) == 5
    fake.become(Health.LOST, "unplugged")
    assert (looker.health, looker.status.detail) == (Health.LOST, "unplugged")


@pytest.mark.parametrize("end", ["owner", "onlooker", "source"])
def test_whoever_ends_nobody_waits_on(end: str) -> None:
    fake = FakeReader()
    shared = SharedReader(fake)
    looker = shared.onlooker()
    fake.put(numbered(1))
    shared.newest(0)
    ending = {"owner": shared.close, "onlooker": looker.close, "source": lambda: fake.become(Health.ENDED)}[end]
    threading.Timer(0.1, ending).start()
    began = time.monotonic()
    assert [number_of(frame.image) for frame in looker.frames()] == [1]
    assert looker.newest(0.1) is None
    assert time.monotonic() - began < 3
    assert not fake.closed, "whoever has opened a reader closes it"
    if end == "onlooker":
        fake.put(numbered(2))
        assert shared.newest(0) is not None, "the owner goes on"
