"""The signs: one plain shape for each state, drawn as lines so that they stay sharp at any size."""

from __future__ import annotations

import math

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


_DRAW = {
    Sign.DOTS: _dots,
    Sign.PERSON: _person,
    Sign.VIEWFINDER: _viewfinder,
    Sign.TICK: _tick,
    Sign.CROSS: _cross,
    Sign.CAMERA: _camera,
    Sign.TRIANGLE: _triangle,
}
