"""People: the list and its search, a card and its changes, two administrators, suspension, removal and receipt."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date

import pytest
from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gate.access.errors import AuditError
from gate.access.rules.accounts import Account, Role
from gate.desk.fake_people import a_card
from gate.desk.fakes import FakeDesk
from gate.desk.people import State
from gate.desk.sessions import Entrant
from gate.ui.admin.pages.people import PeoplePage
from gate.ui.admin.pages.removal import confirmation
from gate.ui.admin.window import AdminWindow
from tests.gate.ui.admin.conftest import ALL, words


@pytest.fixture
def page(window: AdminWindow, app: QApplication) -> PeoplePage:
    window.log_in(Entrant(ALL))
    window.go("people")
    app.processEvents()
    assert isinstance(window.page, PeoplePage)
    return window.page


@pytest.fixture
def card(page: PeoplePage, app: QApplication) -> PeoplePage:
    """Anna's card is open."""
    page.open_person("p1")
    app.processEvents()
    return page


def test_everybody_is_listed_and_found_by_what_is_typed(page: PeoplePage, desk: FakeDesk) -> None:
    assert page.table.shown == list(desk.people.cards)
    page.table.search.set_text("angstrom")
    assert page.table.shown == ["p4"]
    page.table.search.set_text("cleaning أحمد")
    assert page.table.shown == ["p2"]
    page.table.search.set_text("nobody at all")
    assert page.table.shown == []


def test_a_row_says_what_there_is(page: PeoplePage) -> None:
    model = page.table.view.model()
    assert model is not None
    cells = [model.data(model.index(4, column)) for column in range(model.columnCount())]
    assert cells[1:] == ["Suspended", "Staff", "–", "", "", "4", "0.81"]
    titles = [model.headerData(n, Qt.Orientation.Horizontal) for n in range(model.columnCount())]
    assert titles[0] == "Name"
    assert len(titles) == len(cells)


def test_narrow_windows_leave_out_the_last_columns(window: AdminWindow, page: PeoplePage, app: QApplication) -> None:
    assert not page.table.view.isColumnHidden(7)
    window.resize(800, 480)
    app.processEvents()
    hidden = [page.table.view.isColumnHidden(column) for column in range(8)]
    assert hidden == sorted(hidden)
    assert hidden[0] is False
    assert hidden[7] is True


def test_ten_thousand_people_open_and_are_searched_without_a_stall(
    window: AdminWindow, page: PeoplePage, desk: FakeDesk, app: QApplication
) -> None:
    desk.people.cards = {f"p{n}": a_card(n, f"Person {n}") for n in range(10_000)}
    page.show_list()
    begin = time.process_time()
    app.processEvents()
    assert time.process_time() - begin < 0.25
    assert len(page.table.shown) == 10_000
    begin = time.process_time()
    page.table.search.set_text("person 99")
    app.processEvents()
    assert time.process_time() - begin < 0.05
    assert len(page.table.shown) == 280


def test_a_click_or_return_opens_the_card(page: PeoplePage, app: QApplication, qtbot: QtBot) -> None:
    page.table.view.setCurrentIndex(page.table.view.model().index(0, 0))
    qtbot.keyClick(page.table.view, Qt.Key.Key_Return)
    app.processEvents()
    assert page.form.isVisible()
    assert "Anna Berg" in words(page)
    assert "recorded by" in words(page)
    page.form.back.click()
    app.processEvents()
    assert page.table.isVisible()


def test_validity_and_groups_are_saved(card: PeoplePage, desk: FakeDesk, app: QApplication) -> None:
    form = card.form
    form.last.tick.setChecked(True)
    form.last.edit.setDate(date(2027, 1, 31))
    form.last.more.click()
    form.last.less.click()
    form.groups.ticks["g2"].setChecked(True)
    form.save.click()
    app.processEvents()
    line = desk.people.cards["p1"].line
    assert (line.valid_from, line.valid_until, line.groups) == (None, date(2027, 1, 31), ("Staff", "Cleaning"))


