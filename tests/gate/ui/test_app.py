"""Starting and ending: the service's thread, errors, closing, signals, no display, no PyQt5, screenshots."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PyQt5.QtCore import QTimer
from PyQt5.QtWidgets import QApplication

from gate.access.rules.accounts import Account
from gate.desk.fakes import FakeDesk
from gate.desk.sessions import Entrant
from gate.ui import app as ui_app
from gate.ui.admin.over_kiosk import FAULTS
from gate.ui.admin.window import AdminWindow
from gate.ui.app import display_problem, run_kiosk, screenshots
from gate.ui.errors import UiError
from gate.ui.kiosk.window import Kiosk
from gate.ui.work.backend import ThreadBackend
from gate.view import Phase, View
from tests.gate.ui.conftest import a_view


class FakeService:
    """Posts views, then waits to be stopped, ends or fails."""

    def __init__(self, post: Callable[[View], None], *, wait: bool = True, error: Exception | None = None) -> None:
        self.post, self.wait, self.error = post, wait, error
        self.stopped = threading.Event()
        self.thread: str | None = None

    def run(self) -> None:
        self.thread = threading.current_thread().name
        for phase in Phase:
            self.post(a_view(phase))
        if self.error:
            raise self.error
        if self.wait:
            assert self.stopped.wait(10)

    def stop(self) -> None:
        self.stopped.set()

    def present(self, credential: object) -> None:
        self.presented = credential


def window() -> Kiosk:
    return next(widget for widget in QApplication.topLevelWidgets() if isinstance(widget, Kiosk) and widget.isVisible())


def test_the_kiosk_ends_with_its_service_which_ran_in_another_thread() -> None:
    made: list[FakeService] = []

    def make(post: Callable[[View], None]) -> FakeService:
        made.append(FakeService(post, wait=False))
        return made[0]

    assert run_kiosk(make) == 0
    assert made[0].thread not in (None, threading.current_thread().name)


def test_closing_the_window_stops_the_service() -> None:
    QTimer.singleShot(200, lambda: window().close())
    assert run_kiosk(FakeService, fullscreen=False) == 0


def test_the_corner_leads_to_the_administrators_and_they_go_with_the_kiosk() -> None:
    shown: list[bool] = []

    def look() -> None:
        window().admin_requested.emit()
        shown.append(any(isinstance(one, AdminWindow) and one.isVisible() for one in QApplication.topLevelWidgets()))
        window().close()

    QTimer.singleShot(200, look)
    assert run_kiosk(FakeService, fullscreen=False, desk=FakeDesk()) == 0
    assert shown == [True]
    assert not any(isinstance(one, AdminWindow) and one.isVisible() for one in QApplication.topLevelWidgets())


def test_an_error_in_the_administrators_window_is_said_there_and_the_kiosk_goes_on(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    seen: list[object] = []

    def admin() -> AdminWindow | None:
        shown = [one for one in QApplication.topLevelWidgets() if isinstance(one, AdminWindow) and one.isVisible()]
        return shown[0] if shown else None

    def fails(*_: object) -> None:
        raise ZeroDivisionError

    def fail(times: int) -> None:
        over = admin()
        assert over is not None
        for _ in range(times):
            QTimer.singleShot(0, over._ask_again)

    def begin() -> None:
        window().admin_requested.emit()
        over = admin()
        assert over is not None
        over.log_in(Entrant(Account("Chief", frozenset())))
        monkeypatch.setattr(ThreadBackend, "ask", fails)
        fail(1)
        QTimer.singleShot(200, once)

    def once() -> None:
        over = admin()
        seen.append(over is not None and over.toast.isVisible() and over.toast._label.text())
        fail(FAULTS)
        QTimer.singleShot(200, again)

    def again() -> None:
        seen.append((admin(), window().isVisible()))
        window().close()

    QTimer.singleShot(200, begin)
    assert run_kiosk(FakeService, fullscreen=False, desk=FakeDesk()) == 0
    assert "went wrong" in str(seen[0])
    assert seen[1] == (None, True), "a window that fails again and again is closed; the kiosk is not"
    assert caplog.text.count("the administrators' window has met an error") >= FAULTS


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_the_service_and_handlers_come_back(number: signal.Signals) -> None:
    before = signal.getsignal(number)
    QTimer.singleShot(200, lambda: os.kill(os.getpid(), number))
    assert run_kiosk(FakeService) == 0
    assert signal.getsignal(number) is before


def test_the_services_error_is_raised_once_the_window_is_gone() -> None:
    with pytest.raises(ValueError, match="gallery broken"):
        run_kiosk(lambda post: FakeService(post, error=ValueError("gallery broken")))
    assert not any(widget.isVisible() for widget in QApplication.topLevelWidgets())


def test_an_error_of_the_window_itself_is_raised_and_the_service_stopped() -> None:
    made: list[FakeService] = []

    class Nonsense(FakeService):
        def run(self) -> None:
            made.append(self)
            self.post(View("nonsense", None))  # type: ignore[arg-type]
            self.stopped.wait(10)

    hook = sys.excepthook
    with pytest.raises(KeyError):
        run_kiosk(Nonsense)
    assert made[0].stopped.is_set()
    assert sys.excepthook is hook


def test_a_service_that_does_not_stop_is_left_behind_and_said(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(ui_app, "STOP_SECONDS", 0.1)
    release = threading.Event()

    class Deaf(FakeService):
        def run(self) -> None:
            self.post(a_view(Phase.WAITING))
            release.wait(10)
            self.post(a_view(Phase.WAITING))

    QTimer.singleShot(100, lambda: window().close())
    assert run_kiosk(Deaf) == 0
    assert "did not stop" in caplog.text
    release.set()
    for thread in threading.enumerate():
        if thread.name == "service":
            thread.join(5)


def test_at_a_door_the_window_is_full_screen_without_a_pointer() -> None:
    seen: list[tuple[bool, int]] = []
    QTimer.singleShot(
        200, lambda: (seen.append((window().isFullScreen(), window().cursor().shape())), window().close())
    )
    run_kiosk(FakeService)
    assert seen == [(True, 10)]  # Qt.BlankCursor


IN_A_REAL_WINDOW = """
import sys
from PyQt5.QtCore import QTimer
from PyQt5.QtWidgets import QApplication
from gate.ui.app import run_kiosk
from gate.ui.work.backend import ThreadBackend
from gate.view import Phase, View

