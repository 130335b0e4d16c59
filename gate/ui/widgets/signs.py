"""The signs: one plain shape for each state, drawn as lines so that they stay sharp at any size."""

from __future__ import annotations

import math
from collections.abc import Callable

from PyQt5.QtCore import QPointF, QRectF, Qt
from PyQt5.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from gate.ui.theme.looks import Sign


def draw_sign(painter: QPainter, sign: Sign, place: QRectF, accent: QColor, ink: QColor) -> None:
    """Paint a sign.

    Args:
        painter: of the target.
        sign: which.
        place: the square that it fills.
        accent: its colour.
        ink: what is drawn on top of filled shapes.
    """
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(place.topLeft())
    painter.scale(place.width() / 100, place.height() / 100)
    _DRAW[sign](painter, accent, ink)
    painter.restore()


def round_pen(colour: QColor, width: float) -> QPen:
    """A pen whose lines have round ends and corners."""
    return QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)


def _lines(painter: QPainter, colour: QColor, width: float) -> None:
    painter.setPen(round_pen(colour, width))
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _filled(painter: QPainter, colour: QColor) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)


def _polyline(*points: tuple[float, float]) -> QPolygonF:
    return QPolygonF([QPointF(x, y) for x, y in points])


def _dots(painter: QPainter, accent: QColor, _ink: QColor) -> None:
    _lines(painter, accent, 6)
    painter.drawEllipse(QRectF(7, 7, 86, 86))
    _filled(painter, accent)
    for x in (30, 50, 70):
        painter.drawEllipse(QPointF(x, 50), 5.5, 5.5)


def _person(painter: QPainter, accent: QColor, _ink: QColor) -> None:
    _lines(painter, accent, 6)
    painter.drawEllipse(QRectF(7, 7, 86, 86))
    _filled(painter, accent)
    painter.drawEllipse(QPointF(50, 40), 14, 15)
    shoulders = QPainterPath(QPointF(24, 77))
    shoulders.cubicTo(26, 60, 40, 60, 50, 60)
    shoulders.cubicTo(60, 60, 74, 60, 76, 77)
    shoulders.quadTo(50, 92, 24, 77)
    painter.drawPath(shoulders)


def _viewfinder(painter: QPainter, accent: QColor, _ink: QColor) -> None:
    _lines(painter, accent, 7)
    for turn in range(4):
        painter.save()
        painter.translate(50, 50)
        painter.rotate(90 * turn)
        corner = QPainterPath(QPointF(-43, -20))
        corner.lineTo(-43, -31)
        corner.quadTo(-43, -43, -31, -43)
        corner.lineTo(-20, -43)
        painter.drawPath(corner)
        painter.restore()
    _filled(painter, accent)
    painter.drawEllipse(QPointF(37, 41), 5.5, 6.5)
    painter.drawEllipse(QPointF(63, 41), 5.5, 6.5)
    _lines(painter, accent, 6)
    smile = QPainterPath(QPointF(34, 61))
    smile.quadTo(50, 76, 66, 61)
    painter.drawPath(smile)


def _tick(painter: QPainter, accent: QColor, ink: QColor) -> None:
    _filled(painter, accent)
    painter.drawEllipse(QRectF(3, 3, 94, 94))
    _lines(painter, ink, 11)
    painter.drawPolyline(_polyline((28, 52), (44, 67), (73, 35)))


def _cross(painter: QPainter, accent: QColor, ink: QColor) -> None:
    """An octagon, as a stop sign."""
    corners = [
        (50 + 49 * math.cos(angle), 50 + 49 * math.sin(angle)) for angle in (math.pi / 8 * k for k in range(1, 17, 2))
    ]
    painter.setPen(round_pen(accent, 4))
    painter.setBrush(accent)
    painter.drawPolygon(_polyline(*corners))
    _lines(painter, ink, 11)
    painter.drawLine(QPointF(34, 34), QPointF(66, 66))
    painter.drawLine(QPointF(66, 34), QPointF(34, 66))


def _camera(painter: QPainter, accent: QColor, _ink: QColor) -> None:
    """A camera, struck out."""
    _lines(painter, accent, 7)
    painter.drawRoundedRect(QRectF(9, 28, 56, 46), 9, 9)
    painter.drawPolygon(_polyline((66, 46), (91, 33), (91, 69), (66, 56)))
    painter.drawLine(QPointF(14, 10), QPointF(86, 92))


