"""The live loop: newest frame wins, the camera's health is shown, nothing outlives a stop."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence

import pytest

from gate.access.event import AnyEvent, Event, Notice
from gate.capture.fakes import FakeReader
from gate.capture.types import Frame, Health
from gate.clock import ManualClock, SystemClock
from gate.core import Core
from gate.gallery.errors import GalleryError
from gate.gallery.index import Index
from gate.service import Service, run_every_frame
from gate.view import Phase, View
from tests.gate.conftest import ANNA, STRANGER, gallery_of, painted

MakeCore = Callable[[Index], Core]


class Stage:
    """A running service and all that came out of it."""

    def __init__(self, core: Core) -> None:
        self.reader = FakeReader()
        self.events: list[AnyEvent] = []
        self.views: list[View] = []
        self.service = Service(self.reader, core, SystemClock(), self.events.extend, self.views.append)
        self.raised: list[BaseException] = []
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        try:
            self.service.run()
        except BaseException as error:
            self.raised.append(error)

    def stop(self) -> None:
        self.service.stop()
        self._thread.join(10)
        assert not self._thread.is_alive()


def _until(condition: Callable[[], object]) -> None:
    end = time.monotonic() + 15
    while not condition():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.01)


def _decisions(events: Sequence[AnyEvent]) -> list[Event]:
    return [event for event in events if isinstance(event, Event)]


@pytest.fixture
def stage(make_core: MakeCore, monkeypatch: pytest.MonkeyPatch, clock: ManualClock):
    core = make_core(gallery_of(anna=ANNA))
    core._clock = SystemClock()
    stage = Stage(core)
    yield stage
    stage.stop()
    assert not [thread for thread in threading.enumerate() if thread.name == "inference"]


def test_a_person_is_let_in_and_shown(stage: Stage) -> None:
    def granted() -> bool:
        stage.reader.put(painted(ANNA))
        time.sleep(0.02)
        return any(view.phase is Phase.GRANTED for view in stage.views)

    _until(granted)
    assert [d.granted for d in _decisions(stage.events)] == [True]


def test_a_lost_camera_is_shown_reported_and_recovered_from(stage: Stage) -> None:
    stage.reader.put(painted())
    _until(lambda: stage.views and stage.views[-1].phase is Phase.WAITING)
    stage.reader.become(Health.HUNG, "no answer")
    _until(lambda: stage.views[-1].phase is Phase.NO_CAMERA)
    stage.reader.become(Health.OK)
    stage.reader.put(painted())
    _until(lambda: stage.views[-1].phase is Phase.WAITING)
    _until(lambda: len(stage.events) >= 4)
    notices = [(e.event, e.detail) for e in stage.events if isinstance(e, Notice)]
    assert notices == [
        ("camera", "hung"),
        ("degraded", "camera hung: no face is recognised"),
        ("camera", "ok"),
        ("restored", "faces are recognised again"),
    ]


def test_the_newest_frame_wins_over_a_slow_recogniser(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    judged: list[tuple[float, float]] = []
    slow = 0.3

    def process(frame: Frame) -> list[AnyEvent]:
        judged.append((time.monotonic(), frame.time))
        time.sleep(slow)
        return []

    monkeypatch.setattr(stage.service._core, "process", process)
    for _ in range(100):
        stage.reader.put(painted(ANNA))
        time.sleep(0.01)
    _until(lambda: len(judged) >= 3)
    ages = [now - taken for now, taken in judged]
    assert max(ages) < slow
    assert len(stage.views) > 10 * len(judged), "the picture goes on while the recogniser works"


def test_a_gallery_that_fails_shows_a_fault_and_grants_nothing(stage: Stage) -> None:
    working = stage.service._core._index

    def lost() -> Index:
        raise GalleryError("the gallery has gone")

    def shows(phase: Phase) -> Callable[[], bool]:
        def look() -> bool:
            stage.reader.put(painted(STRANGER))
            time.sleep(0.02)
            return stage.views[-1].phase is phase

        return look

    stage.service._core._index = lost
    _until(shows(Phase.FAULT))
    assert not _decisions(stage.events)
    stage.service._core._index = working
    _until(shows(Phase.REFUSED))


def test_an_error_of_the_inference_thread_ends_the_service_and_is_raised(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_frame: Frame) -> list[AnyEvent]:
        raise RuntimeError("a bug")

    monkeypatch.setattr(stage.service._core, "process", broken)
    stage.reader.put(painted(ANNA))
    _until(lambda: stage.raised)
    assert str(stage.raised[0]) == "a bug"
    assert not _decisions(stage.events)


def test_the_end_of_a_recording_ends_the_service(stage: Stage) -> None:
    stage.reader.put(painted())
    stage.reader.become(Health.ENDED)
    stage._thread.join(10)
    assert not stage._thread.is_alive()
    assert not stage.raised


def test_the_last_frame_of_a_recording_is_judged_however_late(make_core: MakeCore) -> None:
    core = make_core(gallery_of(anna=ANNA))
    core._clock = SystemClock()
    reader, events = FakeReader(live=False), list[AnyEvent]()
    reader.put(painted(ANNA))
    reader.become(Health.ENDED)
    Service(reader, core, SystemClock(), events.extend, lambda _view: None).run()
    assert "track_started" in [event.event for event in events]


def test_every_frame_gives_the_same_events_each_time(make_core: MakeCore) -> None:
    def play() -> list[str]:
        clock = ManualClock()
        core = make_core(gallery_of(anna=ANNA))
        core._clock = clock
        reader = FakeReader(live=False, every_frame=True)
        for number in range(40):
            reader.put(painted(ANNA if number < 20 else STRANGER), media_time=number / 10)
        reader.become(Health.ENDED)
        lines: list[str] = []
        run_every_frame(
            reader, core, clock, lambda events: lines.extend(e.to_json() for e in events), lambda _view: None
        )
        return lines

    first = play()
    assert first == play()
    assert sum('"granted": true' in line for line in first) == 1
