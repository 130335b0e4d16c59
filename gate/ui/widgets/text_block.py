"""A paragraph laid out for painting: wrapped, cut with an ellipsis after the last line allowed, in any script."""

from __future__ import annotations

from dataclasses import dataclass

from PyQt5.QtCore import QPointF, Qt
from PyQt5.QtGui import QColor, QFont, QFontMetricsF, QPainter, QTextLayout, QTextOption


@dataclass(frozen=True, eq=False)
class TextBlock:
    """Lines of text, ready to be drawn."""

    layout: QTextLayout
    indent: float
    """Pixels from the block's left side to the layout's."""
    height: float
    """Of all lines, in pixels."""
    cut: bool
    """Whether the text didn't fit and ends in an ellipsis."""

    def draw(self, painter: QPainter, x: float, y: float, colour: QColor) -> None:
        """Paint the block with its upper left corner at (x, y)."""
        painter.setPen(colour)
        self.layout.draw(painter, QPointF(x + self.indent, y))


def lay_out(text: str, font: QFont, width: float, *, max_lines: int, centred: bool) -> TextBlock:
    """Wrap a text into lines of at most `width` pixels, of about the same length: no last word stands alone.

    Args:
        text: one paragraph; its first strong letter decides in which direction it runs.
        font: with its size in pixels.
        width: of the block.
        max_lines: what goes beyond is replaced by an ellipsis.
        centred: else the lines start at the left, beside the sign, whatever their script.
    """
    layout = _laid_out(text, font, width, centred)
    cut = layout.lineCount() > max_lines
    if cut:
        layout = _laid_out(_shortened(text, layout, font, width, max_lines), font, width, centred)
    narrow = width
    while not cut and layout.lineCount() > 1:
        narrower = _laid_out(text, font, narrow - 0.04 * width, centred)
        if narrower.lineCount() > layout.lineCount():
            break
        layout, narrow = narrower, narrow - 0.04 * width
    height = sum(layout.lineAt(i).height() for i in range(layout.lineCount()))
    return TextBlock(layout, (width - narrow) / 2 if centred else 0, height, cut)


def _shortened(text: str, layout: QTextLayout, font: QFont, width: float, lines: int) -> str:
    """The text that fills `lines` lines of its too long layout, with an ellipsis at the end."""
    units = text.encode("utf-16-le")  # Qt counts in these, Python in code points
    last = layout.lineAt(lines - 1).textStart() * 2
    kept, rest = units[:last].decode("utf-16-le"), units[last:].decode("utf-16-le")
    return kept + QFontMetricsF(font).elidedText(rest, Qt.TextElideMode.ElideRight, 0.98 * width)


def _laid_out(text: str, font: QFont, width: float, centred: bool) -> QTextLayout:
    option = QTextOption(Qt.AlignmentFlag.AlignHCenter if centred else Qt.AlignmentFlag.AlignLeft)
    option.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout = QTextLayout(text, font)
    layout.setTextOption(option)
    layout.beginLayout()
    y = 0.0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        line.setPosition(QPointF(0, y))
        y += line.height()
    layout.endLayout()
    return layout
