"""The administrators' window: roles decide what is listed, pages are opened and closed, nothing blocks or stays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from PyQt5.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from engines.errors import ModelError
from gate.access.rules.accounts import Account, Role
from gate.desk.fakes import FACTS, FakeAbout, FakeDesk
from gate.desk.sessions import Entrant
from gate.ui.admin.contents import contents
from gate.ui.admin.page import Context, Entry, Page
from gate.ui.admin.window import AdminWindow
from gate.ui.work.backend import DirectBackend

CHIEF = Account("Chief", frozenset({Role.MANAGE}))


class Notes(Page):
    """Writes down what happens to it."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.happened: list[object] = []
        self.retranslate()

    def opened(self, argument: object = None) -> None:
        self.happened.append(("opened", argument))

    def closed(self) -> None:
        self.happened.append("closed")


@dataclass
class Made:
    window: AdminWindow
    about: FakeAbout
    backend: DirectBackend


@pytest.fixture
def made(app: QApplication) -> Iterator[Made]:
    about, backend = FakeAbout(), DirectBackend()
    entries = (
        *(entry for entry in contents() if entry.key == "about"),
        Entry("notes", lambda: "Notes", Notes, Role.MANAGE),
        Entry("log", lambda: "Log", Notes, Role.AUDIT),
    )
    window = AdminWindow(FakeDesk(about=about), backend, entries)
    window.show()
    yield Made(window, about, backend)
    window.close()
    window.deleteLater()
    backend.deleteLater()


def titles(window: AdminWindow) -> list[str]:
    return [window.navigation.item(row).text() for row in range(window.navigation.count())]


def words(window: AdminWindow) -> str:
    return "\n".join(label.text().replace("\u200b", "") for label in window.findChildren(QLabel))


def test_only_the_pages_of_ones_roles_are_listed(made: Made) -> None:
    assert titles(made.window) == []
    made.window.log_in(Entrant(CHIEF))
    assert titles(made.window) == ["About", "Notes"]
    made.window.go("log")
    assert not isinstance(made.window.page, Notes)
    made.window.log_in(Entrant(Account("Old", frozenset({Role.MANAGE}), disabled=True)))
    assert titles(made.window) == ["About"]


def test_about_shows_what_the_desk_says(made: Made, app: QApplication) -> None:
    made.window.log_in(Entrant(CHIEF))
    app.processEvents()
    for fact in (FACTS.version, *(model.digest[:32] for model in FACTS.models), FACTS.models[1].limits, "MIT"):
        assert fact in words(made.window)


def test_what_the_desk_cannot_do_is_said_and_goes_away(made: Made, app: QApplication) -> None:
    made.about.facts = ModelError("the model is lost: gate models fetch")
    made.window.log_in(Entrant(CHIEF))
    app.processEvents()
    assert made.window.toast.isVisible()
    assert "gate models fetch" in words(made.window)
    made.window.toast.mousePressEvent(None)
    assert not made.window.toast.isVisible()


def test_a_page_is_told_when_it_opens_with_what_and_when_it_closes(made: Made) -> None:
    made.window.log_in(Entrant(CHIEF))
    made.window.go("notes", "person 7")
    page = made.window.page
    assert isinstance(page, Notes)
    made.window.go("about")
    assert page.happened == [("opened", "person 7"), "closed"]


def test_who_logs_out_leaves_nothing_behind(made: Made, app: QApplication) -> None:
    made.window.log_in(Entrant(CHIEF))
    made.window.go("notes")
    page = made.window.page
    made.window.log_out()
    assert page.happened[-1] == "closed"
    assert titles(made.window) == []
    app.processEvents()
    assert FACTS.version not in words(made.window)


@pytest.mark.parametrize("size", [(800, 480), (480, 800), (1920, 1080)])
def test_the_navigation_is_beside_or_above_the_page(made: Made, size: tuple[int, int], app: QApplication) -> None:
    made.window.log_in(Entrant(CHIEF))
    made.window.resize(*size)
    app.processEvents()
    bar, page = made.window.navigation.geometry(), made.window.page
    assert page is not None
    place = page.mapTo(made.window, page.rect().topLeft())
    assert (place.y() >= bar.bottom()) if size[0] < size[1] else (place.x() >= bar.right())
    assert page.width() > 0.6 * size[0]


def test_the_keyboard_goes_from_page_to_page(made: Made, qtbot: QtBot) -> None:
    from PyQt5.QtCore import Qt

    made.window.log_in(Entrant(CHIEF))
    made.window.navigation.setFocus()
    qtbot.keyClick(made.window.navigation, Qt.Key.Key_Down)
    assert isinstance(made.window.page, Notes)
