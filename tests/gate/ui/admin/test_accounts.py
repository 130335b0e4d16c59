"""Administrators: everybody's card, a new one, roles, passwords; and one's own password."""

from __future__ import annotations

import pytest
from PyQt5.QtWidgets import QApplication

from gate.access.rules.accounts import Account, Role
from gate.desk.fakes import FakeDesk
from gate.desk.sessions import Entrant
from gate.ui.admin.pages.accounts import AccountsPage
from gate.ui.admin.window import AdminWindow
from tests.gate.ui.admin.conftest import ALL, words

PASSWORD = "long enough to be one"


@pytest.fixture
def page(window: AdminWindow, app: QApplication) -> AccountsPage:
    window.log_in(Entrant(ALL))
    window.go("accounts")
    for _ in range(2):
        app.processEvents()
    assert isinstance(window.page, AccountsPage)
    return window.page


def test_everybody_is_shown(page: AccountsPage) -> None:
    assert list(page.cards) == ["Chief", "Eero", "Outi"]
    assert "Outi · disabled" in words(page)
    assert page.cards["Eero"].roles.roles == {Role.ENROL}


def test_a_new_administrator(page: AccountsPage, desk: FakeDesk, app: QApplication) -> None:
    page.name.set_text("Meri")
    page.password.set_text(PASSWORD)
    page.roles.ticks[Role.MANAGE].setChecked(True)
    page.add.click()
    app.processEvents()
    assert desk.accounts.held[-1] == Account("Meri", frozenset({Role.ENROL, Role.MANAGE}))
    assert desk.accounts.passwords["Meri"] == PASSWORD
    assert page.password.edit.text() == ""


def test_a_name_that_is_taken_is_said_and_what_was_typed_stays(page: AccountsPage, app: QApplication) -> None:
    page.name.set_text("Eero")
    page.password.set_text(PASSWORD)
    page.add.click()
    app.processEvents()
    assert "already" in words(page)
    assert page.name.text == "Eero"


def test_roles_disabling_passwords_and_removal(page: AccountsPage, desk: FakeDesk, app: QApplication) -> None:
    card = page.cards["Eero"]
    card.roles.ticks[Role.AUDIT].setChecked(True)
    card.save.click()
    app.processEvents()
    assert desk.accounts.held[1].roles == {Role.ENROL, Role.AUDIT}
    page.cards["Eero"].disable.click()
    app.processEvents()
    assert desk.accounts.held[1].disabled
    assert page.cards["Eero"].disable.text() == "Enable"
    page.cards["Eero"].password.set_text(PASSWORD)
    page.cards["Eero"].set_password.click()
    app.processEvents()
    assert desk.accounts.passwords["Eero"] == PASSWORD
    page.cards["Eero"].remove.click()
    page.cards["Eero"].remove.click()
    app.processEvents()
    assert [account.name for account in desk.accounts.held] == ["Chief", "Outi"]


def test_the_last_manager_stays(window: AdminWindow, page: AccountsPage, desk: FakeDesk, app: QApplication) -> None:
    page.cards["Chief"].disable.click()
    for _ in range(2):
        app.processEvents()
    assert "must be left" in words(window)
    assert not desk.accounts.held[0].disabled


def test_ones_own_password(window: AdminWindow, page: AccountsPage, desk: FakeDesk, app: QApplication) -> None:
    window.password.click()
    form = window.log_in_form
    assert form.isVisible()
    form.cancel.click()
    assert page.isVisible()
    window.password.click()
    form.password.set_text("correct horse battery")
    form.new.set_text(PASSWORD)
    form.repeat.set_text(PASSWORD)
    form.submit.click()
    app.processEvents()
    assert desk.sessions.passwords["Chief"] == PASSWORD
    assert window.page is not None
    assert window._idle.seconds == 300
