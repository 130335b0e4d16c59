"""What a face in view is told: the nearest one's flaw, calmly."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from gate.guidance import STEADY_SECONDS, Guidance, Guide, guidance_for
from gate.screen import Screen
from gate.settings import Settings, settings_or_defaults
from gate.view import Phase
from gate.vision.pipeline import Scene, Track
from gate.vision.quality_gate import Flaw
from gate.vision.types import Face

IMAGE = np.full((720, 1280, 3), 120, np.uint8)
CHECKING = Guidance(checking=True)


def track(*flaws: Flaw, number: int = 1, eyes: float = 60.0, looks: int = 0, seen: bool = True) -> Track:
    landmarks = np.array([[0, 0], [eyes, 0], [eyes / 2, 30], [0, 60], [eyes, 60]], np.float32)
    face = Face(np.array([0, 0, 100, 120], np.float32), landmarks, 0.9)
    return Track(number, face, seen, None, flaws, None, looks, None, None, settled=False)


def scene(*tracks: Track) -> Scene:
    return Scene(0.0, tuple(item.face for item in tracks), tracks)


@pytest.mark.parametrize(
    ("tracks", "guidance"),
    [
        ((), Guidance()),
        ((track(),), Guidance()),
        ((track(looks=1),), CHECKING),
        ((track(Flaw.TOO_FAR, Flaw.BLURRED, looks=2),), Guidance(Flaw.TOO_FAR)),
        ((track(Flaw.BLURRED, seen=False),), Guidance()),
        ((track(Flaw.TOO_FAR, eyes=20), track(number=2, looks=1)), CHECKING),
    ],
)
def test_the_nearest_face_decides(tracks: tuple[Track, ...], guidance: Guidance) -> None:
    assert guidance_for(scene(*tracks), []) == guidance


def test_advice_stays_long_enough_to_be_read() -> None:
    guide, far, near = Guide(), scene(track(Flaw.TOO_FAR)), scene(track(looks=1))
    guide.update(far, [], 10.0)
    guide.update(near, [], 10.0 + STEADY_SECONDS / 2)
    assert guide.guidance == Guidance(Flaw.TOO_FAR)
    guide.update(near, [], 10.01 + STEADY_SECONDS)
    assert guide.guidance == CHECKING


def test_what_is_wrong_with_the_whole_gate_is_shown_as_long_as_it_runs() -> None:
    screen = Screen("fake")
    assert screen.view(IMAGE, 0.0).lights.health == "ok"
    screen.problem = "the settings gate.toml: unknown key camera.sorce"
    for view in (screen.view(IMAGE, 0.0), screen.without_faces(Phase.FAULT, 0.0)):
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
