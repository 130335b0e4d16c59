"""The large state: sign, headline and what to do next, on a card over the picture or on the whole window."""

from __future__ import annotations

from PyQt5.QtCore import QRectF, Qt
from PyQt5.QtGui import QPainter, QPaintEvent, QPixmap, QResizeEvent
from PyQt5.QtWidgets import QWidget

from gate.ui.kiosk.texts import Message
from gate.ui.theme.apply import scheme_now
from gate.ui.theme.fonts import font
from gate.ui.theme.looks import LOOKS, State
from gate.ui.theme.sizes import Sizes
from gate.ui.widgets.signs import draw_sign
from gate.ui.widgets.text_block import TextBlock, lay_out

_SCALES = (1.0, 0.9, 0.8, 0.7, 0.6)
"""Long texts become smaller before they are cut."""
_LINES = 2
"""That a headline may take, if one line won't do, and a detail beside the sign; one more below it."""


class StatePanel(QWidget):
    """One state at a time; painted when it changes, and only copied for every frame of the picture beneath it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._state = State.STARTING
        self._message = Message("", "")
        self._sizes = Sizes(480)
        self._card = False
        self._painted: QPixmap | None = None

    def show_state(self, state: State, message: Message) -> None:
        """Show this state from now on; it is also what a screen reader says."""
        if (state, message) != (self._state, self._message):
            self._state, self._message = state, message
            self.setAccessibleName(message.headline)
            self.setAccessibleDescription(message.detail)
            self._changed()

    def set_form(self, sizes: Sizes, *, card: bool) -> None:
        """As a `card` it has a rounded ground of its own, else sign and words lie on what is beneath."""
        if (sizes, card) != (self._sizes, self._card):
            self._sizes, self._card = sizes, card
            self._changed()

    def paintEvent(self, _event: QPaintEvent | None) -> None:  # noqa: N802 - Qt's name
        """Copy the painted state."""
        if self._painted is None:
            self._painted = self._paint()
        QPainter(self).drawPixmap(0, 0, self._painted)

    def resizeEvent(self, _event: QResizeEvent | None) -> None:  # noqa: N802 - Qt's name
        """Paint the state for the new size."""
        self._changed()

    def _changed(self) -> None:
        self._painted = None
        self.update()

    def _paint(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        pixmap = QPixmap(self.size() * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._card:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(LOOKS[self._state].colours(scheme_now()).ground)
            painter.drawRoundedRect(self.rect(), self._sizes.radius, self._sizes.radius)
        upright = self.width() < 2 * self.height()
        (self._paint_upright if upright else self._paint_flat)(painter)
        painter.end()
        return pixmap

    def _paint_flat(self, painter: QPainter) -> None:
        """Sign on the left, words beside it."""
        margin = self._sizes.margin
        side = min(self.height() - 2 * margin, self._sizes.share(19))
        left = margin + side + round(1.2 * margin)
        words = self._fit(self.width() - left - margin, self.height() - margin, centred=False)
        self._draw_sign(painter, QRectF(1.3 * margin, (self.height() - side) / 2, side, side))
        self._draw_words(painter, words, left + 0.3 * margin, (self.height() - _height(words)) / 2)

    def _paint_upright(self, painter: QPainter) -> None:
        """Sign above, words centred below it."""
        margin = self._sizes.margin
        side = self._sizes.share(19 if self._card else 25)
        words = self._fit(self.width() - 3 * margin, self.height() - side - 3 * margin, centred=True)
        top = (self.height() - side - margin - _height(words)) / 2
        self._draw_sign(painter, QRectF((self.width() - side) / 2, top, side, side))
        self._draw_words(painter, words, 1.5 * margin, top + side + margin)

    def _draw_sign(self, painter: QPainter, square: QRectF) -> None:
        look = LOOKS[self._state]
        colours = look.colours(scheme_now())
        draw_sign(painter, look.sign, square, colours.accent, colours.ground)

    def _draw_words(self, painter: QPainter, words: tuple[TextBlock, TextBlock], x: float, y: float) -> None:
        headline, detail = words
        headline.draw(painter, x, y, scheme_now().text)
        detail.draw(painter, x, y + headline.height, scheme_now().quiet)

    def _fit(self, width: float, height: float, *, centred: bool) -> tuple[TextBlock, TextBlock]:
        """Headline and detail, as large as the room allows."""
        sizes, said, lines = self._sizes, self._message, _LINES + centred
        detail = self._largest(said.detail, sizes.detail, width, height / 2, lines, bold=False, centred=centred)
        room = height - detail.height
        headline = self._largest(said.headline, sizes.headline, width, room, 1, bold=True, centred=centred)
        if headline.cut:
            headline = self._largest(said.headline, sizes.headline, width, room, _LINES, bold=True, centred=centred)
        return headline, detail

    @staticmethod
    def _largest(
        text: str, size: int, width: float, height: float, lines: int, *, bold: bool, centred: bool
    ) -> TextBlock:
        for scale in _SCALES[: 4 if lines == 1 else None]:
            block = lay_out(text, font(size * scale, bold=bold), width, max_lines=lines, centred=centred)
            if not block.cut and block.height <= height:
                break
        return block


def _height(words: tuple[TextBlock, TextBlock]) -> float:
    return sum(block.height for block in words)
