"""A line of text with its label above and what is wrong with it below."""

from __future__ import annotations

from PyQt5.QtCore import pyqtSignal
from PyQt5.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from gate.ui.widgets.labels import label, restyle


class TextField(QWidget):
    """A labelled input.

    Signals:
        changed: The text, at each change by hand or program.
        entered: Return was pressed.
    """

    changed = pyqtSignal(str)
    entered = pyqtSignal()

    def __init__(
        self, *, secret: bool = False, longest: int = 200, bare: bool = False, parent: QWidget | None = None
    ) -> None:
        """Make an empty field.

        Args:
            secret: Show dots.
            longest: Characters that it takes.
            bare: Its name stands in the empty input and not above it, where room is short.
            parent: Its owner.
        """
        super().__init__(parent)
        self._bare = bare
        self._label = QLabel(self)
        self._label.setVisible(not bare)
        self.edit = QLineEdit(self)
        """The input itself."""
        self.edit.setMaxLength(longest)
        if secret:
            self.edit.setEchoMode(QLineEdit.EchoMode.Password)
        self._problem = label("", "problem", self)
        self._problem.hide()
        self._label.setBuddy(self.edit)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for part in (self._label, self.edit, self._problem):
            layout.addWidget(part)
        self.setFocusProxy(self.edit)
        self.edit.textChanged.connect(self._on_changed)
        self.edit.returnPressed.connect(self.entered)

    @property
    def text(self) -> str:
        """What is in it, without spaces around."""
        return self.edit.text().strip()

    def set_text(self, text: str) -> None:
        """Put a text in."""
        self.edit.setText(text)

    def say(self, name: str, hint: str = "") -> None:
        """Label it.

        Args:
            name: Above the input, and for a screen reader.
            hint: In the empty input.
        """
        self._label.setText(name)
        self.edit.setAccessibleName(name)
        self.edit.setPlaceholderText(hint or (name if self._bare else ""))

    def complain(self, problem: str) -> None:
        """Say what is wrong with the text; empty: nothing."""
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))
        self.edit.setAccessibleDescription(problem)
        self.edit.setProperty("wrong", bool(problem))
        restyle(self.edit)

    def _on_changed(self, text: str) -> None:
        self.complain("")
        self.changed.emit(text)
