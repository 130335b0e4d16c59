"""The one push button: large, named, sized by the style sheet."""

from __future__ import annotations

from typing import Literal

from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QPushButton, QWidget

Kind = Literal["plain", "primary", "danger", "quiet", "key", "foot"]


class TouchButton(QPushButton):
    """A button for a gloved finger, the keyboard and a screen reader."""

    def __init__(self, text: str = "", kind: Kind = "plain", parent: QWidget | None = None) -> None:
        """Make a button.

        Args:
            text: Shown; also its accessible name, unless `name` gives another.
            kind: One `primary` a page; `danger` for what can't be undone.
            parent: Its owner.
        """
        super().__init__(parent)
        self.setProperty("kind", kind)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAutoDefault(False)
        self.say(text)

    def say(self, text: str, name: str | None = None, tip: str = "") -> None:
        """Show another text.

        Args:
            text: On the button; an ampersand is an ampersand, not a shortcut.
            name: For a screen reader, where the text alone says too little (←).
            tip: What it does, shown under a mouse pointer.
        """
        self.setText(text.replace("&", "&&"))
        self.setAccessibleName(name or text)
        self.setToolTip(tip)
