"""A window with every page, a desk without a gate behind it, and somebody with all roles."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PyQt5.QtWidgets import QApplication, QLabel, QWidget

from gate.access.rules.accounts import Account, Role
from gate.desk.fakes import FakeDesk
from gate.ui.admin.contents import contents
from gate.ui.admin.window import AdminWindow
from gate.ui.work.backend import DirectBackend

ALL = Account("Chief", frozenset(Role))


@pytest.fixture
def desk() -> FakeDesk:
    return FakeDesk()


@pytest.fixture
def open_window(app: QApplication, desk: FakeDesk) -> Iterator[Callable[..., AdminWindow]]:
    """Makes windows on the desk."""
    made: list[AdminWindow] = []
    backend = DirectBackend()

    def make(*, public: bool = False) -> AdminWindow:
        window = AdminWindow(desk, backend, contents(), public=public)
        window.resize(1280, 800)
        window.show()
        made.append(window)
        return window

    yield make
    for window in made:
        window.close()
        window.deleteLater()
    app.processEvents()
    backend.deleteLater()


@pytest.fixture
def window(open_window: Callable[..., AdminWindow]) -> AdminWindow:
    """Nobody is logged in yet."""
    return open_window()


def words(widget: QWidget) -> str:
    """Everything that its visible labels say."""
    shown = [label for label in widget.findChildren(QLabel) if label.isVisibleTo(widget)]
    return "\n".join(label.text().replace("\u200b", "") for label in shown)
