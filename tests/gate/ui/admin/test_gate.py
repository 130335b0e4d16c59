"""Gate: preview, door test, latency and operating point; what moves the door is not offered in public."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PyQt5.QtWidgets import QApplication

from gate.access.errors import LockError, NoGateError
from gate.capture.errors import CaptureError
from gate.capture.types import Health
from gate.desk.fakes import FakeDesk
from gate.desk.gate import CameraLook, DoorTest
from gate.desk.sessions import Entrant
from gate.ui.admin.pages.gate import GatePage
from gate.ui.admin.pages.operating_card import days
from gate.ui.admin.window import AdminWindow
from tests.gate.ui.admin.conftest import ALL, words


def opened(window: AdminWindow, app: QApplication) -> GatePage:
    window.log_in(Entrant(ALL))
    window.go("gate")
    for _ in range(2):  # answered, laid out
        app.processEvents()
    assert isinstance(window.page, GatePage)
    return window.page


@pytest.fixture
def page(window: AdminWindow, app: QApplication) -> GatePage:
    return opened(window, app)


def test_everything_about_the_operating_point_is_said(page: GatePage, app: QApplication) -> None:
    app.processEvents()
    said = words(page)
    for fact in ("0.473", "1e-05", "42 days", "11 hours", "240 comparisons", "8,029,672", "in use", "usb:0"):
        assert fact in said


@pytest.mark.parametrize(("number", "said"), [(None, "never"), (0.47, "11 hours"), (4.2, "4.2 days"), (1234, "1,234")])
def test_days_in_words(number: float | None, said: str) -> None:
    assert said in days(number)


def test_the_picture_is_shown_mirrored_and_let_go(window: AdminWindow, desk: FakeDesk, app: QApplication) -> None:
    image = np.zeros((480, 640, 3), np.uint8)
    image[:, :320] = (0, 0, 255)  # red on the left
    desk.gate.looks = [CameraLook(image, Health.OK, "", (640, 480), 25.0)]
    page = opened(window, app)
    page.show_picture.click()
    app.processEvents()
    page.preview.take()
    assert "640×480, 25" in page.camera.text.text()
    shown = page.preview.grab().toImage()
    middle = shown.width() // 2
    assert shown.pixelColor(middle + 50, 100).red() == 255
    assert shown.pixelColor(middle - 50, 100).red() == 0
    page.show_picture.click()
    assert not page.preview.isVisible()
    assert page._stop.is_set()


def test_the_newest_picture_wins(page: GatePage) -> None:
    looks: list[CameraLook] = []
    page.preview.looked.connect(looks.append)
    for fps in (1.0, 2.0, 3.0):
        page.preview.put(CameraLook(None, Health.OK, "", (640, 480), fps))
    page.preview.take()
    page.preview.take()
    assert [look.fps for look in looks] == [3.0]


def test_a_camera_that_is_lost_is_said(page: GatePage, desk: FakeDesk, app: QApplication) -> None:
    desk.gate.looks = [CameraLook(None, Health.LOST, "the camera is unplugged")]
    page.show_picture.click()
    app.processEvents()
    page.preview.take()
    assert "unplugged" in words(page)

    def nothing(*_args: object) -> None:
        raise CaptureError("there is no such source")

    page.show_picture.click()
    desk.gate.watch = nothing  # type: ignore[method-assign]
    page.show_picture.click()
    app.processEvents()
    assert "no such source" in words(page)
    assert not page.show_picture.isChecked()


def test_who_leaves_lets_go_of_the_camera(window: AdminWindow, page: GatePage, app: QApplication) -> None:
    page.show_picture.click()
    stop = page._stop
    assert isinstance(stop, threading.Event)
    window.go("about")
    app.processEvents()
    assert stop.is_set()
    assert not page.preview._timer.isActive()


@pytest.mark.parametrize(
    ("test", "said"),
    [
        (DoorTest(True, True, 5.01), "locked again"),
        (DoorTest(True, False, 0.0), "look at the door"),
        (DoorTest(False, False, 0.0), "did not unlock"),
        (NoGateError("no gate runs here"), "no gate runs"),
    ],
)
def test_the_doors_test_takes_two_steps(
    page: GatePage, desk: FakeDesk, app: QApplication, test: DoorTest | LockError, said: str
) -> None:
    desk.gate.door = test
    page.test_door.click()
    app.processEvents()
    assert desk.gate.tests == 0
    page.test_door.click()
    app.processEvents()
    assert desk.gate.tests == 1
    assert said in words(page)
    assert page.test_door.isEnabled()


def test_the_password_is_asked_for_where_the_running_gate_wants_it(
    window: AdminWindow, desk: FakeDesk, app: QApplication
) -> None:
    desk.gate.said = replace(desk.gate.said, asks_password=True)
    page = opened(window, app)
    assert page.password.isVisible()
    for _ in range(2):
        page.test_door.click()
    assert desk.gate.tests == 0
    assert "asks for your password" in words(page)
    page.password.set_text("correct horse battery")
    for _ in range(2):
        page.test_door.click()
    app.processEvents()
    assert (desk.gate.tests, desk.gate.password) == (1, "correct horse battery")
    assert page.password.text == ""
    page.password.set_text("half typed")
    window.go("about")
    assert page.password.text == ""


def test_latency_and_what_really_runs_are_shown(page: GatePage, app: QApplication) -> None:
    page.measure.click()
    app.processEvents()
    for fact in ("ONNX Runtime", "6.2 ms", "16.4 ms"):
        assert fact in words(page)
    assert page.measure.isEnabled()


def test_another_operating_point_is_chosen(
    window: AdminWindow, page: GatePage, desk: FakeDesk, app: QApplication
) -> None:
    page.operating.buttons[1e-4].click()
    page.operating.buttons[1e-4].click()
    app.processEvents()
    assert [point.fmr for point in desk.gate.said.points if point.chosen] == [1e-4]
    assert "started again" in words(window)
    assert 1e-4 not in page.operating.buttons


def test_a_wanted_share_of_strangers_is_said(page: GatePage, desk: FakeDesk, app: QApplication) -> None:
    said = replace(desk.gate.said, expectation=replace(desk.gate.said.expectation, wanted_fpir=0.01))
    page._show(said)
    assert "0.01" in words(page.operating)


def test_in_public_nothing_that_moves_the_door_is_offered(
    open_window: Callable[..., AdminWindow], desk: FakeDesk, app: QApplication
) -> None:
    desk.gate.said = replace(desk.gate.said, asks_password=True)
    page = opened(open_window(public=True), app)
    assert not page.test_door.isVisible()
    assert not page.password.isVisible()
    assert page.operating.buttons == {}
    assert "42 days" in words(page)
