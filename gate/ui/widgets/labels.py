"""Labels that show plain text, whatever it is: a name is never taken for markup."""

from __future__ import annotations

from typing import Literal

from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QFrame, QLabel, QWidget

LabelKind = Literal["plain", "title", "heading", "quiet", "problem"]


def label(text: str = "", kind: LabelKind = "plain", parent: QWidget | None = None, *, wrap: bool = True) -> QLabel:
    """A label of a kind that the style sheet knows."""
    made = QLabel(parent)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setText(text)
    made.setProperty("kind", kind)
    made.setWordWrap(wrap)
    return made


def card(parent: QWidget | None = None) -> QFrame:
    """A framed area."""
    made = QFrame(parent)
    made.setProperty("kind", "card")
    return made


def restyle(widget: QWidget) -> None:
    """Let the style sheet look at the widget's properties again."""
    style = widget.style()
    if style is not None:
        style.unpolish(widget)
        style.polish(widget)
