"""Health: what is wrong comes first, by sign and by word; looking again; the camera on request."""

from __future__ import annotations

import pytest
from PyQt5.QtWidgets import QApplication

from gate.desk.fakes import FakeDesk
from gate.desk.sessions import Entrant
from gate.doctor import Finding
from gate.ui.admin.pages.health import FindingCard, HealthPage, state_words, what_words
from gate.ui.admin.window import AdminWindow
from tests.gate.ui.admin.conftest import ALL, words


@pytest.fixture
def page(window: AdminWindow, app: QApplication) -> HealthPage:
    window.log_in(Entrant(ALL))
    window.go("health")
    for _ in range(2):  # answered, laid out
        app.processEvents()
    assert isinstance(window.page, HealthPage)
    return window.page


def test_what_is_wrong_comes_first(page: HealthPage) -> None:
    said = words(page)
    assert "3 things need attention" in said
    order = [said.index(text) for text in ("Settings: not working", "Keys: needs attention", "Disk: well")]
    assert order == sorted(order)
    assert "did you mean door.pulse" in said


def test_the_camera_is_looked_at_on_request_alone(page: HealthPage, desk: FakeDesk, app: QApplication) -> None:
    assert desk.health.cameras == 0
    page.camera.click()
    for _ in range(2):
        app.processEvents()
    assert desk.health.cameras == 1
    assert "1280×720" in words(page)
    assert page.camera.isEnabled()


def test_looking_again_begins_anew(page: HealthPage, desk: FakeDesk, app: QApplication) -> None:
    desk.health.findings = [Finding("clock", "ok", "kept right")]
    page.again.click()
    for _ in range(2):
        app.processEvents()
    assert "All is well" in words(page)
    assert len([card for card in page.findChildren(FindingCard) if card.isVisible()]) == 1


def test_a_finding_of_a_newer_doctor_keeps_its_name() -> None:
    assert what_words("tpm") == "tpm"
    assert {state_words(state) for state in ("ok", "warning", "failed")} == {"well", "needs attention", "not working"}


def test_who_leaves_waits_no_more(window: AdminWindow, page: HealthPage, app: QApplication) -> None:
    page.again.click()
    window.go("about")
    app.processEvents()
    assert not page._examination.waiting
