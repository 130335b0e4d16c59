"""The window: every state at every size, the mirrored picture, names of all kinds."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from PyQt5.QtWidgets import QApplication

from gate.access.reasons import Reason
from gate.ui.kiosk.state_panel import StatePanel
from gate.ui.kiosk.states import state_of_phase
from gate.ui.kiosk.top_bar import TopBar
from gate.ui.kiosk.window import Kiosk
from gate.ui.theme.looks import LOOKS, State
from gate.ui.theme.tokens import DARK
from gate.view import Phase
from tests.gate.ui.conftest import a_view, pixels

SIZES = [(800, 480), (1280, 720), (1080, 1920)]
PICTURED = (Phase.WAITING, Phase.LOOK_HERE, Phase.GRANTED, Phase.REFUSED)


def panel(kiosk: Kiosk) -> StatePanel:
    return kiosk.findChild(StatePanel)


@pytest.mark.parametrize("size", SIZES)
def test_every_state_shows_its_colour_sign_and_words(
    kiosk: Kiosk, picture: NDArray[np.uint8], size: tuple[int, int]
) -> None:
    kiosk.resize(*size)
    seen = set()
    for phase in Phase:
        kiosk.show_view(a_view(phase, picture if phase in PICTURED else None, person="Ada Lovelace"))
        shown = pixels(kiosk)
        assert shown.shape == (size[1], size[0], 3)
        accent = np.array(LOOKS[state_of_phase(phase)].colours(DARK).accent.getRgb()[2::-1])
        area = panel(kiosk).geometry()
        inside = shown[area.top() : area.bottom(), area.left() : area.right()]
        assert (np.abs(inside.astype(np.int16) - accent).max(axis=2) < 12).sum() > 0.0005 * inside[
            ..., 0
        ].size  # the sign
        assert (inside.min(axis=2) > 240).sum() > 0.002 * inside[..., 0].size  # the headline
        assert panel(kiosk).accessibleName()
        assert panel(kiosk).accessibleDescription()
        seen.add(shown.tobytes())
    assert len(seen) == len(Phase)


def test_the_picture_is_mirrored_and_fills_the_window(kiosk: Kiosk, picture: NDArray[np.uint8]) -> None:
    kiosk.show_view(a_view(Phase.WAITING, picture))
    shown = pixels(kiosk)
    np.testing.assert_array_equal(shown[300, 1280 - 200 - 1], (0, 255, 0))
    np.testing.assert_array_equal(shown[400, 10], (200, 0, 0))
    np.testing.assert_array_equal(shown[400, -10], (0, 0, 200))


@pytest.mark.parametrize(("phase", "framed"), [(Phase.GRANTED, True), (Phase.REFUSED, True), (Phase.LOOK_HERE, False)])
def test_an_outcome_frames_the_whole_picture(
    kiosk: Kiosk, picture: NDArray[np.uint8], phase: Phase, framed: bool
) -> None:
    kiosk.show_view(a_view(phase, picture))
    accent = LOOKS[state_of_phase(phase)].colours(DARK).accent.getRgb()[2::-1]
    edges = pixels(kiosk)[[2, -3, 360, 360], [640, 640, 2, -3]]
    assert (edges == accent).all(axis=1).all() == framed


def test_a_mark_lies_on_the_mirrored_face(kiosk: Kiosk, picture: NDArray[np.uint8]) -> None:
    kiosk.show_view(a_view(Phase.LOOK_HERE, picture))
    above_card = pixels(kiosk)[: panel(kiosk).y() - 5].astype(int)
    accent = np.array(LOOKS[State.LOOK_HERE].colours(DARK).accent.getRgb()[2::-1])
    rows, columns = np.nonzero(np.abs(above_card - accent).max(axis=2) < 12)
    assert columns.min() == pytest.approx(1280 - 700 - 28, abs=6)
    assert columns.max() == pytest.approx(1280 - 500 + 28, abs=6)
    assert rows.min() == pytest.approx(200 - 26, abs=6)


def test_without_a_picture_nothing_of_the_last_one_stays(kiosk: Kiosk, picture: NDArray[np.uint8]) -> None:
    kiosk.show_view(a_view(Phase.GRANTED, picture, person="Ada"))
    kiosk.show_view(a_view(Phase.NO_CAMERA, reason=Reason.CAMERA_LOST))
    shown = pixels(kiosk)
    assert not (shown[..., 1] == 255).all(axis=1).any()
    assert (shown[5] < 60).all()
    assert "Ada" not in panel(kiosk).accessibleName()


def test_the_status_line_is_shown(kiosk: Kiosk) -> None:
    kiosk.show_view(a_view(Phase.STARTING))
    before = pixels(kiosk)
    kiosk.show_view(a_view(Phase.STARTING, status="SFace · liveness: off"))
    top = kiosk.findChild(TopBar)
    assert "SFace · liveness: off" in top.accessibleDescription()
    assert not np.array_equal(before[: top.height()], pixels(kiosk)[: top.height()])


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    "name",
    [
        "x" * 500,
        "Ada " * 125,
        "دانا الخطيب",
        "דנה כהן",
        "👩‍🚀 Ada 🌸",
        "<b>Ada</b>",
        "髙橋 優太",
        "\u202eecalevoL",
        "A\u0301\u0301\u0301" * 40,
    ],
)
def test_any_name_leaves_the_card_as_it_is(
    kiosk: Kiosk, picture: NDArray[np.uint8], app: QApplication, name: str, size: tuple[int, int]
) -> None:
    kiosk.resize(*size)
    kiosk.show_view(a_view(Phase.GRANTED, picture, person="Ada"))
    before = panel(kiosk).geometry()
    plain = pixels(kiosk)
    kiosk.show_view(a_view(Phase.GRANTED, picture, person=name))
    named = pixels(kiosk)
    assert panel(kiosk).geometry() == before
    margin = round(0.02 * min(size))
    outside = np.ones(plain.shape[:2], bool)
    outside[before.top() + margin : before.bottom() - margin, before.left() + margin : before.right() - margin] = False
    np.testing.assert_array_equal(plain[outside], named[outside])
    assert not np.array_equal(plain, named)


@pytest.mark.parametrize("size", [(320, 240), (3840, 2160)])
def test_the_smallest_and_the_largest_window_paint(
    kiosk: Kiosk, picture: NDArray[np.uint8], size: tuple[int, int]
) -> None:
    kiosk.resize(*size)
    for phase in (Phase.STARTING, Phase.GRANTED):
        kiosk.show_view(a_view(phase, picture))
        assert pixels(kiosk)[::4, ::4].std() > 10


@pytest.mark.parametrize("shape", [(480, 640), (1080, 1920), (1280, 720), (1, 1), (2, 4000)])
def test_a_frame_of_any_shape_fills_the_window(kiosk: Kiosk, shape: tuple[int, int]) -> None:
    kiosk.show_view(a_view(Phase.WAITING, np.full((*shape, 3), (40, 90, 160), np.uint8)))
    np.testing.assert_array_equal(pixels(kiosk)[300, 20], (40, 90, 160))
