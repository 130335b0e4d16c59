"""A button for what can't be undone: the first press asks, the second one, soon after, does it."""

from __future__ import annotations

from PyQt5.QtCore import QTimer, pyqtSignal
from PyQt5.QtWidgets import QWidget

from gate.ui.widgets.touch_button import TouchButton

SECONDS = 4.0


class TwoStepButton(TouchButton):
    """Asks first.

    Signals:
        confirmed: Pressed twice.
    """

    confirmed = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        self._plain = self._question = ""
        super().__init__("", "danger", parent)
        self._asking = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.calm)
        self.clicked.connect(self._press)

    def ask(self, plain: str, question: str) -> None:
        """Set its texts.

        Args:
            plain: What it does.
            question: Whether it shall.
        """
        self._plain, self._question = plain, question
        self.calm()

    def calm(self) -> None:
        """Ask no more."""
        self._asking = False
        self._timer.stop()
        self.say(self._plain)

    def _press(self) -> None:
        if self._asking:
            self.calm()
            self.confirmed.emit()
        else:
            self._asking = True
            self.say(self._question)
            self._timer.start(round(1000 * SECONDS))
