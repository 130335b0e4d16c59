"""What a finger can do at the door: PIN, privacy, language, the corner; and what happens when nobody is there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import numpy as np
import pytest
from numpy.typing import NDArray
from PyQt5.QtCore import QPoint, Qt
from PyQt5.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gate.access.credentials import Pin
from gate.access.reasons import Reason
from gate.clock import ManualClock
from gate.settings import UiSettings
from gate.ui.i18n.languages import speak, spoken
from gate.ui.kiosk.options import KioskOptions, kiosk_options
from gate.ui.kiosk.sheet_over import SheetOver
from gate.ui.kiosk.sounds import SOUNDS, Silence, Tone, open_player, samples
from gate.ui.kiosk.state_panel import StatePanel
from gate.ui.kiosk.top_bar import TopBar
from gate.ui.kiosk.window import Kiosk
from gate.ui.widgets.touch_button import TouchButton
from gate.view import Lights, Phase
from tests.gate.ui.conftest import a_view, pixels

OPTIONS = KioskOptions(
    gate="North gate", pin_pad=True, reception="ext. 100", privacy_notice="Ask <b>Ada</b>.", dim_seconds=60
)


class Recorded:
    def __init__(self) -> None:
        self.tones: list[Tone] = []

    def play(self, tone: Tone) -> None:
        self.tones.append(tone)


class Now:
    seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def now() -> Now:
    return Now()


@pytest.fixture
def player() -> Recorded:
    return Recorded()


@pytest.fixture
def kiosk(app: QApplication, now: Now, player: Recorded) -> Iterator[Kiosk]:
    speak("en")
    window = Kiosk(OPTIONS, player, now)
    window.resize(800, 480)
    window.show()
    app.processEvents()
    yield window
    speak("en")
    window.deleteLater()


def type_digits(kiosk: Kiosk, qtbot: QtBot, digits: str) -> None:
    pad = kiosk.pin_sheet.pad
    for digit in digits:
        qtbot.mouseClick(pad.keys[digit], Qt.MouseButton.LeftButton)
    qtbot.mouseClick(pad.enter, Qt.MouseButton.LeftButton)


def test_number_and_pin_become_a_credential(kiosk: Kiosk, qtbot: QtBot) -> None:
    given: list[object] = []
    kiosk.credential.connect(given.append)
    qtbot.mouseClick(kiosk.pin_button, Qt.MouseButton.LeftButton)
    type_digits(kiosk, qtbot, "1001")
    assert not given
    type_digits(kiosk, qtbot, "271828")
    assert given == [Pin("271828", "1001")]
    assert kiosk.pin_sheet.isHidden()


def test_as_a_second_factor_the_pin_alone_is_asked_for(kiosk: Kiosk, qtbot: QtBot, now: Now) -> None:
    given: list[object] = []
    kiosk.credential.connect(given.append)
    kiosk.show_view(a_view(Phase.REFUSED, reason=Reason.SECOND_FACTOR))
    qtbot.mouseClick(kiosk.pin_button, Qt.MouseButton.LeftButton)
    type_digits(kiosk, qtbot, "271828")
    assert given == [Pin("271828")]
    now.seconds += 11  # the gate waits no longer
    kiosk.show_view(a_view(Phase.WAITING))
    qtbot.mouseClick(kiosk.pin_button, Qt.MouseButton.LeftButton)
    type_digits(kiosk, qtbot, "271828")
    assert given == [Pin("271828")]


def test_a_pad_that_is_left_forgets_what_was_typed(kiosk: Kiosk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gate.ui.kiosk.sheet_over.IDLE_MS", 30)
    given: list[object] = []
    kiosk.credential.connect(given.append)
    qtbot.mouseClick(kiosk.pin_button, Qt.MouseButton.LeftButton)
    type_digits(kiosk, qtbot, "1001")
    qtbot.waitUntil(kiosk.pin_sheet.isHidden)
    qtbot.mouseClick(kiosk.pin_button, Qt.MouseButton.LeftButton)
    type_digits(kiosk, qtbot, "271828")  # is a number now, and no PIN of 1001
    assert not given


def test_without_a_pad_there_is_no_button_for_it(app: QApplication) -> None:
    window = Kiosk(KioskOptions(languages=("en",)))
    window.show()
    assert window.pin_button.isHidden()
    assert window.language_button.isHidden()
    assert not window.privacy_button.isHidden()
    window.deleteLater()


def test_the_privacy_notice_is_there_as_plain_text(kiosk: Kiosk, qtbot: QtBot) -> None:
    qtbot.mouseClick(kiosk.privacy_button, Qt.MouseButton.LeftButton)
    assert kiosk.privacy_sheet.isVisible()
    assert "Ask <b>Ada</b>." in kiosk.privacy_sheet.text.toPlainText()
    qtbot.mouseClick(kiosk.privacy_sheet.close_button, Qt.MouseButton.LeftButton)
    assert kiosk.privacy_sheet.isHidden()


def test_the_language_changes_at_a_touch_and_comes_back_when_nobody_is_there(
    kiosk: Kiosk, qtbot: QtBot, now: Now, app: QApplication
) -> None:
    kiosk.show_view(a_view(Phase.WAITING))
    assert kiosk.language_button.text() == "日本語"
    qtbot.mouseClick(kiosk.language_button, Qt.MouseButton.LeftButton)
    app.processEvents()
    panel = kiosk.findChild(StatePanel)
    assert panel.accessibleName() == "カメラの前へどうぞ"
    assert kiosk.privacy_button.text() == "プライバシー"
    assert kiosk.language_button.text() == "English"
    now.seconds += 61
    kiosk.show_view(a_view(Phase.WAITING))
    assert spoken() == "en"
    app.processEvents()
    assert panel.accessibleName() == "Step up to the camera"


def test_the_corner_asks_for_an_administrator_only_when_it_is_held(
    kiosk: Kiosk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gate.ui.kiosk.corner.HOLD_MS", 30)
    asked: list[int] = []
    kiosk.admin_requested.connect(lambda: asked.append(1))
    corner = kiosk.childAt(QPoint(5, 5))
    qtbot.mouseClick(corner, Qt.MouseButton.LeftButton)
    qtbot.wait(60)
    assert not asked
    qtbot.mousePress(corner, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: asked == [1])
    qtbot.mouseRelease(corner, Qt.MouseButton.LeftButton)


def test_the_screen_dims_and_wakes_with_a_face_or_a_touch(
    kiosk: Kiosk, qtbot: QtBot, now: Now, picture: NDArray[np.uint8]
) -> None:
    waiting = a_view(Phase.WAITING, picture)
    kiosk.show_view(waiting)
    now.seconds += 59
    kiosk.show_view(waiting)
    assert not kiosk.resting
    now.seconds += 2
    kiosk.show_view(waiting)
    assert kiosk.resting
    assert (pixels(kiosk)[200, ::40] == 0).all()
    kiosk.show_view(a_view(Phase.LOOK_HERE, picture))
    assert not kiosk.resting
    kiosk.show_view(waiting)
    now.seconds += 61
    kiosk.show_view(waiting)
    assert kiosk.resting
    qtbot.mousePress(kiosk, Qt.MouseButton.LeftButton, pos=QPoint(400, 200))
    assert not kiosk.resting


def test_the_wall_clock_may_jump(kiosk: Kiosk) -> None:
    top = kiosk.findChild(TopBar)
    clock = ManualClock(datetime(2026, 3, 1, 9, 30).astimezone())
    kiosk.follow(clock)
    assert top.time == "09:30"
    clock.jump(timedelta(hours=-6, minutes=-26))
    top._tick()
    assert top.time == "03:04"
    kiosk.show_view(a_view(Phase.WAITING))
    assert not kiosk.resting


def test_the_dots_are_told_apart_by_shape_and_words(kiosk: Kiosk) -> None:
    top, seen = kiosk.findChild(TopBar), set()
    for light in ("ok", "warning", "off"):
        kiosk.show_view(a_view(Phase.WAITING, lights=Lights(light, light)))
        seen.add((top.accessibleDescription(), pixels(kiosk)[: top.height()].tobytes()))
    assert len(seen) == 3
    assert len({words for words, _ in seen}) == 3


def test_each_state_sounds_once_when_it_begins(kiosk: Kiosk, player: Recorded) -> None:
    for phase in (Phase.WAITING, Phase.GRANTED, Phase.GRANTED, Phase.WAITING, Phase.REFUSED, Phase.NO_CAMERA):
        kiosk.show_view(a_view(phase))
    assert player.tones == [Tone.YES, Tone.NO]


def test_tones_are_short_soft_and_of_their_own() -> None:
    assert len({samples(tone) for tone in Tone}) == len(Tone)
    for tone in set(SOUNDS.values()):
        wave = np.frombuffer(samples(tone), "<i2").astype(int)
        assert 0.1 < len(wave) / 22_050 < 0.8
        assert 5000 < np.abs(wave).max() < 16_000
        assert abs(wave[0]) < 200
        assert abs(wave[-1]) < 200


@pytest.mark.qt_log_ignore("PulseAudioService")
def test_without_an_audio_device_the_kiosk_is_silent(app: QApplication) -> None:
    open_player(app).play(Tone.YES)  # this machine may have one or not: neither fails
    Silence().play(Tone.NO)


def test_how_reception_is_reached_is_said_with_every_refusal(kiosk: Kiosk) -> None:
    panel = kiosk.findChild(StatePanel)
    for reason in (Reason.NOT_RECOGNISED, Reason.LIVENESS_FAILED, Reason.OUT_OF_HOURS):
        kiosk.show_view(a_view(Phase.REFUSED, reason=reason))
        assert "ext. 100" in panel.accessibleDescription()
    kiosk.show_view(a_view(Phase.GRANTED, person="Ada"))
    assert "ext. 100" not in panel.accessibleDescription()


@pytest.mark.parametrize("size", [(800, 480), (480, 800), (1920, 1080), (3840, 2160)])
@pytest.mark.parametrize("language", ["en", "ja"])
def test_every_button_is_inside_the_window_large_and_named(
    kiosk: Kiosk, app: QApplication, size: tuple[int, int], language: str
) -> None:
    speak(language)
    kiosk.resize(*size)
    kiosk.pin_sheet.ask(named=False)
    kiosk.privacy_sheet.come()
    app.processEvents()
    for button in kiosk.findChildren(TouchButton):
        corner = button.mapTo(kiosk, QPoint(0, 0))
        assert kiosk.rect().contains(corner)
        assert kiosk.rect().contains(corner + QPoint(button.width() - 1, button.height() - 1))
        assert min(button.width(), button.height()) >= 44
        assert button.fontMetrics().horizontalAdvance(button.text()) <= button.width() - 8, button.text()
        assert button.accessibleName()
    for sheet in kiosk.findChildren(SheetOver):
        assert sheet.size() == kiosk.size()


def test_the_settings_make_the_options() -> None:
    made = kiosk_options(UiSettings(gate="Lab", pin_pad=True, reception="7", privacy_notice="P", dim_seconds=0))
    assert (made.gate, made.pin_pad, made.reception, made.privacy_notice) == ("Lab", True, "7", "P")
    assert made.dim_seconds == 0
