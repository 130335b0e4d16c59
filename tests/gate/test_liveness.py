"""The settings of liveness reach the guard, the doctor's words and whatever source is judged."""

from __future__ import annotations

from datetime import time
from pathlib import Path

import numpy as np
import pytest

from gate.clock import ManualClock
from gate.doctor import liveness as examine_liveness
from gate.home import Home
from gate.liveness import for_source, open_liveness
from gate.settings import LivenessHours, LivenessMode, LivenessSettings, Settings
from gate.vision.liveness.passive import Fitted, Passive
from gate.vision.types import Face


def settings(**liveness: object) -> Settings:
    return Settings(liveness=LivenessSettings(**liveness))  # type: ignore[arg-type]


def home(folder: Path) -> Home:
    return Home(folder, folder / "models")


MODES: tuple[tuple[LivenessMode | None, bool, str], ...] = (
    (None, True, "challenge"),
    (None, False, "off"),
    ("off", True, "off"),
    ("challenge", False, "challenge"),
    ("both", False, "both"),
)


@pytest.mark.parametrize(("mode", "moves_door", "held"), MODES)
def test_a_camera_is_off_only_by_name_and_a_recording_unless_told(
    mode: LivenessMode | None, moves_door: bool, held: str, tmp_path: Path
) -> None:
    told = for_source(settings(mode=mode), moves_door=moves_door)
    layer = open_liveness(told.liveness, home(tmp_path), ManualClock())
    assert layer.mode() == held
    assert layer.status.startswith(f"liveness: {held}")


def test_a_recording_keeps_the_hours_that_somebody_set(tmp_path: Path) -> None:
    told = for_source(settings(schedule=(LivenessHours(mode="challenge"),)), moves_door=False)
    assert open_liveness(told.liveness, home(tmp_path), ManualClock()).mode() == "challenge"


def test_hours_that_begin_change_the_mode_of_a_running_gate(tmp_path: Path) -> None:
    clock = ManualClock()
    now = clock.utc().astimezone()
    later = time((now.hour + 1) % 24)
    hours = LivenessHours(mode="off", start=later, end=time((now.hour + 2) % 24))
    layer = open_liveness(LivenessSettings(mode="challenge", schedule=(hours,)), home(tmp_path), clock)
    layer.guard.begin(1)
    clock.advance(3600)
    layer.guard.begin(2)
    assert [layer.guard.verdict(track).state for track in (1, 2)] == ["unknown", "off"]


@pytest.mark.parametrize("steps", [2, 5])
def test_as_many_movements_are_asked_for_as_are_set(steps: int, tmp_path: Path) -> None:
    layer = open_liveness(LivenessSettings(steps=steps), home(tmp_path), ManualClock())
    layer.guard.begin(1)
    asked = layer.guard.verdict(1).asked
    assert asked is not None
    assert asked.steps == steps


class Says:
    """A network that always says the same."""

    def __init__(self, live: float) -> None:
        self._said = np.array([[1 - live, live, 0.0]], np.float32)

    def run(self, batch: object) -> dict[str, object]:
        return {"probabilities": self._said}


@pytest.mark.parametrize(("threshold", "live"), [(0.5, True), (0.7, False)])
def test_the_threshold_of_the_networks_decides(threshold: float, live: bool) -> None:
    networks = Passive([Fitted(Says(0.6), 2.7, (80, 80))], threshold)  # type: ignore[arg-type]
    face = Face(np.array([300, 200, 400, 330], np.float32), np.zeros((5, 2), np.float32), 0.9)
    assert networks.judge(np.zeros((720, 1280, 3), np.uint8), face).live is live


WORDS = {
    "off": ("warning", "a photograph of an enrolled person opens the door"),
    "challenge": ("ok", "no passive networks are installed (`gate models add liveness"),
    "passive": ("failed", "nobody is let in by face"),
    "both": ("failed", "nobody is let in by face"),
}


@pytest.mark.parametrize("mode", WORDS)
def test_the_doctor_says_what_a_mode_comes_to(mode: LivenessMode, tmp_path: Path) -> None:
    found = examine_liveness(settings(mode=mode), home(tmp_path))
    state, words = WORDS[mode]
    assert found.state == state
    assert words in found.detail
