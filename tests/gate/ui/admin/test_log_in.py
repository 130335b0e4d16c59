"""Log-in: the first administrator, wrong passwords and waits, a password to replace, roles, and log-out by itself."""

from __future__ import annotations

import math

import pytest
from PyQt5.QtCore import QEvent, QPoint, Qt
from PyQt5.QtTest import QTest
from PyQt5.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gate.access.rules.accounts import Account, Role
from gate.administration import End
from gate.desk.fakes import FakeDesk
from gate.ui.admin.log_in import LogIn
from gate.ui.admin.window import AdminWindow
from gate.ui.i18n.languages import speak
from tests.gate.ui.admin.conftest import words

PASSWORD = "correct horse battery"


def log_in(window: AdminWindow, app: QApplication, name: str = "Chief", password: str = PASSWORD) -> LogIn:
    form = window.log_in_form
    form.name.set_text(name)
    form.password.set_text(password)
    form.submit.click()
    app.processEvents()
    return form


def test_nothing_is_shown_before_somebody_is_in(window: AdminWindow, app: QApplication) -> None:
    window.begin()
    app.processEvents()
    assert window.navigation.count() == 0
    assert not window.navigation.isVisible()
    assert window.page is None


def test_the_right_password_opens_the_pages_and_is_forgotten(window: AdminWindow, app: QApplication) -> None:
    window.begin()
    form = log_in(window, app)
    assert window.page is not None
    assert window.navigation.isVisible()
    assert form.password.edit.text() == ""


def test_spaces_belong_to_a_password(window: AdminWindow, desk: FakeDesk, app: QApplication) -> None:
    desk.sessions.passwords["Chief"] = "  twelve and more "
    window.begin()
    log_in(window, app, password="  twelve and more ")
    assert window.page is not None


def test_a_wrong_password_is_said_and_at_last_one_has_to_wait(window: AdminWindow, app: QApplication) -> None:
    window.begin()
    for _ in range(2):
        form = log_in(window, app, password="wrong")
        assert "wrong" in words(form)
        assert form.submit.isEnabled()
    form = log_in(window, app, password="wrong")
    assert "10:00" in form.problem.text()
    assert not form.submit.isEnabled()
    form._tick()
    assert "9:59" in form.problem.text()
    form.name.set_text("Chief ")
    assert "9:59" in form.problem.text()  # typing does not make the wait go away
    form._wait = 1.0
    form._tick()
    assert form.submit.isEnabled()
    assert window.page is None


def test_an_account_that_only_another_administrator_opens(window: AdminWindow, app: QApplication) -> None:
    window.begin()
    app.processEvents()
    from gate.desk.sessions import Entrant

    window.log_in_form._take(Entrant(wait=math.inf))
    assert "another administrator" in window.log_in_form.problem.text()
    assert not window.log_in_form.submit.isEnabled()


def test_the_first_administrator_is_made_on_the_screen(window: AdminWindow, desk: FakeDesk, app: QApplication) -> None:
    desk.sessions.passwords = {}
    window.begin()
    app.processEvents()
    form = window.log_in_form
    assert "first administrator" in form.heading.text()
    form.submit.click()
    assert "Give a name" in words(form)
    form.name.set_text("Aino")
    form.new.set_text("too short")
    form.submit.click()
    assert "12 characters" in words(form)
    form.new.set_text("long enough to be one")
    form.repeat.set_text("another one than that")
    form.submit.click()
    assert "differ" in words(form)
    form.repeat.set_text("long enough to be one")
    form.submit.click()
    app.processEvents()
    assert desk.sessions.passwords == {"Aino": "long enough to be one"}
    assert window.page is not None


def test_a_password_that_the_device_made_has_to_be_replaced_first(
    window: AdminWindow, desk: FakeDesk, app: QApplication
) -> None:
    desk.sessions.must_change = True
    window.begin()
    form = log_in(window, app)
    assert window.page is None
    assert "device" in words(form)
    form.password.set_text("not the old one")
    form.new.set_text("a better one than that")
    form.repeat.set_text("a better one than that")
    form.submit.click()
    app.processEvents()
    assert "wrong" in words(form)
    form.password.set_text(PASSWORD)
    form.submit.click()
    app.processEvents()
    assert desk.sessions.passwords["Chief"] == "a better one than that"
    assert window.page is not None


