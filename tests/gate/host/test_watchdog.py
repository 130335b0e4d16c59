"""The watchdog is fed while camera and inference get on, and not otherwise."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

import pytest

from engines.errors import ModelError
from gate.capture.fakes import Act, FakeReader, ScriptedSource
from gate.capture.reader import SourceReader
from gate.capture.types import FrameReader, Health
from gate.clock import SystemClock
from gate.core import Core
from gate.host.notify import Notifier
from gate.host.progress import PATIENCE, Progress
from gate.host.rounds import Rounds
from gate.host.watchdog import Watchdog
from gate.service import Service
from gate.vision.fakes import MoodyRecogniser
from tests.gate.conftest import ANNA, gallery_of, painted
from tests.gate.host.conftest import Manager, until

PATIENT = 0.6
MakeCore = Callable[..., Core]


class Stage:
    """A service that a watchdog watches."""

    def __init__(self, core: Core, reader: FrameReader, manager: Manager) -> None:
        clock = SystemClock()
        core._clock = clock
        self.core, self.reader = core, reader
        self.progress = Progress(clock.mono())
        self.service = Service(reader, core, clock, lambda _events: None, lambda _view: None, self.progress)
        self.watchdog = Watchdog(Notifier(manager.address, 0.3), self.progress, clock, lost=lambda: core.lost)
        self._thread = threading.Thread(target=self.service.run, daemon=True)
        self._rounds = Rounds("watchdog", self.watchdog.look, self.watchdog.seconds)
        self._feeding = threading.Event()

    def __enter__(self) -> Stage:
        self._thread.start()
        self._rounds.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self._feeding.set()
        self._rounds.__exit__(None, None, None)
        self.service.stop()
        self._thread.join(10)

    def walk_by(self) -> None:
        """Anna stands there from now on, until `leave`."""
        assert isinstance(self.reader, FakeReader)
        reader = self.reader

        def put() -> None:
            while not self._feeding.wait(0.03):
                reader.put(painted(ANNA))

        threading.Thread(target=put, daemon=True).start()

    def leave(self) -> None:
        self._feeding.set()


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gate.host.progress.PATIENCE", PATIENT)
    monkeypatch.setattr("gate.service.RETRY_SECONDS", 0.1)


@pytest.fixture
def recogniser() -> MoodyRecogniser:
    return MoodyRecogniser()


@pytest.fixture
def stage(make_core: MakeCore, manager: Manager, recogniser: MoodyRecogniser) -> Iterator[Stage]:
    core = make_core(gallery_of(anna=ANNA))
    core._pipeline._recogniser = recogniser
    with Stage(core, FakeReader(), manager) as stage:
        yield stage
        recogniser.goes_on.set()


def test_fed_while_pictures_are_judged(stage: Stage, manager: Manager) -> None:
    assert not stage.watchdog.ready
    stage.walk_by()
    until(lambda: "READY=1" in manager.hear())
    assert manager.fed(1.5) >= 5
    assert manager.said[-1] == "WATCHDOG=1"
    assert "STATUS=recognises faces" in manager.said


def test_a_camera_that_hangs_ends_the_feeding(stage: Stage, manager: Manager) -> None:
    stage.walk_by()
    until(lambda: "READY=1" in manager.hear())
    stage.leave()
    time.sleep(PATIENT + 0.4)
    assert manager.fed(1.0) == 0
    assert any("the camera gives no picture" in line for line in manager.said)
    stage._feeding = threading.Event()
    stage.walk_by()
    time.sleep(0.5)
    assert manager.fed(1.0) > 0, "it goes on as soon as pictures come"


def test_a_named_fault_of_a_camera_that_worked_ends_it_too(stage: Stage, manager: Manager) -> None:
    stage.walk_by()
    until(lambda: "READY=1" in manager.hear())
    stage.leave()
    stage.reader.become(Health.LOST, "unplugged")
    time.sleep(PATIENT + 0.4)
    assert manager.fed(1.0) == 0


def test_a_recogniser_that_hangs_ends_the_feeding(stage: Stage, manager: Manager, recogniser: MoodyRecogniser) -> None:
    stage.walk_by()
    until(lambda: "READY=1" in manager.hear())
    recogniser.goes_on.clear()
    stage.core._attempts.restart(everybody=True)
    until(lambda: stage.progress._busy_since is not None)
    until(lambda: stage.progress.stall(time.monotonic()))
    time.sleep(0.3)
    assert manager.fed(1.0) == 0
    assert stage.progress.captured > stage.progress.judged, "the camera goes on all the while"


def test_a_recogniser_that_worked_and_fails_ends_it(
    stage: Stage, manager: Manager, recogniser: MoodyRecogniser
) -> None:
    stage.walk_by()
    until(lambda: "READY=1" in manager.hear())
    recogniser.problem = ModelError("the device is gone")
    stage.core._attempts.restart(everybody=True)
    until(lambda: stage.core.lost == ("recogniser",))
    time.sleep(PATIENT + 0.4)
    assert manager.fed(1.0) == 0


def test_degraded_from_the_start_is_fed(stage: Stage, manager: Manager, recogniser: MoodyRecogniser) -> None:
    recogniser.problem = ModelError("no engine")
    stage.walk_by()
    until(lambda: "READY=1" in manager.hear())
    time.sleep(PATIENT + 0.4)
    assert manager.fed(1.0) > 0, "a restart would mend nothing, and interrupt badges and PINs"
    assert any("degraded, without recogniser" in line for line in manager.said)


def test_no_camera_from_the_start_is_fed(stage: Stage, manager: Manager) -> None:
    stage.reader.become(Health.LOST, "not there")
    until(lambda: "READY=1" in manager.hear())
    time.sleep(PATIENT + 0.4)
    assert manager.fed(1.0) > 0


def test_a_hung_source_process_is_seen_through_the_real_reader(make_core: MakeCore, manager: Manager) -> None:
    script = ScriptedSource(((Act.PLAY, 3.0), (Act.HANG, 60.0)), time.monotonic())
    with SourceReader(script) as reader, Stage(make_core(gallery_of(anna=ANNA)), reader, manager):
        until(lambda: "READY=1" in manager.hear())
        assert manager.fed(0.5) > 0
        until(lambda: any("the camera gives no picture" in line for line in manager.hear()))
        assert manager.fed(1.0) == 0


def test_the_camera_loop_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gate.host.progress.PATIENCE", PATIENCE)
    progress = Progress(100.0)
    assert progress.stall(109.0) is None
    assert progress.stall(111.0) == "the camera's loop stands still"
    progress.turned(112.0)
    assert progress.stall(112.0) is None
    progress.picture(112.0)
    for second in range(113, 130):  # pictures come, and nobody judges one
        progress.turned(second)
        progress.picture(second)
    assert progress.stall(129.0) == "no picture is judged any more"
    progress.begin(129.0)
    progress.finish(129.5, judged=129.0)
    assert progress.stall(129.5) is None
    assert progress.rate(130.0) == pytest.approx(0.2)


def test_a_duty_that_fails_is_tried_again(caplog: pytest.LogCaptureFixture) -> None:
    done = []

    def duty() -> None:
        done.append(1)
        raise RuntimeError("not now")

    with Rounds("duty", duty, 0.01):
        until(lambda: len(done) > 5)
    assert len(caplog.records) == 1, "the same error is said once"
