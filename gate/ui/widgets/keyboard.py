"""A keyboard on the screen, for a kiosk that has none: types into whatever has the focus."""

from __future__ import annotations

from PyQt5.QtCore import QCoreApplication, QEvent, Qt
from PyQt5.QtGui import QKeyEvent
from PyQt5.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from gate.ui.i18n.translate import translate
from gate.ui.theme.apply import scale_now
from gate.ui.widgets.touch_button import TouchButton

LETTERS = ("1234567890", "qwertyuiop", "asdfghjkl-", "zxcvbnm._@")
SIGNS = ("1234567890", "!\"#$%&'()=", "+*/\\|<>[]{", "}:;,?~^`€_")


class ScreenKeyboard(QWidget):
    """Shows itself while a field for text has the focus, and goes when none has."""

    def __init__(self, window: QWidget) -> None:
        """Make it.

        Args:
            window: Whose fields it serves; it belongs into that window's layout.
        """
        super().__init__(window)
        self._window = window
        self._upper = False
        self._signs = False
        self.keys: list[TouchButton] = []
        """Of the characters, row by row."""
        column = QVBoxLayout(self)
        space = round(4 * scale_now())
        column.setContentsMargins(space, space, space, space)
        column.setSpacing(space)
        for row in LETTERS:
            line = QHBoxLayout()
            for _ in row:
                key = self._key()
                key.clicked.connect(lambda _on, key=key: self._type(key.text().replace("&&", "&")))
                self.keys.append(key)
                line.addWidget(key)
            column.addLayout(line)
        self.shift, self.signs, self.space, self.back, self.enter = (self._key() for _ in range(5))
        line = QHBoxLayout()
        for key, share in ((self.shift, 2), (self.signs, 2), (self.space, 5), (self.back, 2), (self.enter, 2)):
            line.addWidget(key, share)
        column.addLayout(line)
        self.shift.clicked.connect(self._shift)
        self.signs.clicked.connect(self._swap)
        self.space.clicked.connect(lambda: self._type(" "))
        self.back.clicked.connect(lambda: self._send(Qt.Key.Key_Backspace, "\b"))
        self.back.setAutoRepeat(True)
        self.enter.clicked.connect(lambda: self._send(Qt.Key.Key_Return, "\r"))
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._follow)
        self.retranslate()
        self.hide()

    def retranslate(self) -> None:
        """Set every text."""
        self.shift.say("⇧", translate("ScreenKeyboard", "Capitals"))
        self.signs.say("abc" if self._signs else "#+=", translate("ScreenKeyboard", "Letters or signs"))
        self.space.say("␣", translate("ScreenKeyboard", "Space"))
        self.back.say("←", translate("ScreenKeyboard", "Delete the last character"))
        self.enter.say("⏎", translate("ScreenKeyboard", "Enter"))
        self._label()

    def _key(self) -> TouchButton:
        key = TouchButton("", "plain", self)
        key.setProperty("kind", "day")  # as narrow as a day's name
        key.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the field keeps it
        return key

    def _label(self) -> None:
        characters = "".join(SIGNS if self._signs else LETTERS)
        for key, character in zip(self.keys, characters, strict=True):
            key.say(character.upper() if self._upper and not self._signs else character)

    def _shift(self) -> None:
        self._upper = not self._upper
        self._label()

    def _swap(self) -> None:
        self._signs = not self._signs
        self.retranslate()

    def _type(self, text: str) -> None:
        self._send(Qt.Key.Key_unknown, text)
        if self._upper:
            self._shift()

    def _send(self, key: int, text: str) -> None:
        field = QApplication.focusWidget()
        if field is not None and field.window() is self._window:
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                event = QKeyEvent(kind, key, Qt.KeyboardModifiers(Qt.KeyboardModifier.NoModifier), text)
                QCoreApplication.sendEvent(field, event)

    def _follow(self, _before: QWidget | None, now: QWidget | None) -> None:
        if now is None or now.window() is not self._window:
            return
        wanted = isinstance(now, (QLineEdit, QAbstractSpinBox))
        self.setVisible(wanted)
        parent = now.parentWidget()
        while wanted and parent is not None:
            if isinstance(parent, QScrollArea):
                parent.ensureWidgetVisible(now)
            parent = parent.parentWidget()
