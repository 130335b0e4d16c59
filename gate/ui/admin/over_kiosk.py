"""The administrators' window over a kiosk: opened by its corner, closed by log-out, idleness or cancelling."""

from __future__ import annotations

import logging
from types import TracebackType

from PyQt5.QtCore import QObject
from PyQt5.QtWidgets import QWidget

from gate.desk.desk import Desk
from gate.ui.admin.contents import contents
from gate.ui.admin.window import AdminWindow
from gate.ui.work.backend import Answer, Backend

log = logging.getLogger(__name__)

FAULTS = 10
"""So many errors in one window, and it is closed: one that fails at each painting would never end."""


class AdminOverKiosk(QObject):
    """Shows one window at a time, full size over the kiosk's; connect the kiosk's `admin_requested` to `show`.

    It stands on the public side of the door: what moves the door is not offered.
    """

    def __init__(self, kiosk: QWidget, desk: Desk, backend: Backend) -> None:
        """Prepare; nothing is shown.

        Args:
            kiosk: Whose place it takes for a while.
            desk: The gate's calls.
            backend: Runs them.
        """
        super().__init__(kiosk)
        self._kiosk, self._desk, self._backend = kiosk, desk, backend
        self.window: AdminWindow | None = None
        """While it is open."""
        self._faults = 0

    def show(self) -> None:
        """Ask who is there; a window that is open already comes to the front."""
        if self.window is None:
            self._faults = 0
            self.window = AdminWindow(self._desk, self._backend, contents(), public=True)
            self.window.closed.connect(self._forget)
            self.window.left.connect(self.leave)
            self.window.setGeometry(self._kiosk.geometry())
            self.window.begin()
        if self._kiosk.isFullScreen():
            self.window.showFullScreen()
        else:
            self.window.show()
        self.window.activateWindow()

    def leave(self) -> None:
        """Show the kiosk again."""
        self.close()

    def close(self) -> Answer | None:
        """Show the kiosk again; the log-out that is being recorded, if somebody was logged in."""
        window = self.window
        if window is None:
            return None
        window.close()
        return window.leaving

    def take_error(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> bool:
        """Say an error of this window in its place, and write it into the log; the kiosk goes on.

        Returns:
            False: it is the kiosk's own error, and nothing was done.
        """
        rooms = _rooms(trace)
        if "admin" not in rooms and (self.window is None or "kiosk" in rooms):
            return False
        log.error("the administrators' window has met an error", exc_info=(kind, error, trace))
        self._faults += 1
        if self.window is not None and self._faults < FAULTS:
            self.window.say_fault()
        else:
            self.close()
        return True

    def _forget(self) -> None:
        window, self.window = self.window, None
        if window is not None:
            window.deleteLater()


def _rooms(trace: TracebackType | None) -> set[str]:
    """Of `gate.ui`: which of its parts an error went through."""
    rooms = set()
    while trace is not None:
        names = str(trace.tb_frame.f_globals.get("__name__", "")).split(".")
        if names[:2] == ["gate", "ui"] and len(names) > 2:
            rooms.add(names[2])
        trace = trace.tb_next
    return rooms
