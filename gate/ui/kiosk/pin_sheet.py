"""A number and a PIN by touch: a way in without one's face, or the second factor."""

from __future__ import annotations

from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtWidgets import QHBoxLayout, QWidget

from gate.access.credentials import Pin
from gate.ui.i18n.translate import translate
from gate.ui.kiosk.sheet_over import SheetOver
from gate.ui.theme.apply import scale_now
from gate.ui.widgets.labels import label
from gate.ui.widgets.pin_pad import PinPad


class PinSheet(SheetOver):
    """Asks for the number, then the PIN; for the PIN alone where the face has said who it is.

    Signals:
        given: A `Pin`; whether it is right is the gate's to say.
    """

    given = pyqtSignal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._number: str | None = None
        self._named = False
        self.hint = label("", "plain", self)
        """What is to be typed now."""
        self.pad = PinPad(parent=self)
        """The digits."""
        self.pad.setMaximumSize(round(420 * scale_now()), round(520 * scale_now()))
        self.pad.entered.connect(self._take)
        self.pad.touched.connect(self.touch)
        self.hint.setAlignment(Qt.Alignment() | Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom)
        self.body.addWidget(self.hint)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(self.pad, 100)
        middle.addStretch(1)
        self.body.addLayout(middle, 1)
        self.retranslate()

    def ask(self, *, named: bool) -> None:
        """Open; `named`: it is known whose PIN it is to be."""
        self._named, self._number = named, None
        self.pad.clear()
        self._say()
        self.come()
        self.pad.setFocus()

    def leave(self) -> None:
        """Forget what was typed, and close."""
        self._number = None
        self.pad.clear()
        super().leave()

    def retranslate(self) -> None:
        """Take the texts of the language that is spoken now."""
        self.heading.setText(translate("PinSheet", "Badge number and PIN"))
        self.close_button.say(translate("PinSheet", "Cancel"))
        self.pad.retranslate()
        self._say()

    def _say(self) -> None:
        asks_number = self._number is None and not self._named
        self.pad.secret = not asks_number
        self.hint.setText(
            translate("PinSheet", "Type your number, then OK.")
            if asks_number
            else translate("PinSheet", "Type your PIN, then OK.")
        )

    def _take(self, digits: str) -> None:
        if self._named or self._number is not None:
            pin = Pin(digits, self._number)
            self.leave()
            self.given.emit(pin)
        else:
            self._number = digits
            self._say()
