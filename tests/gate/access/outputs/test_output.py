"""The thread that feeds an output: bounded, patient, and never in anybody's way."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from gate.access.errors import OutputError
from gate.access.outputs import output as module
from gate.access.outputs.output import FakeOutput, OutputThread, RefusedError
from tests.gate.access.outputs.conftest import notice, until


class Rig:
    def __init__(self, *, keep: float = 60.0, capacity: int = 1024) -> None:
        self.output = FakeOutput(keep=keep)
        self.health: list[tuple[str, str | None]] = []
        self.thread = OutputThread(self.output, lambda *change: self.health.append(change), capacity=capacity)

    @property
    def delivered(self) -> list[int]:
        return [message.seq for message in self.output.messages]


@pytest.fixture
def rig(monkeypatch: pytest.MonkeyPatch) -> Iterator[Rig]:
    monkeypatch.setattr(module, "FIRST_RETRY", 0.02)
    monkeypatch.setattr(module, "LAST_RETRY", 0.05)
    rig = Rig()
    yield rig
    rig.output.hang.set()
    rig.thread.close()
    assert not rig.output.opened


def test_messages_arrive_in_order(rig: Rig) -> None:
    rig.thread.start()
    for number in range(50):
        rig.thread.put(notice(number))
    until(lambda: len(rig.delivered) == 50)
    assert rig.delivered == list(range(50))
    assert rig.health == []


def test_an_output_that_hangs_costs_the_caller_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    rig = Rig(capacity=10)
    rig.output.hang.clear()
    rig.thread.start()
    begin = time.monotonic()
    for number in range(10_000):
        rig.thread.put(notice(number))
    assert time.monotonic() - begin < 5.0
    assert rig.thread.dropped >= 9_989
    rig.output.hang.set()
    until(lambda: 9_999 in rig.delivered)
    assert rig.delivered[-10:] == list(range(9_990, 10_000)), "the newest are kept"
    rig.thread.close()


def test_a_failing_output_is_tried_again_and_told_of_once(rig: Rig) -> None:
    rig.output.broken = OutputError("no answer")
    rig.thread.start()
    rig.thread.put(notice(7))
    until(lambda: rig.health)
    time.sleep(0.2)
    assert rig.health == [("fake", "no answer")]
    assert rig.thread.problem == "no answer"
    rig.output.broken = None
    until(lambda: rig.delivered == [7])
    until(lambda: rig.health == [("fake", "no answer"), ("fake", None)])
    assert rig.thread.problem is None
    assert rig.thread.dropped == 0


def test_what_is_refused_is_not_sent_again(rig: Rig) -> None:
    rig.thread.start()
    until(lambda: rig.output.opened)
    rig.output.broken = RefusedError("bad")
    rig.thread.put(notice(1))
    until(lambda: rig.thread.dropped == 1)
    rig.output.broken = None
    rig.thread.put(notice(2))
    until(lambda: rig.delivered == [2])
    assert rig.output.attempts == 2


def test_what_is_stale_is_not_sent_any_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FIRST_RETRY", 0.02)
    rig = Rig(keep=0.2)
    rig.thread.start()
    until(lambda: rig.output.opened)
    rig.output.broken = OutputError("no answer")
    rig.thread.put(notice(1))
    until(lambda: rig.thread.dropped == 1)
    rig.output.broken = None
    rig.thread.put(notice(2))
    until(lambda: rig.delivered == [2])
    rig.thread.close()


def test_a_bug_in_an_output_is_its_own_problem(rig: Rig) -> None:
    rig.thread.start()
    until(lambda: rig.output.opened)
    rig.output.broken = ZeroDivisionError("oops")  # type: ignore[assignment]
    rig.thread.put(notice(1))
    until(lambda: rig.health == [("fake", "internal error (ZeroDivisionError)")])
    rig.output.broken = None
    until(lambda: rig.delivered == [1])


def test_what_waits_is_delivered_before_the_end() -> None:
    rig = Rig()
    rig.thread.start()
    for number in range(100):
        rig.thread.put(notice(number))
    rig.thread.close()
    assert len(rig.delivered) == 100


def test_an_output_that_fails_does_not_hold_up_the_end() -> None:
    rig = Rig()
    rig.output.broken = OutputError("no answer")
    rig.thread.start()
    rig.thread.put(notice(1))
    begin = time.monotonic()
    rig.thread.close()
    assert time.monotonic() - begin < 3.0
