"""What an access panel shows on this reader: its light as a colour, its words, and its buzzer as a sound."""

from __future__ import annotations

from PyQt5.QtCore import Qt
from PyQt5.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PyQt5.QtWidgets import QApplication, QWidget

from gate.access.panel import Colour, PanelSignal
from gate.ui.theme.fonts import font

LIGHTS: dict[Colour, QColor] = {
    "red": QColor("#d8232f"),
    "green": QColor("#0b8f5a"),
    "amber": QColor("#b86a00"),
    "blue": QColor("#1460c8"),
    "magenta": QColor("#a3259f"),
    "cyan": QColor("#0a7d8c"),
    "white": QColor("#5b6672"),
}
"""Each dark enough for white words, in every scheme: the panel says the colour, not the theme."""


class PanelBanner(QWidget):
    """A strip at the upper edge; it is hidden while the panel shows nothing."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._signal = PanelSignal()
        self.hide()

    def show_signal(self, signal: PanelSignal) -> None:
        """Show this from now on; sound once for each new buzz."""
        if signal == self._signal:
            return
        if signal.buzzes > self._signal.buzzes:
            QApplication.beep()
        self._signal = signal
        self.setAccessibleName(signal.text)
        self.setVisible(signal.light is not None or bool(signal.text))
        self.update()

    def paintEvent(self, _event: QPaintEvent | None) -> None:  # noqa: N802 - Qt's name
        """Paint the light and the words."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), LIGHTS[self._signal.light or "white"])
        words = font(0.45 * self.height(), bold=True)
        painter.setFont(words)
        painter.setPen(QColor("#ffffff"))
        text = QFontMetricsF(words).elidedText(self._signal.text, Qt.TextElideMode.ElideRight, 0.96 * self.width())
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), text)
