"""Events: the list goes on by itself, filters ask anew, a refusal is explained, and the export says where it went."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from PyQt5.QtWidgets import QApplication

from gate.access.errors import AuditError
from gate.access.reasons import Reason
from gate.desk.events import EventFilter, What
from gate.desk.fake_events import some_events
from gate.desk.fakes import FakeDesk
from gate.desk.sessions import Entrant
from gate.ui.admin.pages.events import EventsPage
from gate.ui.admin.reasons import reason_words
from gate.ui.admin.window import AdminWindow
from tests.gate.ui.admin.conftest import ALL, words
from tests.gate.ui.held import HeldBackend


@pytest.fixture
def page(window: AdminWindow, app: QApplication) -> EventsPage:
    window.log_in(Entrant(ALL))
    window.go("events")
    app.processEvents()
    assert isinstance(window.page, EventsPage)
    return window.page


def choose(page: EventsPage, what: What, app: QApplication) -> None:
    place = list(What).index(what)
    page.what.setCurrentIndex(place)
    page.what.activated.emit(place)
    app.processEvents()


def test_the_newest_event_comes_first(page: EventsPage) -> None:
    assert page.table.shown == ["7", "6", "5", "4", "3", "2", "1"]


def test_what_happens_meanwhile_appears_by_itself(page: EventsPage, desk: FakeDesk, app: QApplication) -> None:
    page.table.search.set_text("decision")
    desk.events.lines.append(replace(some_events()[1], seq=8))
    page._timer.timeout.emit()
    app.processEvents()
    assert page.table.shown == ["8", "5", "4", "3", "2"]
    page._timer.timeout.emit()
    app.processEvents()
    assert page.table.shown.count("8") == 1


@pytest.mark.parametrize(
    ("what", "found"), [(What.REFUSED, ["5", "4", "3"]), (What.DOOR, ["6"]), (What.ADMINISTRATION, ["7"])]
)
def test_kinds_of_events(page: EventsPage, app: QApplication, what: What, found: list[str]) -> None:
    choose(page, what, app)
    assert page.table.shown == found


def test_days(page: EventsPage, app: QApplication) -> None:
    page.more.click()
    page.first.tick.setChecked(True)
    page.first.edit.setDate(date(2026, 11, 27))
    app.processEvents()
    assert page.table.shown == []
    page.first.tick.setChecked(False)
    app.processEvents()
    assert len(page.table.shown) == 7


def test_why_was_this_refused(page: EventsPage, app: QApplication) -> None:
    page._open("3")
    said = words(page.detail)
    for fact in ("stays below the threshold", "0.391", "0.473", "below it by 0.082", "1e-05", "Quality: 0.44"):
        assert fact in said
    assert "Liveness: passed" in said
    page.detail.back.click()
    app.processEvents()
    assert page.table.isVisible()
    page._open("5")
    assert "liveness check" in words(page.detail)


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_words(reason: Reason) -> None:
    said = reason_words(reason)
    assert said.endswith(".")
    assert "_" not in said


def test_the_export_says_where_it_went(
    window: AdminWindow, page: EventsPage, desk: FakeDesk, app: QApplication
) -> None:
    choose(page, What.REFUSED, app)
    page.more.click()
    page.export.click()
    app.processEvents()
    assert desk.events.exported == [(EventFilter(What.REFUSED), "/media/stick")]
    assert "/media/stick/events.csv" in words(window)
    assert page.export.isEnabled()


def test_an_export_that_fails_says_why_beside_the_folder(page: EventsPage, desk: FakeDesk, app: QApplication) -> None:
    def full(*_args: object) -> str:
        raise AuditError("the file can't be written: No space left on device")

    desk.events.export = full  # type: ignore[method-assign]
    page.more.click()
    page.export.click()
    app.processEvents()
    assert "No space left" in words(page)


def test_a_small_screen_shows_the_list_or_the_export(window: AdminWindow, page: EventsPage, app: QApplication) -> None:
    window.resize(800, 480)
    app.processEvents()
    page.more.click()
    app.processEvents()
    assert page.export.isVisible()
    assert not page.table.isVisible()
    page.more.click()
    assert page.table.isVisible()


@pytest.fixture
def slow(page: EventsPage) -> Iterator[tuple[EventsPage, HeldBackend]]:
    """A page whose log answers when a test says so; questions 0 and 1 are those of opening it."""
    backend = HeldBackend()
    made = EventsPage(replace(page.context, backend=backend))
    made.opened()
    yield made, backend
    made.closed()
    made.deleteLater()
    backend.deleteLater()


def test_answers_that_cross_show_what_was_chosen_last(slow: tuple[EventsPage, HeldBackend], app: QApplication) -> None:
    page, backend = slow
    choose(page, What.GRANTED, app)
    choose(page, What.REFUSED, app)
    for number in (3, 2, 1):
        backend.answer(number)
    assert page.table.shown == ["5", "4", "3"]


def test_no_list_comes_after_its_reader_has_left(slow: tuple[EventsPage, HeldBackend]) -> None:
    page, backend = slow
    page.closed()
    backend.answer(1)
    assert page.table.shown == []


def test_who_leaves_stops_it(window: AdminWindow, page: EventsPage, app: QApplication) -> None:
    page._open("2")
    window.go("about")
    app.processEvents()
    assert not page._timer.isActive()
    assert page.table.shown == []
    assert "Anna" not in words(page)
