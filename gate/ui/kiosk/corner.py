"""The way to the administrators' screens that nobody finds by chance: the upper left corner, held for a while."""

from __future__ import annotations

from PyQt5.QtCore import QTimer, pyqtSignal
from PyQt5.QtGui import QMouseEvent
from PyQt5.QtWidgets import QWidget

HOLD_MS = 3000


class Corner(QWidget):
    """Invisible.

    Signals:
        held: A finger has stayed on it for `HOLD_MS`.
        touched: A finger came.
    """

    held = pyqtSignal()
    touched = pyqtSignal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.held)

    def mousePressEvent(self, _event: QMouseEvent | None) -> None:  # noqa: N802 - Qt's name
        """Begin to wait."""
        self.touched.emit()
        self._timer.start(HOLD_MS)

    def mouseReleaseEvent(self, _event: QMouseEvent | None) -> None:  # noqa: N802 - Qt's name
        """Too short."""
        self._timer.stop()
