"""The QApplication: whether there can be one, its clothes and language, and how signals and errors leave its loop."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import FrameType, TracebackType
from typing import Literal

from PyQt5.QtCore import QEventLoop, QTimer
from PyQt5.QtWidgets import QApplication

from gate.ui.errors import UiError
from gate.ui.i18n.languages import speak
from gate.ui.theme.apply import apply_theme, scale_now, scheme_now
from gate.ui.theme.sizes import touch_scale
from gate.ui.theme.tokens import SCHEMES

_PROBE = "from PyQt5.QtWidgets import QApplication; QApplication([])"


@dataclass(frozen=True)
class Appearance:
    """What all windows have in common."""

    theme: Literal["dark", "light", "high_contrast"] = "dark"
    language: str = "en"
    """A code of `gate.ui.i18n.languages`, or `auto`."""
    touch: bool = False
    """Controls grow with the screen, for fingers at arm's length; False: as large as a desk needs."""


def display_problem() -> str | None:
    """Why no window can be opened here, in a few words; None if one can.

    Qt ends the whole process when a display can't be used, so a child process tries it first.
    """
    if not any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")):
        return "there is no display (DISPLAY and WAYLAND_DISPLAY are not set)"
    _forget_foreign_plugins()
    try:
        tried = subprocess.run([sys.executable, "-c", _PROBE], capture_output=True, text=True, timeout=20, check=False)
    except subprocess.TimeoutExpired:
        return "the display does not answer"
    if tried.returncode == 0:
        return None
    said = [line for line in tried.stderr.splitlines() if line.strip()]
    return said[0] if said else "Qt can't open a window"


def open_application(appearance: Appearance | None = None) -> QApplication:
    """The running application, or a new one, in the project's clothes; kept for the life of the process.

    Args:
        appearance: Theme and language; None leaves those of a running one.

    Raises:
        UiError: no display, damaged fonts, or no such language.
    """
    app = _application()
    if appearance is not None:
        screen = app.primaryScreen()
        size = screen.size() if screen is not None and appearance.touch else None
        scale = touch_scale(min(size.width(), size.height())) if size is not None else 1.0
        apply_theme(app, SCHEMES[appearance.theme], scale)
        speak(appearance.language)
    return app


@cache
def _application() -> QApplication:
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        if problem := display_problem():
            raise UiError(f"the kiosk can't open a window: {problem}")
        _own_runtime_folder()
        app = QApplication(sys.argv[:1])
    app.setQuitOnLastWindowClosed(False)
    apply_theme(app, scheme_now(), scale_now())
    return app


def _own_runtime_folder() -> None:
    """Give Qt what a login session would: a service has none, and Qt complains of that at each start."""
    if "XDG_RUNTIME_DIR" not in os.environ:
        folder = Path(tempfile.gettempdir()) / f"runtime-{os.getuid()}"
        folder.mkdir(mode=0o700, exist_ok=True)
        os.environ["XDG_RUNTIME_DIR"] = str(folder)


def _forget_foreign_plugins() -> None:
    """OpenCV's desktop wheel points Qt at plugins of its own, with which PyQt5 can't start."""
    if "cv2" in os.environ.get("QT_QPA_PLATFORM_PLUGIN_PATH", ""):
        del os.environ["QT_QPA_PLATFORM_PLUGIN_PATH"]


@contextmanager
def ended_by_signals(loop: QEventLoop) -> Iterator[None]:
    """Let Ctrl+C and SIGTERM end the event loop: Qt's loop alone would not let Python see them."""

    def close(_number: int, _frame: FrameType | None) -> None:
        loop.quit()

    before = {number: signal.signal(number, close) for number in (signal.SIGINT, signal.SIGTERM)}
    heartbeat = QTimer()
    heartbeat.timeout.connect(lambda: None)  # a moment in Python, where signals are handled
    heartbeat.start(200)
    try:
        yield
    finally:
        heartbeat.stop()
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def on_error(hook: Callable[[type[BaseException], BaseException, TracebackType | None], None]) -> Iterator[None]:
    """Take errors out of Qt's callbacks, where PyQt5 would otherwise abort the process."""
    before, sys.excepthook = sys.excepthook, hook
    try:
        yield
    finally:
        sys.excepthook = before
