"""From the gate's threads to the screen's: the newest view wins, nothing queues up."""

from __future__ import annotations

import threading

from PyQt5.QtCore import QObject, pyqtSignal

from gate.view import View


class ViewBridge(QObject):
    """Hands views to the thread that made this object.

    However many views are posted, at most one wake-up waits in the event queue, and it delivers the newest view.

    Signals:
        newest: a View, in the screen's thread.
        ended: for those who post, when no more will come; any thread may emit it.
    """

    newest = pyqtSignal(object)
    ended = pyqtSignal()
    _wake = pyqtSignal()

    def __init__(self) -> None:
        super().__init__()
        self._lock = threading.Lock()
        self._view: View | None = None
        self._wake.connect(self._deliver)  # from another thread Qt queues this

    def post(self, view: View) -> None:
        """Show this view next; any thread may call it, and it returns at once."""
        with self._lock:
            waiting = self._view is not None
            self._view = view
        if not waiting:
            self._wake.emit()

    def _deliver(self) -> None:
        with self._lock:
            view, self._view = self._view, None
        if view is not None:
            self.newest.emit(view)
