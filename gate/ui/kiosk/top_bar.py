"""The upper edge: the gate's name, the clock, and two dots for health and network."""

from __future__ import annotations

from PyQt5.QtCore import QEvent, QPointF, QRectF, Qt, QTime, QTimer
from PyQt5.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PyQt5.QtWidgets import QWidget

from gate.clock import Clock, SystemClock
from gate.ui.i18n.languages import locale
from gate.ui.i18n.translate import translate
from gate.ui.theme.apply import scheme_now
from gate.ui.theme.fonts import font
from gate.ui.theme.sizes import Sizes
from gate.ui.theme.tokens import Scheme, Tone
from gate.ui.widgets.signs import round_pen
from gate.view import Light, Lights


class TopBar(QWidget):
    """Paints itself over the picture. The clock is the wall clock's, however it jumps."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._gate = ""
        self._status = ""
        self._lights = Lights()
        self._time = ""
        self._clock: Clock = SystemClock()
        self._painted: QPixmap | None = None
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._tick)
        self._timer.start(1000)
        self._tick()

    def show_gate(self, gate: str) -> None:
        """Name the gate."""
        self._gate = gate
        self._changed()

    def follow(self, clock: Clock) -> None:
        """Show this clock's time."""
        self._clock = clock
        self._tick()

    def show_status(self, status: str, lights: Lights) -> None:
        """Show the small line and the dots."""
        if (status, lights) != (self._status, self._lights):
            self._status, self._lights = status, lights
            self._changed()

    def retranslate(self) -> None:
        """Take the texts of the language that is spoken now."""
        self._changed()

    @property
    def time(self) -> str:
        """What the clock shows."""
        return self._time

    def _tick(self) -> None:
        now = self._clock.utc().astimezone()
        shown = locale().toString(QTime(now.hour, now.minute), "HH:mm")
        if shown != self._time:
            self._time = shown
            self._changed()

    def _changed(self) -> None:
        said = {
            "ok": translate("TopBar", "in order"),
            "warning": translate("TopBar", "needs attention"),
            "off": translate("TopBar", "not used"),
        }
        health = translate("TopBar", "Gate: {state}").replace("{state}", said[self._lights.health])
        network = translate("TopBar", "Network: {state}").replace("{state}", said[self._lights.network])
        self.setAccessibleName(f"{self._gate} {self._time}".strip())
        self.setAccessibleDescription(f"{health}. {network}. {self._status}")
        self._painted = None
        self.update()

    def paintEvent(self, _event: QPaintEvent | None) -> None:  # noqa: N802 - Qt's name
        """Copy the painted words and dots: they change far less often than the picture beneath."""
        if self._painted is None:
            self._painted = self._paint()
        QPainter(self).drawPixmap(0, 0, self._painted)

    def resizeEvent(self, _event: QResizeEvent | None) -> None:  # noqa: N802 - Qt's name
        """Paint for the new size."""
        self._changed()

    def changeEvent(self, event: QEvent | None) -> None:  # noqa: N802 - Qt's name
        """Paint in the new scheme."""
        self._changed()
        super().changeEvent(event)

    def _paint(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        pixmap = QPixmap(self.size() * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        window = self.window()
        sizes, scheme = Sizes(min(window.width(), window.height()) if window else self.height()), scheme_now()
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        margin, line = sizes.margin, sizes.share(6)
        large, small = font(sizes.share(4.4), bold=True), font(sizes.status)
        clock = QFontMetricsF(large).horizontalAdvance(self._time)
        dot = sizes.share(3.0)
        right = self.width() - margin - clock
        painter.setPen(scheme.text)
        painter.setFont(large)
        painter.drawText(QRectF(right, 0, clock + 2, line + margin), int(Qt.AlignmentFlag.AlignVCenter), self._time)
        for place, light in enumerate((self._lights.network, self._lights.health), start=1):
            _draw_light(painter, QPointF(right - 1.8 * dot * place, (line + margin) / 2), dot, light, scheme)
        room = right - 5 * dot - margin
        painter.setPen(scheme.text)
        name = QFontMetricsF(large).elidedText(self._gate, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRectF(margin, 0, room, line + margin), int(Qt.AlignmentFlag.AlignVCenter), name)
        painter.setPen(scheme.quiet)
        painter.setFont(small)
        status = QFontMetricsF(small).elidedText(self._status, Qt.TextElideMode.ElideRight, self.width() - 2 * margin)
        below = QRectF(margin, line + 0.55 * margin, self.width() - 2 * margin, 2 * sizes.status)
        painter.drawText(below, int(Qt.AlignmentFlag.AlignTop), status)
        painter.end()
        return pixmap


def _draw_light(painter: QPainter, middle: QPointF, size: float, light: Light, scheme: Scheme) -> None:
    """Full when in order, a triangle when not, hollow when unused: three shapes, not three colours."""
    colours = {"ok": scheme.tones[Tone.GOOD].accent, "warning": scheme.tones[Tone.WARNING].accent, "off": scheme.quiet}
    colour: QColor = colours[light]
    painter.setPen(round_pen(colour, 0.16 * size))
    painter.setBrush(Qt.BrushStyle.NoBrush if light == "off" else colour)
    if light == "warning":
        x, y, half = middle.x(), middle.y(), size / 2
        painter.drawPolygon(QPointF(x, y - half), QPointF(x + half, y + half), QPointF(x - half, y + half))
    else:
        painter.drawEllipse(middle, 0.38 * size, 0.38 * size)
