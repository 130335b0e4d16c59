"""Opens the administrators' window on a desk."""

from __future__ import annotations

import logging
from types import TracebackType

from PyQt5.QtCore import QEventLoop, QTimer

from gate.desk.desk import open_desk
from gate.home import Home
from gate.settings import settings_or_defaults
from gate.ui.admin.contents import contents
from gate.ui.admin.window import AdminWindow
from gate.ui.application import Appearance, ended_by_signals, on_error, open_application
from gate.ui.theme.tokens import Tone
from gate.ui.work.backend import Answer, ThreadBackend

log = logging.getLogger(__name__)


def run_admin(home: Home) -> int:
    """Show the window until it is closed; Ctrl+C and SIGTERM close it too.

    Args:
        home: The gate's folder. Settings that can't be read don't keep the window from opening.

    Returns:
        The exit code, 0.

    Raises:
        UiError: no display, or damaged fonts.
    """
    settings, problem = settings_or_defaults(home.settings)
    open_application(Appearance(settings.ui.theme, settings.ui.language))
    backend = ThreadBackend()
    window = AdminWindow(open_desk(home), backend, contents())
    loop = QEventLoop()
    window.closed.connect(loop.quit)

    def fault(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        log.error("the window has met an error", exc_info=(kind, error, trace))
        window.say_fault()

    with ended_by_signals(loop), on_error(fault):
        window.begin()
        window.show()
        if problem:
            log.error("%s", problem)
            window.toast.say(problem, Tone.BAD)
        loop.exec_()
        window.close()
        let_it_be_recorded(window.leaving)
        backend.close()
    window.deleteLater()
    backend.deleteLater()
    return 0


def let_it_be_recorded(leaving: Answer | None) -> None:
    """Wait a moment for the row of a log-out: a backend that closes starts nothing more."""
    if leaving is not None:
        loop, patience = QEventLoop(), QTimer()
        patience.setSingleShot(True)
        patience.timeout.connect(loop.quit)
        patience.start(2000)
        leaving.finished.connect(loop.quit)
        loop.exec_()
