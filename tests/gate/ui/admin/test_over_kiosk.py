"""Over a kiosk: the corner opens the log-in, leaving gives the kiosk back, and the door is not moved from there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PyQt5.QtWidgets import QApplication

from gate.desk.fakes import FakeDesk
from gate.desk.sessions import Entrant
from gate.ui.admin.over_kiosk import AdminOverKiosk
from gate.ui.admin.pages.enrol import EnrolPage
from gate.ui.admin.pages.gate import GatePage
from gate.ui.kiosk.window import Kiosk
from gate.ui.work.backend import DirectBackend
from tests.gate.ui.admin.conftest import ALL


@pytest.fixture
def over(app: QApplication, kiosk: Kiosk, desk: FakeDesk) -> Iterator[AdminOverKiosk]:
    backend = DirectBackend()
    made = AdminOverKiosk(kiosk, desk, backend)
    yield made
    made.close()
    app.processEvents()
    backend.deleteLater()


def test_the_log_in_covers_the_kiosk_and_gives_it_back(over: AdminOverKiosk, kiosk: Kiosk, app: QApplication) -> None:
    over.show()
    app.processEvents()
    window = over.window
    assert window is not None
    assert window.log_in_form.isVisible()
    assert window.size() == kiosk.size()
    over.show()
    assert over.window is window
    window.log_in_form.cancel.click()
    assert over.window is None


def test_who_logs_out_gives_the_kiosk_back(over: AdminOverKiosk, app: QApplication) -> None:
    over.show()
    window = over.window
    assert window is not None
    window.log_in(Entrant(ALL))
    window.leave.click()
    app.processEvents()
    assert over.window is None


def test_the_door_is_not_moved_from_the_public_side(over: AdminOverKiosk, app: QApplication) -> None:
    over.show()
    assert over.window is not None
    over.window.log_in(Entrant(ALL))
    over.window.go("gate")
    app.processEvents()
    assert isinstance(over.window.page, GatePage)
    assert not over.window.page.test_door.isVisible()


def test_the_keyboard_stays_whole_on_the_smallest_screen(over: AdminOverKiosk, kiosk: Kiosk, app: QApplication) -> None:
    kiosk.resize(800, 480)
    over.show()
    window = over.window
    assert window is not None
    assert window.keyboard is not None
    window.log_in(Entrant(ALL))
    app.processEvents()
    assert window.keyboard.isHidden(), "no field was touched yet"
    for key in ("people", "events", "enrol"):  # the highest pages are made by now
        window.go(key)
    app.processEvents()
    assert isinstance(window.page, EnrolPage)
    assert window.keyboard.isVisible()
    assert window.keyboard.height() >= window.keyboard.minimumSizeHint().height()
    assert window.leave.isHidden()
    window.navigation.setFocus()
    app.processEvents()
    assert window.leave.isVisible()
