"""The live picture: mirrored, filling the window, with a calm mark on each face."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PyQt5.QtCore import QRectF, Qt
from PyQt5.QtGui import QColor, QImage, QLinearGradient, QPainter, QPainterPath, QPaintEvent
from PyQt5.QtWidgets import QWidget

from gate.ui.kiosk.mirror import Mirror, mirrored_box
from gate.ui.kiosk.states import state_of, state_of_phase
from gate.ui.theme.apply import scheme_now
from gate.ui.theme.looks import LOOKS, State
from gate.ui.theme.sizes import Sizes
from gate.ui.theme.tokens import Scheme
from gate.ui.widgets.signs import draw_sign, round_pen
from gate.view import Phase, View

OUTLINE = QColor(0, 0, 0, 60)
"""Around a mark, so that it shows on a bright picture too."""

_WORDS = 0.72
"""Share of the shade at the upper edge that has words on it: there it is whole."""


class Picture(QWidget):
    """Fills itself with the view's image, cut to the widget's shape and mirrored, as people know it from a mirror."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._view = View(Phase.STARTING, None)
        self._mirror = Mirror()
        self.resting = False
        """Black, whatever the view shows: nobody is there."""

    def show_view(self, view: View) -> None:
        """Paint this view next."""
        self._view = view
        self.update()

    def paintEvent(self, _event: QPaintEvent | None) -> None:  # noqa: N802 - Qt's name
        """Paint the image with its marks, or a plain ground while there is none."""
        scheme = scheme_now()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._view.image is None or self.resting:
            if self.resting:
                painter.fillRect(self.rect(), Qt.GlobalColor.black)
                return
            painter.fillRect(self.rect(), _fade(scheme.background_top, scheme.background, self.height()))
            return
        self._paint_image(painter, self._view.image)
        sizes = Sizes(min(self.width(), self.height()))
        shade = sizes.share(15)
        painter.fillRect(0, 0, self.width(), shade, _fade(scheme.shade, _clear(scheme.shade), shade, _WORDS))
        for mark in self._view.marks:
            x1, y1, x2, y2 = mirrored_box(mark.box, self._view.image.shape, self.width(), self.height())
            _draw_mark(painter, state_of_phase(mark.phase), QRectF(x1, y1, x2 - x1, y2 - y1), sizes, scheme)
        look = LOOKS[state_of(self._view)]
        if look.framed:
            _draw_frame(painter, QRectF(self.rect()), look.colours(scheme).accent, sizes)

    def _paint_image(self, painter: QPainter, image: NDArray[np.uint8]) -> None:
        ratio = self.devicePixelRatioF()
        pixels = self._mirror.pixels(image, round(self.width() * ratio), round(self.height() * ratio))
        height, width = pixels.shape[:2]
        form = QImage.Format.Format_RGB32
        painted = QImage(pixels.data, width, height, 4 * width, form)  # type: ignore[call-overload]  # takes any buffer
        painter.drawImage(self.rect(), painted)


def _fade(top: QColor, bottom: QColor, height: int, begin: float = 0.0) -> QLinearGradient:
    gradient = QLinearGradient(0, 0, 0, height)
    gradient.setColorAt(begin, top)
    gradient.setColorAt(1, bottom)
    return gradient


def _clear(colour: QColor) -> QColor:
    return QColor(colour.red(), colour.green(), colour.blue(), 0)


def _draw_frame(painter: QPainter, window: QRectF, colour: QColor, sizes: Sizes) -> None:
    """Around the whole picture, with soft inner corners: seen from the corner of the eye."""
    thick = sizes.share(1.6)
    frame = QPainterPath()
    frame.addRect(window)
    frame.addRoundedRect(window.adjusted(thick, thick, -thick, -thick), sizes.radius, sizes.radius)
    painter.fillPath(frame, colour)


def _draw_mark(painter: QPainter, state: State, face: QRectF, sizes: Sizes, scheme: Scheme) -> None:
    """Corners while nothing is decided; a closed frame with the outcome's sign after it."""
    look = LOOKS[state]
    colours = look.colours(scheme)
    room = face.adjusted(-face.width() * 0.14, -face.height() * 0.12, face.width() * 0.14, face.height() * 0.08)
    side = min(room.width(), room.height())
    outline = _rounded(room, side * 0.16) if look.framed else _corners(room, side * 0.16, side * 0.12)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for pen in (round_pen(OUTLINE, sizes.share(1.0)), round_pen(colours.accent, sizes.share(0.7))):
        painter.setPen(pen)
        painter.drawPath(outline)
    if look.framed:
        badge = max(side * 0.2, sizes.share(5))
        corner = QRectF(room.right() - badge * 0.6, room.top() - badge * 0.4, badge, badge)
        draw_sign(painter, look.sign, corner, colours.accent, colours.ground)


def _rounded(room: QRectF, radius: float) -> QPainterPath:
    path = QPainterPath()
    path.addRoundedRect(room, radius, radius)
    return path


def _corners(room: QRectF, radius: float, arm: float) -> QPainterPath:
    """The four corners of a rounded frame, each with straight arms."""
    path = QPainterPath()
    for x, y, dx, dy in (
        (room.left(), room.top(), 1, 1),
        (room.right(), room.top(), -1, 1),
        (room.right(), room.bottom(), -1, -1),
        (room.left(), room.bottom(), 1, -1),
    ):
        path.moveTo(x, y + dy * (radius + arm))
        path.lineTo(x, y + dy * radius)
        path.quadTo(x, y, x + dx * radius, y)
        path.lineTo(x + dx * (radius + arm), y)
    return path
