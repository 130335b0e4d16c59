"""A sheet over the kiosk that goes away by itself when nobody touches it: the PIN pad, the privacy notice."""

from __future__ import annotations

from PyQt5.QtCore import Qt, QTimer, pyqtSignal
from PyQt5.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gate.ui.theme.apply import scale_now
from gate.ui.widgets.labels import label
from gate.ui.widgets.touch_button import TouchButton

IDLE_MS = 30_000


class SheetOver(QWidget):
    """Covers its window while it is open.

    Signals:
        opened: It came.
        left: It went.
    """

    opened = pyqtSignal()
    left = pyqtSignal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("overlay")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        margin = round(12 * scale_now())
        self.heading = label("", "title", self, wrap=True)
        """What it is."""
        self.close_button = TouchButton("", "plain", self)
        """Sends it away."""
        self.close_button.clicked.connect(self.leave)
        top = QHBoxLayout()
        top.addWidget(self.heading, 1)
        top.addWidget(self.close_button)
        self.body = QVBoxLayout()
        """Where its widgets go."""
        layout = QVBoxLayout(self)
        layout.setContentsMargins(margin, margin, margin, margin)
        layout.addLayout(top)
        layout.addLayout(self.body, 1)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.leave)
        self.hide()

    def come(self) -> None:
        """Open."""
        self.show()
        self.raise_()
        self.setFocus()
        self.touch()
        self.opened.emit()

    def leave(self) -> None:
        """Close."""
        if not self.isHidden():
            self._timer.stop()
            self.hide()
            self.left.emit()

    def touch(self) -> None:
        """Somebody is there."""
        self._timer.start(IDLE_MS)
