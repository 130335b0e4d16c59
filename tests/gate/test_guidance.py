"""What a face in view is told: the nearest one's lack, calmly; darkness by the picture."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from gate.guidance import BLURRED, FAR, STEADY_SECONDS, Guide, hint_for
from gate.screen import Screen
from gate.settings import Settings, settings_or_defaults
from gate.view import Hint
from gate.vision.pipeline import Scene, Track
from gate.vision.quality import Quality
from gate.vision.quality_measures import Measures
from gate.vision.types import Face

BRIGHT, DARK = (np.full((720, 1280, 3), grey, np.uint8) for grey in (120, 20))
GOOD = {"inter_eye": 1.0, "sharpness": 1.0, "dynamic_range": 1.0, "pitch": 1.0, "confidence": 1.0, "inside": 1.0}
MEASURES = Measures(60.0, 250.0, 0.5, 0.0, 0.0, 7.0, 0.0, 0.0, 0.0, 1.0, 0.99)


def track(number: int = 1, *, eyes: float = 60.0, looks: int = 0, seen: bool = True, **quality: float) -> Track:
    landmarks = np.array([[0, 0], [eyes, 0], [eyes / 2, 30], [0, 60], [eyes, 60]], np.float32)
    face = Face(np.array([0, 0, 100, 120], np.float32), landmarks, 0.9)
    measured = Quality(measures=MEASURES, **{**GOOD, **quality}) if seen else None
    return Track(number, face, seen, measured, None, looks, None, False)


def scene(*tracks: Track) -> Scene:
    return Scene(0.0, tuple(item.face for item in tracks), tracks)


@pytest.mark.parametrize(
    ("tracks", "hint"),
    [
        ((), None),
        ((track(),), None),
        ((track(looks=1),), Hint.CHECKING),
        ((track(inter_eye=FAR - 0.01, looks=2),), Hint.COME_CLOSER),
        ((track(sharpness=BLURRED - 0.01, looks=2),), Hint.HOLD_STILL),
        ((track(seen=False),), None),
        ((track(1, eyes=20, inter_eye=0.1), track(2, eyes=60, looks=1)), Hint.CHECKING),
    ],
)
def test_the_nearest_face_decides(tracks: tuple[Track, ...], hint: Hint | None) -> None:
    assert hint_for(scene(*tracks), []) is hint


def test_a_hint_stays_long_enough_to_be_read() -> None:
    guide, far, near = Guide(), scene(track(inter_eye=0.0)), scene(track(looks=1))
    guide.update(far, [], 10.0)
    guide.update(near, [], 10.0 + STEADY_SECONDS / 2)
    assert guide.hint(BRIGHT) is Hint.COME_CLOSER
    guide.update(near, [], 10.01 + STEADY_SECONDS)
    assert guide.hint(BRIGHT) is Hint.CHECKING


def test_darkness_is_said_whatever_else_is_lacking() -> None:
    guide = Guide()
    guide.update(scene(track(sharpness=0.0)), [], 0.0)
    assert guide.hint(DARK) is Hint.TOO_DARK
    assert guide.hint(BRIGHT) is Hint.HOLD_STILL


def test_what_is_wrong_with_the_whole_gate_is_shown_as_long_as_it_runs() -> None:
    screen = Screen("fake")
    assert screen.view(BRIGHT, 0.0).lights.health == "ok"
    screen.problem = "the settings gate.toml: unknown key camera.sorce"
    for view in (screen.view(BRIGHT, 0.0), screen.fault()):
        assert "camera.sorce" in view.status
        assert view.lights.health == "warning"


def test_settings_that_cannot_be_read_become_defaults_that_move_no_lock(tmp_path: Path) -> None:
    file = tmp_path / "gate.toml"
    file.write_text("[door]\nline = 'gpio'\n[camera]\nsorce = 'usb:0'\n")
    settings, problem = settings_or_defaults(file)
    assert settings.door.line == "simulated"
    assert problem is not None
    assert "camera.sorce" in problem
    assert settings_or_defaults(tmp_path / "none.toml") == (Settings(), None)