class Service:
    def __init__(self, post):
        self.post = post
    def run(self):
        import threading
        self.post(View(Phase.WAITING, None))
        threading.Event().wait(1.0)
    def stop(self):
        pass
    def present(self, credential):
        pass

def make(post):
    QTimer.singleShot(500, lambda: print([w.geometry().getRect() for w in QApplication.topLevelWidgets()]))
    return Service(post)

sys.exit(run_kiosk(make, fullscreen=sys.argv[1] == "full"))
"""


@pytest.mark.parametrize("form", ["full", "window"])
def test_on_a_small_screen_without_a_window_manager_the_kiosk_fits(program: Callable[[str], str], form: str) -> None:
    server = [program("xvfb-run"), "-a", "-s", "-screen 0 800x480x24"]
    environment = {name: value for name, value in os.environ.items() if name != "QT_QPA_PLATFORM"}
    ran = subprocess.run(
        [*server, sys.executable, "-c", IN_A_REAL_WINDOW, form],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.strip() == "[(0, 0, 800, 480)]"


def test_screenshots_show_the_views(tmp_path: Path, picture: NDArray[np.uint8]) -> None:
    views = [a_view(Phase.GRANTED, picture, person="Ada"), a_view(Phase.REFUSED, picture), a_view(Phase.STARTING)]
    files = screenshots(views, tmp_path / "new" / "folder", size=(800, 480))
    assert [file.name for file in files] == ["1-granted.png", "2-refused.png", "3-starting.png"]
    images = [cv2.imread(str(file)) for file in files]
    assert all(image.shape == (480, 800, 3) for image in images)
    np.testing.assert_array_equal(images[0][240, 60], picture[0, -1])
    assert not np.array_equal(images[0], images[1])


def test_screenshots_that_cannot_be_written_are_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(UiError, match="can't be made"):
        screenshots([a_view(Phase.WAITING)], tmp_path / "file" / "folder")
    (tmp_path / "1-waiting.png").mkdir()
    with pytest.raises(UiError, match="can't be written"):
        screenshots([a_view(Phase.WAITING)], tmp_path)


def test_no_display_is_said_without_trying(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    assert "DISPLAY" in (display_problem() or "")


def test_a_display_that_cannot_be_used_is_a_sentence_and_no_abort(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":987")
    monkeypatch.setenv("QT_QPA_PLATFORM", "xcb")
    assert display_problem()
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert display_problem() is None


def test_qts_plugins_of_a_desktop_opencv_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM_PLUGIN_PATH", "/site-packages/cv2/qt/plugins")
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert display_problem() is None
    assert "QT_QPA_PLATFORM_PLUGIN_PATH" not in os.environ


def test_without_pyqt5_the_missing_package_is_named() -> None:
    code = """
import sys
sys.modules["PyQt5"] = None
from gate.ui.errors import UiError
try:
    import gate.ui.app
except UiError as error:
    print(error)
"""
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert "apt install python3-pyqt5" in said
    assert "pip install PyQt5" in said