def _triangle(painter: QPainter, accent: QColor, ink: QColor) -> None:
    painter.setPen(round_pen(accent, 12))
    painter.setBrush(accent)
    painter.drawPolygon(_polyline((50, 13), (91, 84), (9, 84)))
    _lines(painter, ink, 9)
    painter.drawLine(QPointF(50, 36), QPointF(50, 58))
    painter.drawPoint(QPointF(50, 74))


def _arrow(painter: QPainter, x: float, y: float, degrees: float, length: float) -> None:
    """A chevron whose tip is at (x, y)."""
    painter.save()
    painter.translate(x, y)
    painter.rotate(degrees)
    painter.drawPolyline(_polyline((-length, -length), (0, 0), (-length, length)))
    painter.restore()


def _head(painter: QPainter, accent: QColor, x: float, y: float, size: float) -> None:
    _filled(painter, accent)
    painter.drawEllipse(QPointF(x, y - 0.9 * size), 0.62 * size, 0.7 * size)
    shoulders = QPainterPath(QPointF(x - 1.15 * size, y + 0.9 * size))
    shoulders.cubicTo(x - size, y, x - 0.4 * size, y, x, y)
    shoulders.cubicTo(x + 0.4 * size, y, x + size, y, x + 1.15 * size, y + 0.9 * size)
    shoulders.closeSubpath()
    painter.drawPath(shoulders)


def _arrows(inwards: bool) -> Callable[[QPainter, QColor, QColor], None]:
    def draw(painter: QPainter, accent: QColor, _ink: QColor) -> None:
        _head(painter, accent, 50, 53, 15)
        _lines(painter, accent, 8)
        for degrees in (45, 135, 225, 315):
            angle = math.radians(degrees)
            reach = 33 if inwards else 46
            turn = degrees + (180 if inwards else 0)
            _arrow(painter, 50 + reach * math.cos(angle) * 1.05, 50 + reach * math.sin(angle) * 1.05, turn, 10)

    return draw


def _target(painter: QPainter, accent: QColor, _ink: QColor) -> None:
    _lines(painter, accent, 7)
    painter.drawEllipse(QPointF(50, 50), 40, 40)
    for degrees in range(0, 360, 90):
        painter.save()
        painter.translate(50, 50)
        painter.rotate(degrees)
        painter.drawLine(QPointF(30, 0), QPointF(47, 0))
        painter.restore()
    _head(painter, accent, 50, 54, 12)


def _still(painter: QPainter, accent: QColor, _ink: QColor) -> None:
    """A face with two bars beside it, as a pause."""
    _lines(painter, accent, 9)
    painter.drawLine(QPointF(10, 28), QPointF(10, 72))
    painter.drawLine(QPointF(90, 28), QPointF(90, 72))
    _head(painter, accent, 50, 53, 24)


def _moon(painter: QPainter, accent: QColor, _ink: QColor) -> None:
    _filled(painter, accent)
    whole, bite = QPainterPath(), QPainterPath()
    whole.addEllipse(QPointF(48, 50), 40, 40)
    bite.addEllipse(QPointF(66, 40), 34, 34)
    painter.drawPath(whole.subtracted(bite))


def _two(painter: QPainter, accent: QColor, _ink: QColor) -> None:
    _head(painter, accent, 30, 52, 18)
    _lines(painter, accent, 6)
    painter.drawEllipse(QPointF(72, 36), 11, 12)
    path = QPainterPath(QPointF(52, 68))
    path.cubicTo(54, 52, 64, 53, 72, 53)
    path.cubicTo(80, 53, 90, 52, 92, 68)
    path.closeSubpath()
    painter.drawPath(path)


def _ring(painter: QPainter, accent: QColor, _ink: QColor) -> None:
    _lines(painter, accent, 9)
    painter.drawArc(QRectF(10, 10, 80, 80), 90 * 16, -270 * 16)
    _filled(painter, accent)
    painter.drawEllipse(QPointF(50, 50), 9, 9)


def _turned(degrees: float) -> Callable[[QPainter, QColor, QColor], None]:
    """A head with an arrow that says where it is to turn."""

    def draw(painter: QPainter, accent: QColor, _ink: QColor) -> None:
        _lines(painter, accent, 7)
        painter.drawEllipse(QPointF(50, 50), 25, 29)
        _lines(painter, accent, 10)
        angle = math.radians(degrees)
        _arrow(painter, 50 + 47 * math.cos(angle), 50 + 47 * math.sin(angle), degrees, 12)
        _filled(painter, accent)
        x, y = 50 + 10 * math.cos(angle), 50 + 12 * math.sin(angle)
        painter.drawEllipse(QPointF(x - 8, y - 4), 4, 5)
        painter.drawEllipse(QPointF(x + 8, y - 4), 4, 5)

    return draw


