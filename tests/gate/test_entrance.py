"""Everything behind the decision: who is told, what is shown, and that none of it can hold up the door."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from gate.access.audit.trail import Trail
from gate.access.errors import OutputError
from gate.access.event import AnyEvent, Notice
from gate.access.outputs.output import FakeOutput, Output
from gate.access.outputs.simulated import look
from gate.access.panel import Light, Text
from gate.access.rules.authorise import Options
from gate.access.store.access import Access
from gate.admission import Admission, AdmissionRules
from gate.clock import ManualClock, SystemClock
from gate.core import Core
from gate.entrance import Entrance
from gate.home import Home
from gate.settings import Settings
from gate.vision.fakes import FAKE_PREPROCESSING, FakeDetector, FakeRecogniser
from gate.vision.pipeline import FacePipeline
from tests.gate.access.outputs.conftest import notice, until
from tests.gate.conftest import ANNA, Policy, frame, gallery_of, painted


def _home(tmp_path: Path) -> Home:
    return Home(tmp_path, tmp_path / "models")


def _entrance(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, outputs: Sequence[Output], events: list[AnyEvent]
) -> Entrance:
    monkeypatch.setattr(Entrance, "_make", lambda *_arguments: list(outputs))
    return Entrance(Settings(), _home(tmp_path), SystemClock(), events.extend, real=True)


def test_an_output_that_hangs_or_fails_neither_delays_nor_flips_a_decision(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, policy: Policy, access: Access, trail: Trail
) -> None:
    hanging, failing, well = FakeOutput("hanging"), FakeOutput("failing"), FakeOutput("well")
    hanging.hang.clear()
    events: list[AnyEvent] = []
    index = gallery_of(anna=ANNA)
    with _entrance(monkeypatch, tmp_path, [hanging, failing, well], events) as entrance:
        pipeline = FacePipeline(FakeDetector(), FakeRecogniser(), FAKE_PREPROCESSING)
        clock = SystemClock()
        rules = AdmissionRules(Options("test"))
        core = Core(
            pipeline,
            lambda: index,
            lambda _index: policy,
            clock,
            admission=Admission(access, policy, rules, clock, lambda: True),
            trail=trail,
            claim_policy=lambda _index: policy,
            gate="test",
            model="m" * 64,
            liveness="off",
            status="fake",
            let_in=entrance.doorway.let_in,
            numbers=entrance.numbers,
        )
        core.screen.beside = entrance.beside
        failing.broken = OutputError("no answer")
        entrance.publish([notice()])
        until(lambda: "failing" in entrance.problems)
        begin, granted = time.monotonic(), None
        while granted is None and time.monotonic() - begin < 10:
            found = core.process(frame(painted(ANNA), time.monotonic()))
            entrance.publish(found)
            granted = next((event for event in found if getattr(event, "granted", False)), None)
            time.sleep(0.02)
        assert granted
        until(lambda: (look(tmp_path / "door.line") or (False,))[0])
        assert core.screen.view(painted(), time.monotonic()).status == "fake; not working: failing"
        until(lambda: granted in well.messages)
        health = [event.detail for event in events if isinstance(event, Notice) and event.event == "output"]
        assert health == ["failing: no answer"]
        failing.broken = None
        until(lambda: granted in failing.messages)
        until(lambda: "failing: works again" in [getattr(event, "detail", None) for event in events])
        hanging.hang.set()
    numbers = [event.seq for event in events if event.gate != "Main"]
    assert len(numbers) == len(set(numbers)), "one count for decisions, door and outputs"
    assert look(tmp_path / "door.line") is None


def test_what_a_panel_orders_is_on_the_screen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    entrance = _entrance(monkeypatch, tmp_path, [], [])
    assert entrance.beside().panel.light is None
    entrance._on_panel(Light("red", 60.0))
    entrance._on_panel(Text("Karte bitte", None))
    assert (entrance.beside().panel.light, entrance.beside().panel.text) == ("red", "Karte bitte")


def test_a_replay_has_a_door_of_its_own_and_tells_nobody(tmp_path: Path) -> None:
    clock, events = ManualClock(), list[AnyEvent]()
    settings = Settings.model_validate({"outputs": {"mqtt": {"host": "127.0.0.1", "port": 9}}})
    with Entrance(settings, _home(tmp_path), clock, events.extend, real=False) as entrance:
        assert "told: nobody" in entrance.status
        entrance.doorway.let_in("p1", "Anna")
        clock.advance(5.0)
        entrance.publish([])
    assert [str(getattr(event.event, "value", event.event)) for event in events] == [
        "door_ready", "door_unlocked", "door_locked",
    ]  # fmt: skip
    assert not list(tmp_path.iterdir()), "nothing is written"
