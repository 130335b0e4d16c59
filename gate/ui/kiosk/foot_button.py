"""A button over the live picture: painted when it changes, and only copied for every frame beneath it."""

from __future__ import annotations

from PyQt5.QtCore import Qt
from PyQt5.QtGui import QPainter, QPaintEvent, QPixmap
from PyQt5.QtWidgets import QStyle, QStyleOptionButton, QWidget

from gate.ui.theme.apply import scheme_now
from gate.ui.widgets.touch_button import TouchButton


class FootButton(TouchButton):
    """Looks and works like any other touch button."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("", "foot", parent)
        self._painted: tuple[object, QPixmap] | None = None

    def paintEvent(self, _event: QPaintEvent | None) -> None:  # noqa: N802 - Qt's name
        """Copy the painted button."""
        option = QStyleOptionButton()
        self.initStyleOption(option)
        now = (option.text, self.size().width(), self.size().height(), int(option.state), scheme_now().name)
        if self._painted is None or self._painted[0] != now:
            self._painted = (now, self._paint(option))
        QPainter(self).drawPixmap(0, 0, self._painted[1])

    def _paint(self, option: QStyleOptionButton) -> QPixmap:
        ratio = self.devicePixelRatioF()
        pixmap = QPixmap(self.size() * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter, style = QPainter(pixmap), self.style()
        if style is not None:
            style.drawControl(QStyle.ControlElement.CE_PushButton, option, painter, self)
        painter.end()
        return pixmap
