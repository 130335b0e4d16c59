"""Starts the kiosk, or paints its screens into files. The only door from the rest of the gate into this room."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Protocol

from gate.access.credentials import Credential
from gate.desk.desk import Desk
from gate.ui.errors import UiError
from gate.view import View

try:
    from PyQt5.QtCore import QEventLoop, Qt
    from PyQt5.QtWidgets import QApplication, QWidget
except ImportError as error:
    raise UiError(
        "the screens need PyQt5, which is not installed: `apt install python3-pyqt5` on a Jetson or Raspberry Pi "
        f"(in an environment made with --system-site-packages), `pip install PyQt5` elsewhere ({error})"
    ) from None

from gate.ui.admin.over_kiosk import AdminOverKiosk
from gate.ui.admin.run import let_it_be_recorded, run_admin
from gate.ui.application import Appearance, display_problem, ended_by_signals, on_error, open_application
from gate.ui.kiosk.bridge import ViewBridge
from gate.ui.kiosk.options import KioskOptions, kiosk_options
from gate.ui.kiosk.sounds import open_player
from gate.ui.kiosk.window import Kiosk
from gate.ui.work.backend import ThreadBackend

__all__ = ["Appearance", "KioskOptions", "display_problem", "kiosk_options", "run_admin", "run_kiosk", "screenshots"]

log = logging.getLogger(__name__)

STOP_SECONDS = 10.0
"""How long a stopped service may take to return."""


class Runnable(Protocol):
    """What shows itself on the kiosk: the gate's service."""

    def run(self) -> None:
        """Work until there is no more to do or `stop` is called."""
        ...

    def stop(self) -> None:
        """Ask `run` to return; any thread may call it."""
        ...

    def present(self, credential: Credential) -> None:
        """Take a badge or PIN; any thread may call it, and it returns at once."""
        ...


def run_kiosk(
    make_service: Callable[[Callable[[View], None]], Runnable],
    *,
    fullscreen: bool = True,
    appearance: Appearance | None = None,
    options: KioskOptions | None = None,
    desk: Desk | None = None,
    beside: Callable[[Kiosk], QWidget] | None = None,
) -> int:
    """Show the kiosk until the service ends or the window is closed; Ctrl+C and SIGTERM close it too.

    The service runs in a thread of its own: however slow it is, the window stays alive.

    Args:
        make_service: Given the function that shows a view (any thread may call it), makes the service.
        fullscreen: Without frame and mouse pointer, as at a door; else an ordinary window.
        appearance: Theme and first language; None: those that are worn already.
        options: What the kiosk offers.
        desk: What administrators ask of the gate, by a long press on the kiosk's corner; None: there is no way to it.
        beside: Makes another window, which stands below the kiosk's as long as that is open.

    Returns:
        The exit code, 0.

    Raises:
        UiError: no display, or damaged fonts.
        Exception: what the service or the window itself raised, once the window is gone.
    """
    app = open_application(appearance)
    bridge, kiosk = ViewBridge(), Kiosk(options, open_player(app) if options and options.sound else None)
    bridge.newest.connect(kiosk.show_view)
    loop = QEventLoop()  # not the application's own, which can't be entered twice in one process
    bridge.ended.connect(loop.quit)
    kiosk.closed.connect(loop.quit)
    service = make_service(bridge.post)
    kiosk.credential.connect(service.present)
    backend = ThreadBackend() if desk is not None else None
    over = AdminOverKiosk(kiosk, desk, backend) if desk is not None and backend is not None else None
    if over is not None:
        kiosk.admin_requested.connect(over.show)
    other = beside(kiosk) if beside is not None else None
    failed: list[BaseException] = []

    def work() -> None:
        try:
            service.run()
        except BaseException as error:  # noqa: BLE001 - raised again in the caller's thread
            failed.append(error)
        finally:
            bridge.ended.emit()

    def fail(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if over is not None and over.take_error(kind, error, trace):
            return
        failed.append(error)
        loop.quit()

    thread = threading.Thread(target=work, name="service", daemon=True)
    with ended_by_signals(loop), on_error(fail):
        _show(kiosk, fullscreen=fullscreen)
        if other is not None:
            other.move(kiosk.frameGeometry().bottomLeft())
            other.show()
        thread.start()
        loop.exec_()
        let_it_be_recorded(over.close() if over is not None else None)
        kiosk.close()
        if other is not None:
            other.close()
            other.deleteLater()
        service.stop()
        thread.join(STOP_SECONDS)
    bridge.newest.disconnect()
    bridge.ended.disconnect()
    if backend is not None:
        backend.close()
        backend.deleteLater()
    kiosk.deleteLater()  # an error's traceback may still refer to it
    if thread.is_alive():
        log.error("the service did not stop within %.0f s", STOP_SECONDS)
    if failed:
        raise failed[0]
    return 0


def screenshots(
    views: Sequence[View],
    folder: Path,
    *,
    size: tuple[int, int] = (1280, 720),
    options: KioskOptions | None = None,
) -> list[Path]:
    """Paint the kiosk's window into PNG files; needs no display.

    Args:
        views: What the kiosk shows, one file each.
        folder: Made if it is not there; files are named by number and state.
        size: Width and height of the window in pixels.
        options: What the kiosk offers.

    Returns:
        The files, in order.

    Raises:
        UiError: damaged fonts, or a file can't be written.
    """
    if QApplication.instance() is None:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    open_application()
    kiosk = Kiosk(options)
    kiosk.resize(*size)
    files = [folder / f"{number}-{view.phase.value}.png" for number, view in enumerate(views, start=1)]
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UiError(f"the folder {folder} can't be made: {error.strerror}") from None
    for view, file in zip(views, files, strict=True):
        kiosk.show_view(view)
        if not kiosk.grab().save(str(file)):
            raise UiError(f"the screenshot {file} can't be written")
    return files


def _show(kiosk: Kiosk, *, fullscreen: bool) -> None:
    screen = QApplication.primaryScreen()
    if fullscreen:
        if screen is not None:
            kiosk.setGeometry(screen.geometry())  # a kiosk's bare X server has no window manager to do it
        kiosk.setCursor(Qt.CursorShape.BlankCursor)
        kiosk.showFullScreen()
    else:
        if screen is not None:
            kiosk.resize(kiosk.size().boundedTo(screen.availableSize()))
        kiosk.show()
