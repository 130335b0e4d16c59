"""A field that is signed with a finger. The strokes prove that somebody was there; they are never kept."""

from __future__ import annotations

from PyQt5.QtCore import QPointF, Qt, pyqtSignal
from PyQt5.QtGui import QMouseEvent, QPainter, QPaintEvent, QPolygonF
from PyQt5.QtWidgets import QWidget

from gate.ui.theme.apply import scale_now, scheme_now
from gate.ui.theme.sizes import TOUCH
from gate.ui.widgets.signs import round_pen

LENGTH = 80.0
"""Pixels of stroke, at scale 1, that make a signature: more than a touch by accident."""


class SignaturePad(QWidget):
    """Draws what the finger writes.

    Signals:
        signed: Enough was written, or it was wiped away again.
    """

    signed = pyqtSignal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumHeight(round(1.6 * TOUCH * scale_now()))
        self.setCursor(Qt.CursorShape.CrossCursor)
        self._strokes: list[QPolygonF] = []
        self._length = 0.0

    @property
    def is_signed(self) -> bool:
        """Whether enough was written."""
        return self._length >= LENGTH * scale_now()

    def clear(self) -> None:
        """Wipe it."""
        self._strokes, self._length = [], 0.0
        self.signed.emit(False)
        self.update()

    def mousePressEvent(self, event: QMouseEvent | None) -> None:  # noqa: N802 - Qt's name
        """Begin a stroke."""
        if event is not None and self.isEnabled():
            self._strokes.append(QPolygonF([QPointF(event.pos())]))

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:  # noqa: N802 - Qt's name
        """Go on with it."""
        if event is None or not self._strokes or not self.isEnabled():
            return
        stroke, point = self._strokes[-1], QPointF(event.pos())
        moved = point - stroke.at(stroke.count() - 1)
        self._length += (moved.x() ** 2 + moved.y() ** 2) ** 0.5
        stroke.append(point)
        self.signed.emit(self.is_signed)
        self.update()

    def paintEvent(self, _event: QPaintEvent | None) -> None:  # noqa: N802 - Qt's name
        """Paint the line to sign on, and what was written."""
        scheme, scale = scheme_now(), scale_now()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(scheme.border)
        painter.setBrush(scheme.surface)
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 10 * scale, 10 * scale)
        line = round(0.75 * self.height())
        painter.drawLine(round(20 * scale), line, self.width() - round(20 * scale), line)
        painter.setPen(round_pen(scheme.text, 3 * scale))
        for stroke in self._strokes:
            painter.drawPolyline(stroke)
