"""Notices that nobody touches a window any more."""

from __future__ import annotations

import time

from PyQt5.QtCore import QCoreApplication, QEvent, QObject, QTimer, pyqtSignal
from PyQt5.QtWidgets import QWidget

WARNING_SECONDS = 30.0

_SIGNS = frozenset(
    {
        *(QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.Wheel),
        *(QEvent.Type.TouchBegin, QEvent.Type.TouchUpdate),
    }
)


class IdleWatch(QObject):
    """Counts from the last key, touch or movement of the mouse in a window and in what belongs to it.

    Signals:
        warned: Half a minute is left (or half of the time, if that is shorter).
        over: Nobody has touched it for so long; it doesn't count any more.
        spent: It has counted for the longest time there is, touched or not; it doesn't count any more.
    """

    warned = pyqtSignal()
    over = pyqtSignal()
    spent = pyqtSignal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.seconds = 0.0
        """For which nobody may be idle."""
        self._touched = 0.0
        self._warning, self._end, self._longest = QTimer(self), QTimer(self), QTimer(self)
        for timer, slot in ((self._warning, self.warned), (self._end, self._finish), (self._longest, self._spend)):
            timer.setSingleShot(True)
            timer.timeout.connect(slot)

    @property
    def ago(self) -> float:
        """Seconds since the last sign of somebody."""
        return time.monotonic() - self._touched

    def start(self, seconds: float, longest: float) -> None:
        """Count from now on.

        Args:
            seconds: For which nobody may be idle.
            longest: For which it counts in any case.
        """
        self.seconds = seconds
        self._longest.start(round(1000 * longest))
        app = QCoreApplication.instance()
        assert app is not None
        app.installEventFilter(self)
        self._again()

    def stop(self) -> None:
        """Count no more."""
        app = QCoreApplication.instance()
        if app is not None:
            app.removeEventFilter(self)
        for timer in (self._warning, self._end, self._longest):
            timer.stop()

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:  # noqa: N802 - Qt's name
        """Look at everything; keep nothing."""
        touched = event is not None and event.type() in _SIGNS
        if touched and isinstance(watched, QWidget) and watched.window() is self._window:
            self._again()
        return False

    def _again(self) -> None:
        self._touched = time.monotonic()
        before = min(WARNING_SECONDS, self.seconds / 2)
        self._warning.start(round(1000 * (self.seconds - before)))
        self._end.start(round(1000 * self.seconds))

    def _finish(self) -> None:
        self.stop()
        self.over.emit()

    def _spend(self) -> None:
        self.stop()
        self.spent.emit()