@pytest.mark.parametrize("role", Role)
def test_roles_decide_which_pages_there_are(window: AdminWindow, desk: FakeDesk, app: QApplication, role: Role) -> None:
    desk.sessions.roles["Chief"] = frozenset({role})
    window.begin()
    log_in(window, app)
    keys = {window.navigation.item(row).data(Qt.ItemDataRole.UserRole) for row in range(window.navigation.count())}
    assert keys == {entry.key for entry in window._entries if entry.opens_for(Account("x", frozenset({role})))}


def test_who_does_nothing_is_logged_out_and_told(window: AdminWindow, desk: FakeDesk, qtbot: QtBot) -> None:
    window.begin()
    log_in(window, QApplication.instance())
    window._idle.start(0.3, 60)
    qtbot.waitUntil(lambda: window.toast.isVisible(), timeout=2000)
    qtbot.waitUntil(lambda: window.page is None, timeout=2000)
    QApplication.processEvents()
    assert "nothing was done" in words(window.log_in_form)
    assert desk.sessions.notes[-1] == ("Chief", "logged out by time")
    assert window.navigation.count() == 0


def test_who_stays_for_very_long_is_logged_out_though_they_touch_it(
    window: AdminWindow, desk: FakeDesk, qtbot: QtBot
) -> None:
    window.begin()
    log_in(window, QApplication.instance())
    window._idle.start(60, 0.2)
    qtbot.waitUntil(lambda: window.page is None, timeout=2000)
    QApplication.processEvents()
    assert "as long as it may" in words(window.log_in_form)
    assert desk.sessions.notes[-1] == ("Chief", "logged out by time")


def test_the_log_in_hears_of_touches_and_may_end_the_session_itself(
    window: AdminWindow, desk: FakeDesk, app: QApplication
) -> None:
    window.begin()
    log_in(window, app)
    window._again.timeout.emit()
    app.processEvents()
    assert 0 <= desk.sessions.touches[-1] < 60
    assert window.page is not None
    desk.sessions.over = End.TIME
    window._again.timeout.emit()
    app.processEvents()
    assert window.page is None


def test_a_touch_counts_anew(window: AdminWindow, app: QApplication) -> None:
    window.begin()
    log_in(window, app)
    window._idle.start(2, 60)
    QTest.qWait(500)
    before = window._idle._end.remainingTime()
    QTest.mouseMove(window.navigation.viewport(), QPoint(5, 5))
    QTest.mouseClick(window.navigation.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    assert window._idle._end.remainingTime() > before + 200


def test_whose_account_is_changed_by_another_has_to_log_in_again(
    window: AdminWindow, desk: FakeDesk, app: QApplication
) -> None:
    window.begin()
    log_in(window, app)
    window._again.timeout.emit()
    app.processEvents()
    assert window.page is not None
    desk.sessions.roles["Chief"] = frozenset({Role.AUDIT})
    window._again.timeout.emit()
    app.processEvents()
    assert window.page is None
    assert desk.sessions.notes[-1] == ("Chief", "logged out, the account was changed")
    app.processEvents()
    assert "another administrator" in words(window.log_in_form)
    assert not window._again.isActive()


def test_log_out_is_recorded_and_asks_again(window: AdminWindow, desk: FakeDesk, app: QApplication) -> None:
    window.begin()
    log_in(window, app)
    window.leave.click()
    app.processEvents()
    assert desk.sessions.notes[-1] == ("Chief", "log out")
    assert window.page is None
    assert window.log_in_form.isVisible()


def test_cancel_closes_the_window(window: AdminWindow, qtbot: QtBot) -> None:
    window.begin()
    with qtbot.waitSignal(window.closed):
        window.log_in_form.cancel.click()


def test_return_submits_and_the_form_follows_the_language(window: AdminWindow, app: QApplication, qtbot: QtBot) -> None:
    window.begin()
    app.processEvents()
    form = window.log_in_form
    form.name.set_text("Chief")
    form.password.set_text(PASSWORD)
    try:
        speak("ja")
        app.sendPostedEvents(None, QEvent.Type.LanguageChange)
        assert form.heading.text() == "ログイン"
    finally:
        speak("en")
    qtbot.keyClick(form.password.edit, Qt.Key.Key_Return)
    app.processEvents()
    assert window.page is not None