def test_suspend_and_lift(card: PeoplePage, desk: FakeDesk, app: QApplication) -> None:
    card.form.suspend.click()
    app.processEvents()
    assert desk.people.cards["p1"].line.state is State.SUSPENDED
    assert card.form.suspend.text() == "Lift suspension"
    card.form.suspend.click()
    app.processEvents()
    assert desk.people.cards["p1"].line.state is State.ACTIVE


def test_the_second_administrator_is_told_and_what_they_typed_stays(
    card: PeoplePage, desk: FakeDesk, app: QApplication
) -> None:
    form, before = card.form, desk.people.cards["p1"]
    form.groups.ticks["g2"].setChecked(True)
    desk.people.cards["p1"] = replace(before, standing=replace(before.standing, suspended=True))
    form.save.click()
    app.processEvents()
    assert "Somebody else" in form.problem.text()
    assert "suspended" in form.problem.text()
    assert form.groups.ticks["g2"].isChecked()
    assert form.theirs.isVisible()
    form.theirs.click()
    assert not form.groups.ticks["g2"].isChecked()
    form.groups.ticks["g2"].setChecked(True)
    form.save.click()
    app.processEvents()
    assert desk.people.cards["p1"].standing.groups == {"g1", "g2"}
    assert desk.people.cards["p1"].standing.suspended


def test_a_removal_takes_the_digits_and_ends_with_a_receipt(
    card: PeoplePage, desk: FakeDesk, app: QApplication
) -> None:
    form = card.form
    form.remove.click()
    panel = form.removal
    assert panel.isVisible()
    panel.typed.set_text("0")
    assert not panel.delete.isEnabled()
    panel.keep.click()
    assert not panel.isVisible()
    form.remove.click()
    panel.typed.set_text(confirmation("p1"))
    panel.delete.click()
    app.processEvents()
    assert "p1" not in desk.people.cards
    assert card.receipt.isVisible()
    for said in ("Anna Berg", "Chief", "2 templates", "1 consent", "gallery.db-wal", "revision 42"):
        assert said in words(card.receipt)
    card.receipt.back.click()
    app.processEvents()
    assert "p1" not in card.table.shown


def test_what_fails_is_said_and_nothing_typed_is_lost(card: PeoplePage, desk: FakeDesk, app: QApplication) -> None:
    def full(*_args: object) -> None:
        raise AuditError("the audit log can't be written: the disk is full")

    desk.people.change = full  # type: ignore[assignment]
    card.form.groups.ticks["g2"].setChecked(True)
    card.form.save.click()
    app.processEvents()
    assert "disk is full" in words(card.form)
    assert card.form.groups.ticks["g2"].isChecked()


@pytest.mark.parametrize(("role", "may"), [(Role.MANAGE, "save"), (Role.ENROL, "remove")])
def test_buttons_are_those_of_ones_role(window: AdminWindow, app: QApplication, role: Role, may: str) -> None:
    window.log_in(Entrant(Account("Half", frozenset({role}))))
    window.go("people", "p1")
    app.processEvents()
    form = window.page.form
    assert {name for name in ("save", "remove") if getattr(form, name).isEnabled()} == {may}


@pytest.mark.parametrize("person", ["p2", "p5"])
def test_long_and_right_to_left_names_fit(
    window: AdminWindow, page: PeoplePage, app: QApplication, person: str
) -> None:
    window.resize(800, 480)
    page.open_person(person)
    app.processEvents()
    assert page.form.name.width() <= page.width()
    assert window.width() == 800


def test_who_leaves_takes_everything_along(window: AdminWindow, card: PeoplePage, app: QApplication) -> None:
    window.go("about")
    app.processEvents()
    assert "Anna" not in words(card)
    assert card.table.shown == []
