"""What an access panel shows on this reader: its light as a colour, its words, and its buzzer as a sound."""

from __future__ import annotations

from PyQt5.QtCore import Qt
from PyQt5.QtGui import QColor
from PyQt5.QtWidgets import QApplication, QLabel, QWidget

from gate.access.panel import Colour, PanelSignal

LIGHTS: dict[Colour, QColor] = {
    "red": QColor("#d8232f"),
    "green": QColor("#0b8f5a"),
    "amber": QColor("#b86a00"),
    "blue": QColor("#1460c8"),
    "magenta": QColor("#a3259f"),
    "cyan": QColor("#0a7d8c"),
    "white": QColor("#5b6672"),
}
"""Each dark enough for white words."""


class PanelBanner(QLabel):
    """A strip at the upper edge; it is hidden while the panel shows nothing."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._buzzes = 0
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setAutoFillBackground(True)
        self.hide()

    def show_signal(self, signal: PanelSignal) -> None:
        """Show this from now on; sound once for each new buzz."""
        palette = self.palette()
        palette.setColor(self.backgroundRole(), LIGHTS[signal.light or "white"])
        palette.setColor(self.foregroundRole(), QColor("#ffffff"))
        self.setPalette(palette)
        self.setText(signal.text)
        self.setAccessibleName(signal.text)
        self.setVisible(signal.light is not None or bool(signal.text))
        if signal.buzzes > self._buzzes:
            QApplication.beep()
        self._buzzes = signal.buzzes
