"""Digits by touch: for a PIN, a number, a code. The digits themselves are never shown unless that is wished."""

from __future__ import annotations

from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtGui import QKeyEvent
from PyQt5.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from gate.ui.i18n.translate import translate
from gate.ui.widgets.labels import label
from gate.ui.widgets.touch_button import TouchButton

LONGEST = 32
"""Digits that it takes."""


class PinPad(QWidget):
    """Ten digits, back and enter; a keyboard works as well.

    Signals:
        entered: The digits, once enter is pressed; they are forgotten at once.
        touched: At every key: somebody is there.
    """

    entered = pyqtSignal(str)
    touched = pyqtSignal()

    def __init__(self, *, secret: bool = True, parent: QWidget | None = None) -> None:
        """Make an empty pad.

        Args:
            secret: Show dots instead of the digits.
            parent: Its owner.
        """
        super().__init__(parent)
        self.secret = secret
        self._digits = ""
        self.display: QLabel = label("", "title", self, wrap=False)
        """What has been typed, or dots."""
        self.display.setAlignment(Qt.AlignmentFlag.AlignCenter)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.addWidget(self.display, 0, 0, 1, 3)
        self.keys: dict[str, TouchButton] = {}
        for place, digit in enumerate("1234567890"):
            key = TouchButton(digit, "key", self)
            key.clicked.connect(lambda _checked, digit=digit: self.press(digit))
            row, column = (4, 1) if digit == "0" else (1 + place // 3, place % 3)
            grid.addWidget(key, row, column)
            self.keys[digit] = key
        self.back = TouchButton("", "key", self)
        """Takes the last digit away."""
        self.enter = TouchButton("", "primary", self)
        """Hands the digits in."""
        self.back.clicked.connect(self.erase)
        self.enter.clicked.connect(self.submit)
        grid.addWidget(self.back, 4, 0)
        grid.addWidget(self.enter, 4, 2)
        for button in (*self.keys.values(), self.back, self.enter):
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        for place in range(3):
            grid.setColumnStretch(place, 1)
        for place in range(1, 5):
            grid.setRowStretch(place, 1)
        self.retranslate()
        self.clear()

    def press(self, digit: str) -> None:
        """One digit more; beyond `LONGEST` it is not taken."""
        self.touched.emit()
        if len(self._digits) < LONGEST:
            self._show(self._digits + digit)

    def erase(self) -> None:
        """One digit less."""
        self.touched.emit()
        self._show(self._digits[:-1])

    def clear(self) -> None:
        """Forget all digits."""
        self._show("")

    def submit(self) -> None:
        """Hand the digits in and forget them; without any nothing happens."""
        self.touched.emit()
        digits = self._digits
        self.clear()
        if digits:
            self.entered.emit(digits)

    def retranslate(self) -> None:
        """Take the texts of the language that is spoken now."""
        self.back.say("←", translate("PinPad", "Delete the last digit"))
        self.enter.say(translate("PinPad", "OK"))
        self._show(self._digits)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802 - Qt's name
        """Digits, backspace and return of a keyboard."""
        if event is None:
            return
        if event.text().isascii() and event.text().isdigit():
            self.press(event.text())
        elif event.key() == Qt.Key.Key_Backspace:
            self.erase()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.submit()
        else:
            super().keyPressEvent(event)

    def _show(self, digits: str) -> None:
        self._digits = digits
        self.display.setText("●" * len(digits) if self.secret else digits)
        self.display.setAccessibleName(translate("PinPad", "%n digits typed", None, len(digits)))
        self.enter.setEnabled(bool(digits))
