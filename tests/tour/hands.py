"""What a person does at the screens: looks for words, presses, types, waits. They see nothing but windows."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import TypeVar

from PyQt5.QtCore import QEvent, QModelIndex, QPoint, QPointF, Qt
from PyQt5.QtGui import QMouseEvent
from PyQt5.QtTest import QTest
from PyQt5.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QScrollArea,
    QTableView,
    QWidget,
)

from gate.ui.admin.window import AdminWindow
from gate.ui.demo_controls import DemoControls
from gate.ui.kiosk.window import Kiosk

PATIENCE = 240.0
"""Seconds: a machine that others use too takes its time."""

W = TypeVar("W", bound=QWidget)


class TourError(Exception):
    """Something that the tour tells of did not come true."""


def wait(true: Callable[[], object], what: str, seconds: float = PATIENCE) -> None:
    """Let the screens go on until something is so."""
    until = time.monotonic() + seconds
    while not true():
        if time.monotonic() > until:
            raise TourError(f"{what}: not within {seconds:.0f} s; the screen says {heard()!r}")
        QTest.qWait(20)


def pause(seconds: float) -> None:
    """Look on."""
    QTest.qWait(round(1000 * seconds))


def front() -> QWidget:
    """The window that a visitor or an administrator has before them."""
    for kind in (AdminWindow, Kiosk):
        for window in QApplication.topLevelWidgets():
            if isinstance(window, kind) and window.isVisible():
                return window
    raise TourError("there is no window")


def controls() -> DemoControls:
    """The demo's remote control."""
    return next(window for window in QApplication.topLevelWidgets() if isinstance(window, DemoControls))


def heard(window: QWidget | None = None) -> str:
    """Everything that a screen reader would say of a window."""
    return " | ".join(filter(None, (_words(part) for part in _seen(QWidget, window))))


def says(words: str, seconds: float = PATIENCE) -> None:
    """Wait until the window in front says something."""
    wait(lambda: words in heard(), f"“{words}”", seconds)


def unsays(words: str) -> None:
    """Wait until the window in front says something no longer."""
    wait(lambda: words not in heard(), f"no “{words}”", PATIENCE)


def rows(words: str) -> list[tuple[QAbstractItemView, QModelIndex]]:
    """The rows of lists and tables that have a cell that says this, from the top."""
    found = []
    for view in _seen(QAbstractItemView, None):
        model = view.model()
        for row in range(model.rowCount()):
            cells = [
                str(model.index(row, column).data() or "")
                for column in range(model.columnCount() if isinstance(view, QTableView) else 1)
            ]
            if any(words == cell for cell in cells):
                found.append((view, model.index(row, 0)))
    return found


def press(name: str, *, window: QWidget | None = None, like: int = 0) -> None:
    """Press a button; `like` counts those of the same name from the top."""
    wait(lambda: len(_buttons(name, window)) > like, f"the button “{name}”")
    _click(_buttons(name, window)[like])


def choose(row: str, *, like: int = 0) -> None:
    """Press a row of a list or table that says this."""
    wait(lambda: len(rows(row)) > like, f"the row “{row}”")
    view, index = rows(row)[like]
    view.scrollTo(index)
    QTest.qWait(20)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(index).center())


def pick(name: str, choice: str) -> None:
    """Choose from a box that drops down, by keyboard."""
    box = _only(QComboBox, name)
    _show(box)
    box.setFocus()
    for _ in range(box.count()):
        if box.currentText() == choice:
            return
        QTest.keyClick(box, Qt.Key.Key_Down)
    raise TourError(f"“{name}” does not offer “{choice}”")


def write(field: str, text: str) -> None:
    """Type into a field."""
    edit = _only(QLineEdit, field)
    _click(edit)
    QTest.keyClicks(edit, text)
    if edit.text() != text:
        raise TourError(f"“{field}” holds {edit.text()!r} and not {text!r}")


def tick(name: str) -> None:
    """Tick a box, on its square."""
    box = _only(QAbstractButton, name)
    _click(box, QPoint(12, box.height() // 2))


def sign(pad: str) -> None:
    """Write on a pad."""
    found = _only(QWidget, pad)
    wait(found.isEnabled, f"“{pad}” may be signed")
    y = found.height() // 2
    QTest.mousePress(found, Qt.MouseButton.LeftButton, pos=QPoint(40, y))
    for number in range(40):
        place = QPoint(40 + 5 * number, y + (-1) ** (number // 3) * (4 + 9 * (number % 3)))
        left = Qt.MouseButton.LeftButton  # QTest's own move has no button pressed
        moved = QMouseEvent(QEvent.Type.MouseMove, QPointF(place), left, left, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(found, moved)
    QTest.mouseRelease(found, Qt.MouseButton.LeftButton, pos=QPoint(240, y))


def read_to_the_end(text: str) -> None:
    """Turn the pages of a text."""
    found = _only(QWidget, text)
    for _ in range(30):
        QTest.keyClick(found, Qt.Key.Key_PageDown)
        QTest.qWait(10)


def hold_corner() -> None:
    """Hold the kiosk's upper left corner."""
    kiosk = front()
    corner = kiosk.childAt(QPoint(10, 10))
    QTest.mousePress(corner, Qt.MouseButton.LeftButton, pos=QPoint(10, 10))
    wait(lambda: front() is not kiosk, "the log-in opens")
    QTest.mouseRelease(corner, Qt.MouseButton.LeftButton, pos=QPoint(10, 10))


def number_in(pattern: str) -> str:
    """What stands in the window where the group of a pattern is."""
    wait(lambda: re.search(pattern, heard()), pattern)
    found = re.search(pattern, heard())
    assert found
    return found[1]


def _seen(kind: type[W], window: QWidget | None) -> list[W]:
    top = window or front()
    return [one for one in (top, *top.findChildren(QWidget)) if isinstance(one, kind) and one.isVisible()]


def _words(part: QWidget) -> str:
    if isinstance(part, QLabel):
        said = part.text()
    elif isinstance(part, QAbstractButton):
        said = part.accessibleName() or part.text().replace("&&", "&")
    elif isinstance(part, QLineEdit):
        said = part.accessibleName()
    else:
        said = " ".join(filter(None, (part.accessibleName(), part.accessibleDescription())))
    return re.sub("[\u200b\u200e\u2068\u2069]", "", said)


def _buttons(name: str, window: QWidget | None) -> list[QAbstractButton]:
    found = [one for one in _seen(QAbstractButton, window) if _words(one) == name and one.isEnabled()]
    return sorted(found, key=lambda one: one.mapTo(one.window(), QPoint()).y())


def _only(kind: type[W], name: str) -> W:
    wait(lambda: any(_words(one) == name for one in _seen(kind, None)), f"“{name}”")
    return next(one for one in _seen(kind, None) if _words(one) == name)


def _show(widget: QWidget) -> None:
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QScrollArea):
            parent.ensureWidgetVisible(widget)
        parent = parent.parentWidget()
    QTest.qWait(20)


def _click(widget: QWidget, place: QPoint | None = None) -> None:
    _show(widget)
    at = place or widget.rect().center()
    top = widget.window()
    hit = top.childAt(widget.mapTo(top, at))
    if hit is not widget and not widget.isAncestorOf(hit):
        raise TourError(f"“{_words(widget)}” is hidden behind {hit}")
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=at)
