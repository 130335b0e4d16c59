"""What holds for every page: names for screen readers, room on small screens, both languages, all schemes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PyQt5.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPushButton,
    QWidget,
)

from gate.desk.sessions import Entrant
from gate.ui.admin.contents import contents
from gate.ui.admin.window import AdminWindow
from gate.ui.i18n.languages import speak
from gate.ui.theme.apply import apply_theme
from gate.ui.theme.sizes import TOUCH
from gate.ui.theme.tokens import DARK, SCHEMES
from tests.gate.ui.admin.conftest import ALL

KEYS = [entry.key for entry in contents()]
CONTROLS = (QAbstractButton, QAbstractItemView, QAbstractSpinBox, QComboBox, QLineEdit)


@pytest.fixture(autouse=True)
def _as_before(app: QApplication) -> Iterator[None]:
    yield
    speak("en")
    apply_theme(app, DARK)


def opened(window: AdminWindow, key: str, app: QApplication) -> QWidget:
    window.log_in(Entrant(ALL))
    window.go(key)
    for _ in range(3):
        app.processEvents()
    assert window.page is not None
    return window.page


def controls(page: QWidget) -> list[QWidget]:
    """Those of the page itself, not the parts that Qt makes them of."""
    found = [widget for widget in page.findChildren(QWidget) if isinstance(widget, CONTROLS)]
    return [widget for widget in found if not widget.objectName().startswith("qt_") and widget.isVisibleTo(page)]


@pytest.mark.parametrize("key", KEYS)
def test_every_control_has_a_name(window: AdminWindow, app: QApplication, key: str) -> None:
    page = opened(window, key, app)
    for widget in controls(page):
        if not isinstance(widget.parent(), (QAbstractItemView, QComboBox)):
            assert widget.accessibleName(), f"{type(widget).__name__} of {key}"


@pytest.mark.parametrize("key", KEYS)
def test_every_button_is_large_enough_for_a_glove(window: AdminWindow, app: QApplication, key: str) -> None:
    page = opened(window, key, app)
    for button in page.findChildren(QPushButton):
        if button.isVisible():
            assert button.height() >= TOUCH, button.text()


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("size", [(800, 480), (480, 800), (1920, 1080)])
@pytest.mark.parametrize("key", KEYS)
def test_every_page_fits(
    window: AdminWindow, app: QApplication, key: str, size: tuple[int, int], language: str
) -> None:
    speak(language)
    page = opened(window, key, app)
    window.resize(*size)
    for _ in range(3):
        app.processEvents()
    assert (window.width(), window.height()) == size
    assert page.minimumSizeHint().width() <= page.width()
    right = page.mapTo(window, page.rect().bottomRight())
    assert right.x() < size[0]
    assert right.y() < size[1]


@pytest.mark.parametrize("scheme", sorted(SCHEMES))
@pytest.mark.parametrize("key", KEYS)
def test_every_page_wears_every_scheme(window: AdminWindow, app: QApplication, key: str, scheme: str) -> None:
    page = opened(window, key, app)
    apply_theme(app, SCHEMES[scheme])
    for _ in range(2):
        app.processEvents()
    assert page.grab().toImage().pixelColor(2, 2) == SCHEMES[scheme].background