def _leaning(degrees: float) -> Callable[[QPainter, QColor, QColor], None]:
    """A head on its shoulders that leans to one side, with an arrow that says which way."""

    def draw(painter: QPainter, accent: QColor, _ink: QColor) -> None:
        side = math.copysign(1, degrees)
        _lines(painter, accent, 7)
        shoulders = QPainterPath(QPointF(12, 96))
        shoulders.cubicTo(16, 80, 34, 80, 50, 80)
        shoulders.cubicTo(66, 80, 84, 80, 88, 96)
        painter.drawPath(shoulders)
        painter.save()
        painter.translate(50, 80)
        painter.rotate(degrees)
        painter.drawEllipse(QPointF(0, -32), 21, 25)
        _filled(painter, accent)
        painter.drawEllipse(QPointF(-8, -36), 4, 5)
        painter.drawEllipse(QPointF(8, -36), 4, 5)
        painter.restore()
        _lines(painter, accent, 8)
        arc = QRectF(8, 5, 84, 84)
        painter.drawArc(arc, round((90 + side * 14) * 16), round(-side * 58 * 16))
        angle = math.radians(-90 + side * 44)
        _arrow(painter, 50 + 42 * math.cos(angle), 47 + 42 * math.sin(angle), -90 + side * 128, 11)

    return draw


def _screen(painter: QPainter, accent: QColor, ink: QColor) -> None:
    """A face in a telephone, struck out."""
    _filled(painter, accent)
    painter.drawRoundedRect(QRectF(24, 4, 52, 92), 10, 10)
    _head(painter, ink, 50, 50, 15)
    _lines(painter, ink, 15)
    painter.drawLine(QPointF(12, 88), QPointF(88, 12))
    _lines(painter, accent, 7)
    painter.drawLine(QPointF(12, 88), QPointF(88, 12))


def _clock(painter: QPainter, accent: QColor, ink: QColor) -> None:
    _filled(painter, accent)
    painter.drawEllipse(QRectF(3, 3, 94, 94))
    _lines(painter, ink, 9)
    painter.drawPolyline(_polyline((50, 24), (50, 52), (69, 63)))


def _plus(painter: QPainter, accent: QColor, _ink: QColor) -> None:
    _head(painter, accent, 36, 56, 24)
    _lines(painter, accent, 9)
    painter.drawLine(QPointF(80, 16), QPointF(80, 46))
    painter.drawLine(QPointF(65, 31), QPointF(95, 31))


def _door(painter: QPainter, accent: QColor, ink: QColor) -> None:
    """An open door."""
    _lines(painter, accent, 7)
    painter.drawPolyline(_polyline((6, 93), (94, 93)))
    painter.drawPolyline(_polyline((20, 93), (20, 8), (78, 8), (78, 93)))
    _filled(painter, accent)
    painter.drawPolygon(_polyline((20, 8), (54, 22), (54, 93), (20, 93)))
    _filled(painter, ink)
    painter.drawEllipse(QPointF(46, 56), 4, 4)


def _keypad(painter: QPainter, accent: QColor, _ink: QColor) -> None:
    _filled(painter, accent)
    for row in range(3):
        for column in range(3):
            painter.drawRoundedRect(QRectF(10 + 29 * column, 10 + 29 * row, 22, 22), 6, 6)


_DRAW: dict[Sign, Callable[[QPainter, QColor, QColor], None]] = {
    Sign.DOTS: _dots,
    Sign.PERSON: _person,
    Sign.VIEWFINDER: _viewfinder,
    Sign.TICK: _tick,
    Sign.CROSS: _cross,
    Sign.CAMERA: _camera,
    Sign.TRIANGLE: _triangle,
    Sign.ARROWS_IN: _arrows(inwards=True),
    Sign.ARROWS_OUT: _arrows(inwards=False),
    Sign.TARGET: _target,
    Sign.STILL: _still,
    Sign.MOON: _moon,
    Sign.TWO: _two,
    Sign.RING: _ring,
    Sign.LEFT: _turned(180),
    Sign.RIGHT: _turned(0),
    Sign.UP: _turned(270),
    Sign.DOWN: _turned(90),
    Sign.LEANS_LEFT: _leaning(-24),
    Sign.LEANS_RIGHT: _leaning(24),
    Sign.SCREEN: _screen,
    Sign.CLOCK: _clock,
    Sign.PLUS: _plus,
    Sign.DOOR: _door,
    Sign.KEYPAD: _keypad,
}
